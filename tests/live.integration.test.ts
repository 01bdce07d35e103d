/** Event streams on a real database: who is told of what, and how often roles are asked for. */
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { deleteDataset } from "@/lib/datasets/service";
import { editWords } from "@/lib/edits/edit-words";
import { openEventStream } from "@/lib/live/service";
import { cloneSnapshot } from "@/lib/snapshots/service";
import { abortTask } from "@/lib/tasks/service";
import { asAdmin, cloneOf, giveRole, newDataset, newUser } from "./world";

let owner: CurrentUser;
let viewer: CurrentUser;
let stranger: CurrentUser;
let base: string;
const leaving: (() => void)[] = [];
/** For what comes when the machine has a moment. */
const PATIENT = { timeout: 60_000, interval: 50 };

/** A tab that notes what it hears. */
function openTab(user: CurrentUser): string[] {
  const heard: string[] = [];
  const left = new AbortController();
  leaving.push(() => left.abort());
  const reader = openEventStream(user, left.signal).body!.getReader();
  const decoder = new TextDecoder();
  void (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      for (const message of decoder.decode(value).split("\n\n").filter(Boolean)) {
        const data = /^data: (.*)$/m.exec(message)?.[1];
        if (message.startsWith("event: reset")) heard.push("reset");
        else if (data) heard.push(Object.values(JSON.parse(data) as Record<string, string>).join(" "));
      }
    }
  })();
  return heard;
}

const notify = (dataset_id: string, kind: string) =>
  asAdmin("SELECT pg_notify('stillframe', $1)", [JSON.stringify({ dataset_id, kind })]);

beforeAll(async () => {
  [owner, viewer, stranger] = await Promise.all([newUser("owner"), newUser("viewer"), newUser("stranger")]);
  base = await newDataset(owner, 2, "Live", 41);
  // What is told before the first connection listens is told to nobody.
  const first = openTab(owner);
  await vi.waitFor(async () => {
    await notify(base, "listening?");
    expect(first).toContain(`${base} listening?`);
  }, PATIENT);
});
afterAll(() => leaving.forEach((leave) => leave()));

/** A dataset that the viewer sees, and tabs that are past their first `reset`. */
async function scene(tabsEach = 1) {
  const id = await cloneOf(owner, base);
  await giveRole(owner, id, viewer, "VIEWER");
  const tabs = [owner, viewer, stranger].map((user) => Array.from({ length: tabsEach }, () => openTab(user)));
  // Once somebody was told of this, whatever came before has passed.
  await notify(id, "begin");
  await vi.waitFor(() => expect(tabs[0]![0]).toContain(`${id} begin`), PATIENT);
  for (const heard of tabs.flat()) heard.length = 0;
  return { id, tabs: tabs as [string[][], string[][], string[][]] };
}

describe("event streams", () => {
  it("tell every tab of those with a role, with one query an event", async () => {
    const { id, tabs } = await scene(20);
    const query = vi.spyOn(pg.Client.prototype, "query");
    const aboutRoles = () =>
      query.mock.calls.filter(([text]) => /membership/.test(typeof text === "string" ? text : JSON.stringify(text)))
        .length;
    try {
      for (let event = 1; event <= 3; event += 1) {
        await notify(id, `event-${event}`);
        await vi.waitFor(() => expect(tabs[1].every((heard) => heard.length === event)).toBe(true), PATIENT);
        expect(aboutRoles()).toBe(event);
      }
    } finally {
      query.mockRestore();
    }
    const all = [1, 2, 3].map((event) => `${id} event-${event}`);
    for (const heard of [...tabs[0], ...tabs[1]]) expect(heard).toEqual(all);
    for (const heard of tabs[2]) expect(heard).toEqual([]);
  });

  it("keep the order of a burst, and lose nothing of it", async () => {
    const { id, tabs } = await scene();
    const kinds = Array.from({ length: 200 }, (_, index) => `burst-${index}`);
    for (const kind of kinds) await notify(id, kind);
    await vi.waitFor(() => expect(tabs[1][0]).toHaveLength(kinds.length), PATIENT);
    expect(tabs[1][0]).toEqual(kinds.map((kind) => `${id} ${kind}`));
    expect(tabs[2][0]).toEqual([]);
  });

  it("tell nothing more to someone whose role was taken away", async () => {
    const { id, tabs } = await scene();
    await editWords(owner, id, "tag", "add", { q: "" }, ["seen"]);
    await vi.waitFor(() => expect(tabs[1][0]).toEqual([`${id} head`]), PATIENT);
    await asAdmin("DELETE FROM membership_grant WHERE dataset_id = $1 AND user_id = $2", [id, viewer.id]);
    await editWords(owner, id, "tag", "add", { q: "" }, ["unseen"]);
    await vi.waitFor(() => expect(tabs[0][0]).toEqual([`${id} head`, `${id} head`]), PATIENT);
    expect(tabs[1][0]).toEqual([`${id} head`]);
  });

  it("tell of a deletion those who could see the dataset", async () => {
    const { id, tabs } = await scene();
    await deleteDataset(owner, id);
    await vi.waitFor(() => expect(tabs[1][0]).toEqual([`${id} deleted`]), PATIENT);
    expect(tabs[0][0]).toEqual([`${id} deleted`]);
    expect(tabs[2][0]).toEqual([]);
  });

  it("tell of a clone that was aborted before anybody saw it", async () => {
    const { id, tabs } = await scene();
    const { task_id, dataset_id } = await cloneSnapshot(owner, id, "current");
    await abortTask(owner, task_id);
    await vi.waitFor(() => expect(tabs[0][0]).toContain(`${dataset_id} deleted`), PATIENT);
  });

  it("have everybody read again after the connection was lost, and after what is no event", async () => {
    const { id, tabs } = await scene();
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    await asAdmin(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN stillframe' AND datname = current_database()",
    );
    await vi.waitFor(() => expect(tabs.map(([heard]) => heard)).toEqual([["reset"], ["reset"], ["reset"]]), 10_000);
    vi.restoreAllMocks();
    await notify(id, "after");
    await vi.waitFor(() => expect(tabs[1][0]).toEqual(["reset", `${id} after`]), PATIENT);
    for (const payload of ["", "null", "5", '{"dataset_id":5}'])
      await asAdmin("SELECT pg_notify('stillframe', $1)", [payload]);
    await vi.waitFor(() => expect(tabs[2][0]).toEqual(Array.from({ length: 5 }, () => "reset")), PATIENT);
  });
});
