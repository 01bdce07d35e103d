/** Groups of people: the roles that come by them, whatever happens in which order, and who may change them. */
import { randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import pg from "pg";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { ROLES, type Role } from "@/lib/auth/roles";
import { createApiKey, type CurrentUser } from "@/lib/auth/service";
import { createDataset } from "@/lib/datasets/service";
import { db } from "@/lib/db";
import { setRolesEverywhere, syncGroupsOfPerson } from "@/lib/groups/provider";
import type { GroupDetailsDto, GroupDto } from "@/lib/groups/schema";
import { createGroup, deleteGroup, getGroup, removeMember, renameGroup, setMember } from "@/lib/groups/service";
import { openEventStream } from "@/lib/live/service";
import { highestRole } from "@/lib/sharing/rules";
import type { ShareDto } from "@/lib/sharing/schema";
import { changeRole, revokeRole, share } from "@/lib/sharing/service";
import { asAdmin, call, giveRole, newUser, signToken } from "./world";

let ann: CurrentUser;
let ben: CurrentUser;
let eve: CurrentUser;
beforeAll(async () => {
  [ann, ben, eve] = [await newUser("ann"), await newUser("ben"), await newUser("eve")];
});

const newName = (): string => `Group ${randomUUID().slice(0, 8)}`;
const datasetOf = async (owner: CurrentUser, name = "Shared with groups"): Promise<string> =>
  (await createDataset(owner, { name, snapshots_enabled: true })).dataset_id;
/** A group that its first member manages. */
async function groupOf(manager: CurrentUser, ...others: CurrentUser[]): Promise<GroupDto> {
  const group = await createGroup(manager, { name: newName() });
  for (const { email } of others) await setMember(manager, group.group_id, { email });
  return group;
}
const giveGroup = (owner: CurrentUser, id: string, { group_id }: GroupDto, role: Role) =>
  share(owner, id, { grant_to_group: group_id, role });
const rolesOn = async (id: string): Promise<Record<string, Role>> =>
  Object.fromEntries(
    (await db.membership.findMany({ where: { datasetId: id }, include: { user: true } })).map(({ user, role }) => [
      user.name,
      role,
    ]),
  );

describe("roles", () => {
  /** What was given to whom, as plain as can be. */
  class Model {
    readonly grants = new Map<string, Role>();
    readonly groupGrants = new Map<string, Role>();
    readonly members = new Map<number, Set<number>>();
    readonly everywhere = new Map<number, Role>();
    readonly people = new Set<number>();
    readonly datasets = new Set<number>();

    roleOf(dataset: number, person: number): Role | null {
      if (!this.people.has(person) || !this.datasets.has(dataset)) return null;
      const through = [...this.members].flatMap(([group, members]) =>
        members.has(person)
          ? [this.groupGrants.get(`${dataset} ${group}`) ?? null, this.everywhere.get(group) ?? null]
          : [],
      );
      return highestRole([this.grants.get(`${dataset} ${person}`) ?? null, ...through]);
    }
    owners = (dataset: number): number[] =>
      [...this.people].filter((person) => this.roleOf(dataset, person) === "OWNER");
    ownerless = (): number[] => [...this.datasets].filter((dataset) => this.owners(dataset).length === 0);
    all(): string[] {
      return [...this.datasets]
        .flatMap((dataset) =>
          [...this.people].flatMap((person) => {
            const role = this.roleOf(dataset, person);
            return role ? [`${dataset} ${person} ${role}`] : [];
          }),
        )
        .sort();
    }
  }

  const PEOPLE = 4;
  const GROUPS = 3;
  const DATASETS = 3;
  /** The last of the groups is the identity provider's. */
  const PROVIDERS = GROUPS - 1;
  const person = fc.nat(PEOPLE - 1);
  const dataset = fc.nat(DATASETS - 1);
  const group = fc.nat(GROUPS - 1);
  const role = fc.option(fc.constantFrom(...ROLES));
  const command = fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant("grant" as const), dataset, person, role }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("grantGroup" as const), dataset, group, role }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("member" as const), group, person, isIn: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("everywhere" as const), role }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("deleteGroup" as const), group }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("newDataset" as const), person }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("deleteDataset" as const), dataset }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("deletePerson" as const), person }) },
  );

  type Command = typeof command extends fc.Arbitrary<infer Value> ? Value : never;

  it("are the highest of all that people and their groups were given, whatever happens in which order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 10, maxLength: 30 }), async (commands) => {
        const model = new Model();
        const external = `provider ${randomUUID()}`;
        await setRolesEverywhere(new Map([[external, null]]));
        // Person 0 manages all groups but the provider's, and stays.
        const people = await Promise.all(Array.from({ length: PEOPLE }, (_, at) => newUser(`p${at}`)));
        people.forEach((_, at) => model.people.add(at));
        const groups: string[] = [];
        for (let at = 0; at < PROVIDERS; at += 1) {
          groups.push((await createGroup(people[0]!, { name: newName() })).group_id);
          model.members.set(at, new Set([0]));
        }
        const rows = await asAdmin<{ id: string }>("SELECT id FROM person_group WHERE external_name = $1", [external]);
        groups.push(rows[0]!.id);
        model.members.set(PROVIDERS, new Set());
        const datasets: string[] = [];
        const add = async (owner: number): Promise<void> => {
          const at = datasets.push(await datasetOf(people[owner]!)) - 1;
          model.datasets.add(at);
          model.grants.set(`${at} ${owner}`, "OWNER");
        };
        for (let at = 0; at < DATASETS; at += 1) await add(at % PEOPLE);

        const found = async (): Promise<string[]> => {
          const found = await db.membership.findMany({ where: { datasetId: { in: datasets } } });
          return found
            .map(
              (one) =>
                `${datasets.indexOf(one.datasetId)} ${people.findIndex(({ id }) => id === one.userId)} ${one.role}`,
            )
            .sort();
        };
        /** Does it to both, unless a dataset would be nobody's by it: then it is refused. */
        const attempt = async (
          [change, undo]: readonly [() => void, () => void],
          work: () => Promise<unknown>,
        ): Promise<void> => {
          const before = model.ownerless();
          change();
          if (model.ownerless().every((one) => before.includes(one))) await work();
          else {
            undo();
            await expect(work()).rejects.toMatchObject({ code: "conflict" });
          }
        };
        const replace = <K, V>(map: Map<K, V>, key: K, value: V | null) => {
          const was = map.get(key);
          const set = (to: V | null | undefined) => void (to == null ? map.delete(key) : map.set(key, to));
          return [() => set(value), () => set(was)] as const;
        };
        const run = async (one: Command): Promise<void> => {
          switch (one.do) {
            case "grant":
            case "grantGroup": {
              const owner = people[model.owners(one.dataset)[0] ?? -1];
              if (!owner || !model.datasets.has(one.dataset)) return;
              const isGroup = one.do === "grantGroup";
              if (isGroup ? !model.members.has(one.group) : !model.people.has(one.person)) return;
              const key = `${one.dataset} ${isGroup ? one.group : one.person}`;
              const map = isGroup ? model.groupGrants : model.grants;
              const whom = isGroup
                ? { grant_to_group: groups[one.group]! }
                : { grant_to_user_email: people[one.person]!.email };
              if (one.role === null) {
                // Nobody takes away what was not given.
                if (!map.has(key)) return;
                await attempt(replace(map, key, null), () => revokeRole(owner, datasets[one.dataset]!, whom));
              } else {
                const { role } = one;
                await attempt(replace(map, key, role), () => share(owner, datasets[one.dataset]!, { ...whom, role }));
              }
              return;
            }
            case "member": {
              const members = model.members.get(one.group);
              if (!members || one.person === 0 || !model.people.has(one.person)) return;
              const { id, email } = people[one.person]!;
              if (one.group === PROVIDERS) {
                // What the provider says is not refused.
                await syncGroupsOfPerson(null, id, one.isIn ? [external, "unknown here"] : ["unknown here"]);
                if (one.isIn) members.add(one.person);
                else members.delete(one.person);
              } else if (one.isIn) {
                await setMember(people[0]!, groups[one.group]!, { email });
                members.add(one.person);
              } else if (members.has(one.person)) {
                const change = () => void members.delete(one.person);
                const undo = () => void members.add(one.person);
                await attempt([change, undo], () => removeMember(people[0]!, groups[one.group]!, { email }));
              }
              return;
            }
            case "everywhere":
              await setRolesEverywhere(new Map([[external, one.role]]));
              replace(model.everywhere, PROVIDERS, one.role)[0]();
              return;
            case "deleteGroup": {
              const members = model.members.get(one.group);
              if (one.group === PROVIDERS || !members) return;
              const change = () => void model.members.delete(one.group);
              const undo = () => void model.members.set(one.group, members);
              await attempt([change, undo], () => deleteGroup(people[0]!, groups[one.group]!));
              return;
            }
            case "newDataset":
              if (model.people.has(one.person)) await add(one.person);
              return;
            case "deleteDataset":
              await asAdmin("DELETE FROM dataset WHERE id = $1", [datasets[one.dataset]!]);
              model.datasets.delete(one.dataset);
              return;
            case "deletePerson":
              if (one.person === 0) return;
              await asAdmin("DELETE FROM app_user WHERE id = $1", [people[one.person]!.id]);
              model.people.delete(one.person);
          }
        };
        expect(await found()).toEqual(model.all());
        for (const one of commands) {
          await run(one);
          expect(await found(), JSON.stringify(one)).toEqual(model.all());
        }
        await setRolesEverywhere(new Map());
      }),
      { numRuns: 20 },
    );
  });

  it("stay as they are when a database from before groups is brought up to date, and what was left waiting is given", async () => {
    const name = `before_groups_${randomUUID().replaceAll("-", "")}`;
    await asAdmin(`CREATE DATABASE ${name}`);
    const url = new URL(process.env.TEST_ADMIN_URL!);
    url.pathname = `/${name}`;
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      const folder = path.resolve(import.meta.dirname, "../prisma/migrations");
      const apply = async (migration: string) =>
        client.query(await readFile(path.join(folder, migration, "migration.sql"), "utf8"));
      const all = (await readdir(folder)).filter((entry) => /^\d/.test(entry)).sort();
      const groups = all.findIndex((migration) => migration.endsWith("_groups"));
      for (const migration of all.slice(0, groups)) await apply(migration);
      const [lineage, state, dataset, owner, guest] = Array.from({ length: 5 }, () => randomUUID());
      await client.query(`
        INSERT INTO lineage (id) VALUES ('${lineage}');
        INSERT INTO state (id, lineage_id, digest, root, n_items, n_images, n_videos) VALUES ('${state}', '${lineage}', sha256(''), '', 0, 0, 0);
        INSERT INTO dataset (id, lineage_id, display_name, status, head_state_id, created_by) VALUES ('${dataset}', '${lineage}', 'Old', 'DRAFT', '${state}', 'o');
        INSERT INTO app_user (id, email, name, password_hash) VALUES ('${owner}', 'o@test.example', 'O', ''), ('${guest}', 'g@test.example', 'G', '');
        INSERT INTO membership (dataset_id, user_id, role) VALUES ('${dataset}', '${owner}', 'OWNER');
        INSERT INTO invitation (dataset_id, email, role, token_hash, invited_by, expires_at) VALUES
          ('${dataset}', 'g@test.example', 'EDITOR', '1', 'o', now() + interval '1 day'),
          ('${dataset}', 'new@test.example', 'VIEWER', '2', 'o', now() + interval '1 day')`);
      await apply(all[groups]!);
      const rows = async (table: string) =>
        (await client.query<{ row: string }>(`SELECT user_id || ' ' || role AS row FROM ${table} ORDER BY role DESC`))
          .rows;
      const expected = [{ row: `${owner} OWNER` }, { row: `${guest} EDITOR` }];
      expect(await rows("membership")).toEqual(expected);
      expect(await rows("membership_grant")).toEqual(expected);
      expect((await client.query("SELECT email FROM invitation")).rows).toEqual([{ email: "new@test.example" }]);
    } finally {
      await client.end();
      await asAdmin(`DROP DATABASE ${name}`);
    }
  });

  it("cannot be written past what they follow from", async () => {
    const id = await datasetOf(ann);
    await expect(db.membership.create({ data: { datasetId: id, userId: ben.id, role: "OWNER" } })).rejects.toThrow(
      /permission denied/,
    );
    await expect(db.membership.deleteMany({ where: { datasetId: id } })).rejects.toThrow(/permission denied/);
  });
});

describe("the last owner", () => {
  const nameOf = (id: string) => `Nobody's ${id.slice(0, 4)}`;
  async function ownedByGroup() {
    const id = await datasetOf(ann, nameOf(randomUUID()));
    const group = await groupOf(ben, eve);
    await giveGroup(ann, id, group, "OWNER");
    await revokeRole(ann, id, { grant_to_user_email: ann.email });
    return { id, group };
  }

  it("may be one by a group, which then can be neither deleted nor made less there", async () => {
    const { id, group } = await ownedByGroup();
    expect(await rolesOn(id)).toEqual({ ben: "OWNER", eve: "OWNER" });
    const { display_name } = (await (await call(`/dataset/${id}`, { user: ben })).json()) as { display_name: string };
    await expect(deleteGroup(ben, group.group_id)).rejects.toThrow(
      `“${display_name}” would be left without an owner. Make someone an owner there first.`,
    );
    const grant = { grant_to_group: group.name };
    await expect(revokeRole(ben, id, grant)).rejects.toThrow("A dataset keeps at least one owner");
    await expect(changeRole(ben, id, { ...grant, role: "EDITOR" })).rejects.toThrow("keeps at least one owner");
    await removeMember(eve, group.group_id, { email: eve.email });
    await expect(removeMember(ben, group.group_id, { email: ben.email })).rejects.toThrow("without an owner");
    await giveRole(ben, id, ann, "OWNER");
    await deleteGroup(ben, group.group_id);
    expect(await rolesOn(id)).toEqual({ ann: "OWNER" });
  });

  it("stays when everybody goes at the same moment, each by another way", async () => {
    for (let round = 0; round < 8; round += 1) {
      const id = await datasetOf(ann);
      const [first, second] = [await groupOf(ben), await groupOf(eve)];
      await giveGroup(ann, id, first, "OWNER");
      await giveGroup(ann, id, second, "OWNER");
      const outcomes = await Promise.allSettled([
        revokeRole(ann, id, { grant_to_user_email: ann.email }),
        deleteGroup(ben, first.group_id),
        revokeRole(eve, id, { grant_to_group: second.name }),
      ]);
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
      for (const outcome of outcomes)
        if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "conflict" });
      expect(Object.values(await rolesOn(id))).toEqual(["OWNER"]);
    }
  });

  it("is lost to what the identity provider says, which is not refused; the settings bring another", async () => {
    const name = `provider ${randomUUID()}`;
    await setRolesEverywhere(new Map([[name, null]]));
    const [{ id: groupId }] = (await asAdmin<{ id: string }>("SELECT id FROM person_group WHERE external_name = $1", [
      name,
    ])) as [{ id: string }];
    await syncGroupsOfPerson(null, ben.id, [name]);
    const id = await datasetOf(ann);
    await share(ann, id, { grant_to_group: groupId, role: "OWNER" });
    await revokeRole(ann, id, { grant_to_user_email: ann.email });
    await syncGroupsOfPerson(null, ben.id, []);
    expect(await rolesOn(id)).toEqual({});
    await syncGroupsOfPerson(db, eve.id, [name]);
    await setRolesEverywhere(new Map([[name, "OWNER"]]));
    expect(await rolesOn(id)).toEqual({ eve: "OWNER" });
    expect(await rolesOn(await datasetOf(ann))).toEqual({ ann: "OWNER", eve: "OWNER" });
    await setRolesEverywhere(new Map());
  });
});

describe("whoever is taken out of a group", () => {
  /** A tab that notes of which kinds of change of a dataset it hears. */
  function openTab(user: CurrentUser, id: string) {
    const heard: string[] = [];
    const left = new AbortController();
    const reader = openEventStream(user, left.signal).body!.getReader();
    const decoder = new TextDecoder();
    void (async () => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        for (const [, data] of decoder.decode(value).matchAll(/^data: (.*)$/gm)) {
          const event = JSON.parse(data!) as { dataset_id?: string; kind?: string };
          if (event.dataset_id === id) heard.push(event.kind!);
        }
      }
    })();
    return { heard, leave: () => left.abort() };
  }

  it("sees nothing of it from then on, in a page that is open either; whoever is added is told", async () => {
    const id = await datasetOf(ann);
    const group = await groupOf(ann, eve);
    await giveGroup(ann, id, group, "EDITOR");
    const tabs = [openTab(ann, id), openTab(ben, id), openTab(eve, id)];
    const [anns, bens, eves] = tabs.map(({ heard }) => heard) as [string[], string[], string[]];
    const tell = (kind: string) =>
      asAdmin("SELECT pg_notify('stillframe', $1)", [JSON.stringify({ dataset_id: id, kind })]);
    await vi.waitFor(
      async () => {
        await tell("listening?");
        expect(anns).toContain("listening?");
      },
      { timeout: 60_000, interval: 50 },
    );
    await setMember(ann, group.group_id, { email: ben.email });
    await vi.waitFor(() => expect(bens).toContain("share"), { timeout: 60_000 });
    expect((await call(`/dataset/${id}`, { user: ben })).status).toBe(200);
    expect((await call(`/dataset/${id}`, { user: eve })).status).toBe(200);

    await removeMember(ann, group.group_id, { email: eve.email });
    expect((await call(`/dataset/${id}`, { user: eve })).status).toBe(404);
    await tell("afterwards");
    await vi.waitFor(() => expect(bens).toContain("afterwards"), { timeout: 60_000 });
    expect(eves).not.toContain("afterwards");
    tabs.forEach(({ leave }) => leave());
  });

  it("does not finish what they began before with the role that they had", async () => {
    const id = await datasetOf(ann);
    const group = await groupOf(ann, ben);
    await giveGroup(ann, id, group, "OWNER");
    const [{ version }] = (await asAdmin<{ version: string }>("SELECT version FROM dataset WHERE id = $1", [id])) as [
      { version: string },
    ];
    await removeMember(ann, group.group_id, { email: ben.email });
    // Whatever was decided on the version before is decided again.
    const rows = await asAdmin<{ version: string }>("SELECT version FROM dataset WHERE id = $1", [id]);
    expect(Number(rows[0]!.version)).toBeGreaterThan(Number(version));
  });
});

describe("a group", () => {
  it("is seen by everybody by name and size, and its people by those who are in it", async () => {
    const group = await groupOf(ann, ben);
    const of = async (user: CurrentUser) =>
      (await (await call(`/groups/${group.group_id}`, { user })).json()) as GroupDetailsDto;
    expect(await of(eve)).toMatchObject({ name: group.name, people: 2, you: null, members: null });
    expect((await of(ben)).you).toBe("member");
    expect((await of(ben)).members).toEqual([
      { email: ann.email, name: "ann", manager: true },
      { email: ben.email, name: "ben", manager: false },
    ]);
    const all = (await (await call("/groups", { user: eve })).json()) as GroupDto[];
    expect(all.find(({ group_id }) => group_id === group.group_id)).toEqual({
      ...group,
      people: 2,
      you: null,
      can: { manage: "Only managers of the group can change it", leave: "You are not in this group" },
    });
  });

  it("is changed by its managers, and left by whoever wants to", async () => {
    const { group_id: id, name } = await groupOf(ann, ben);
    const forbidden = { code: "forbidden" };
    await expect(renameGroup(ben, id, { name: "Ben's" })).rejects.toMatchObject(forbidden);
    await expect(setMember(ben, id, { email: eve.email })).rejects.toMatchObject(forbidden);
    await expect(removeMember(ben, id, { email: ann.email })).rejects.toMatchObject(forbidden);
    await expect(deleteGroup(eve, id)).rejects.toMatchObject(forbidden);
    await setMember(ann, id, { email: ben.email, manager: true });
    expect((await renameGroup(ben, id, { name: `${name}, renamed` })).name).toBe(`${name}, renamed`);
    // Adding somebody again changes nothing of what they are.
    await setMember(ben, id, { email: ann.email });
    await setMember(ben, id, { email: ann.email, manager: false });
    await expect(setMember(ben, id, { email: ben.email, manager: false })).rejects.toThrow("at least one manager");
    await removeMember(ann, id, { email: ann.email });
    expect((await getGroup(ben, id)).members).toEqual([{ email: ben.email, name: "ben", manager: true }]);
    await expect(removeMember(ben, id, { email: ann.email })).rejects.toMatchObject({ code: "not_found" });
    await expect(setMember(ben, id, { email: "nobody@test.example" })).rejects.toMatchObject({ code: "not_found" });
    await deleteGroup(ben, id);
    await expect(getGroup(ben, id)).rejects.toMatchObject({ code: "not_found" });
  });

  it("keeps a manager, also when two of them make each other less at the same moment", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { group_id: id } = await groupOf(ann, ben);
      await setMember(ann, id, { email: ben.email, manager: true });
      await Promise.allSettled([
        setMember(ann, id, { email: ben.email, manager: false }),
        setMember(ben, id, { email: ann.email, manager: false }),
      ]);
      const rows = await asAdmin("SELECT FROM person_group_member WHERE group_id = $1 AND manager", [id]);
      expect(rows).toHaveLength(1);
    }
  });

  it("has a name of its own, in any case, without an @", async () => {
    const { group_id: id, name } = await groupOf(ann);
    const post = (given: string) => call("/groups", { method: "POST", user: ben, body: { name: given } });
    expect((await post(name.toUpperCase())).status).toBe(409);
    expect((await post("a@b.example")).status).toBe(422);
    const other = await groupOf(ann);
    await expect(renameGroup(ann, other.group_id, { name })).rejects.toThrow(
      `There is a group called ${name} already.`,
    );
    expect((await renameGroup(ann, id, { name: name.toUpperCase() })).name).toBe(name.toUpperCase());
  });

  it("is out of reach of a key that is for some datasets, or may not manage the account", async () => {
    const { group_id: id } = await groupOf(ann);
    const limited = [
      { scopes: ["read", "write"] as const, dataset_ids: [] },
      { scopes: ["read", "write", "admin"] as const, dataset_ids: [await datasetOf(ann)] },
    ];
    for (const { scopes, dataset_ids } of limited) {
      const key = await createApiKey(ann, "limited", { scopes: [...scopes], dataset_ids, expires_at: null });
      const token = await signToken(key);
      const statuses = await Promise.all([
        call("/groups", { token }),
        call("/groups", { token, method: "POST", body: { name: newName() } }),
        call(`/groups/${id}`, { token }),
        call(`/groups/${id}`, { token, method: "PATCH", body: { name: newName() } }),
        call(`/groups/${id}`, { token, method: "DELETE" }),
        call(`/groups/${id}/members`, { token, method: "PUT", body: { email: ben.email } }),
        call(`/groups/${id}/members`, { token, method: "DELETE", body: { email: ann.email } }),
      ]);
      expect(statuses.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403, 403]);
    }
  });

  it("of the identity provider has a name that nobody takes for an address", async () => {
    const address = `crew-${randomUUID()}@harbour.example`;
    await setRolesEverywhere(new Map([[address, null]]));
    const all = (await (await call("/groups", { user: ann })).json()) as GroupDto[];
    expect(all.map(({ name }) => name)).toContain(address.replace("@", " at "));
  });

  it("of the identity provider is not changed by hand, and takes another name where its own is taken", async () => {
    const taken = newName();
    const own = await createGroup(ann, { name: taken });
    await setRolesEverywhere(
      new Map([
        [taken.toUpperCase(), "VIEWER"],
        [taken.toLowerCase(), null],
      ]),
    );
    const rows = await asAdmin<{ id: string; name: string; external_name: string }>(
      "SELECT id, name, external_name FROM person_group WHERE lower(external_name) = lower($1) ORDER BY external_name",
      [taken],
    );
    expect(rows).toHaveLength(2);
    for (const { name, external_name } of rows)
      expect(name).toMatch(new RegExp(`^${external_name} \\([0-9a-f]{8}\\)$`));
    const { id } = rows[0]!;
    await syncGroupsOfPerson(null, ann.id, [rows[0]!.external_name]);
    expect(await getGroup(ann, id)).toMatchObject({ from_provider: true, you: "member", people: 1 });
    const forbidden = { code: "forbidden" };
    await expect(setMember(ann, id, { email: ben.email })).rejects.toMatchObject(forbidden);
    await expect(removeMember(ann, id, { email: ann.email })).rejects.toMatchObject(forbidden);
    await expect(renameGroup(ann, id, { name: "Mine" })).rejects.toMatchObject(forbidden);
    await expect(deleteGroup(ann, id)).rejects.toMatchObject(forbidden);
    // A second start changes nothing, and what the provider says leaves groups made by hand alone.
    await setRolesEverywhere(new Map());
    await syncGroupsOfPerson(null, ann.id, []);
    expect(await getGroup(ann, id)).toMatchObject({ people: 0, role_everywhere: null });
    expect((await getGroup(ann, own.group_id)).people).toBe(1);
  });
});

describe("sharing with a group", () => {
  it("is told beside people, with the groups by which theirs come", async () => {
    const id = await datasetOf(ann);
    const group = await groupOf(ben, eve);
    await giveRole(ann, id, eve, "VIEWER");
    const invite = (body: object) => call(`/manage/${id}/invite`, { method: "PUT", user: ann, body });
    const shared = await invite({ grant_to_group: group.name.toUpperCase(), role: "EDITOR" });
    expect(await shared.json()).toEqual({ pending: false, accept_url: null });
    const through = [{ group_id: group.group_id, group: group.name, role: "EDITOR" as const, everywhere: false }];
    const account = { pending: false, expires_at: null };
    const shares = async () => (await (await call(`/manage/${id}/share`, { user: ben })).json()) as ShareDto[];
    expect(await shares()).toEqual([
      { email: ann.email, role: "OWNER", ...account, granted: "OWNER", through: [] },
      { email: ben.email, role: "EDITOR", ...account, granted: null, through },
      { email: eve.email, role: "EDITOR", ...account, granted: "VIEWER", through },
      { group: group.name, group_id: group.group_id, people: 2, role: "EDITOR", granted: "EDITOR" },
    ] satisfies ShareDto[]);

    const onShare = (method: "PATCH" | "DELETE", body: object, user = ann) =>
      call(`/manage/${id}/share`, { method, user, body });
    // What a group brings is the group's, and who is here by one alone leaves by it.
    expect((await onShare("PATCH", { grant_to_user_email: ben.email, role: "OWNER" })).status).toBe(409);
    expect((await onShare("DELETE", { grant_to_user_email: ben.email })).status).toBe(409);
    expect((await onShare("DELETE", { grant_to_user_email: ben.email }, ben)).status).toBe(409);
    expect((await onShare("PATCH", { grant_to_group: group.group_id, role: "VIEWER" })).status).toBe(200);
    expect(await rolesOn(id)).toEqual({ ann: "OWNER", ben: "VIEWER", eve: "VIEWER" });
    const query = new URLSearchParams({ grant_to_group: group.name });
    expect((await call(`/manage/${id}/share?${query}`, { method: "DELETE", user: ann })).status).toBe(200);
    expect(await rolesOn(id)).toEqual({ ann: "OWNER", eve: "VIEWER" });
    await giveGroup(ann, id, group, "VIEWER");
    expect((await onShare("DELETE", { grant_to_user_email: eve.email }, eve)).status).toBe(200);
    expect(await rolesOn(id)).toEqual({ ann: "OWNER", ben: "VIEWER", eve: "VIEWER" });
    await revokeRole(ann, id, { grant_to_group: group.name });
    expect(await rolesOn(id)).toEqual({ ann: "OWNER" });
    expect((await onShare("DELETE", { grant_to_group: group.name })).status).toBe(404);
    expect((await onShare("PATCH", { grant_to_group: group.name, role: "VIEWER" })).status).toBe(404);
    expect((await invite({ grant_to_group: "no such group", role: "VIEWER" })).status).toBe(404);
    expect((await invite({ role: "VIEWER" })).status).toBe(422);
    const both = { grant_to_group: group.name, grant_to_user_email: eve.email, role: "VIEWER" };
    expect((await invite(both)).status).toBe(422);
    const events = await asAdmin<{ kind: string; detail: unknown }>(
      "SELECT kind, detail FROM dataset_event WHERE dataset_id = $1 AND kind LIKE '%share_group' ORDER BY id",
      [id],
    );
    expect(events).toEqual([
      { kind: "share_group", detail: { group: group.name, role: "EDITOR" } },
      { kind: "share_group", detail: { group: group.name, role: "VIEWER" } },
      { kind: "unshare_group", detail: { group: group.name } },
      { kind: "share_group", detail: { group: group.name, role: "VIEWER" } },
      { kind: "unshare_group", detail: { group: group.name } },
    ]);
  });
});
