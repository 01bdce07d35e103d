import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { andNot, bitmapOf, or, type Bitmap } from "./bitmap";
import { CHANGE_KINDS } from "./change-kinds";
import { diffStates } from "./diff";
import { evaluate, setsIn, type Filter } from "./filter";
import { copyNaive, MemoryStore, naiveToObject, stateToObject, type NaiveState } from "./model.test-support";
import { DamagedObjectError } from "./objects";
import { parseSetName } from "./names";
import {
  countState,
  editState,
  EMPTY_ROOT,
  EMPTY_STATE,
  findRefs,
  loadSets,
  openState,
  reachableObjects,
  stateIdOf,
  type State,
} from "./state";

const SETS = ["live", "indexed", "kind:video", "tag:night", "tag:a:b", "label:dog", "issue:blur", "rev:caption"];
// Clustered around chunk borders: that is where splitting can go wrong.
const member = fc.oneof(
  fc.nat(20),
  fc.integer({ min: 65_530, max: 65_545 }),
  fc.integer({ min: 2_147_483_640, max: 2_147_483_647 }),
);

type Step =
  | { op: "add" | "remove"; set: string; members: number[] }
  | { op: "snapshot" }
  | { op: "restore" | "clone"; pick: number };
const isEdit = (step: Step): step is Extract<Step, { set: string }> => step.op === "add" || step.op === "remove";

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      op: fc.constantFrom("add" as const, "remove" as const),
      set: fc.constantFrom(...SETS),
      members: fc.array(member, { maxLength: 8 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("snapshot" as const) }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constantFrom("restore" as const, "clone" as const), pick: fc.nat() }) },
);

async function change(store: MemoryStore, state: State, name: string, next: (old: Bitmap) => Bitmap) {
  const loaded = await loadSets(state, [name], store);
  const edit = editState(state, loaded, new Map([[name, next(loaded.get(name)!.bitmap)]]));
  store.put(edit.objects);
  return edit;
}

describe("engine against a naive model that deep-copies", () => {
  it("keeps head and every snapshot equal to the model's after any sequence of edits, snapshots, restores and clones", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const store = new MemoryStore();
        let head: State = EMPTY_STATE;
        let naive: NaiveState = new Map();
        const snapshots: { state: State; root: Uint8Array; naive: NaiveState }[] = [];
        let root: Uint8Array | undefined;
        for (const next of steps) {
          if (isEdit(next)) {
            const edit = await change(store, head, next.set, (old) =>
              next.op === "add" ? or(old, bitmapOf(next.members)) : andNot(old, bitmapOf(next.members)),
            );
            head = edit.state;
            root = edit.root.bytes;
            const members = naive.get(next.set) ?? new Set();
            for (const n of next.members) {
              if (next.op === "add") members.add(n);
              else members.delete(n);
            }
            naive.set(next.set, members);
          } else if (next.op === "snapshot") {
            if (root) snapshots.push({ state: head, root, naive: copyNaive(naive) });
          } else if ("pick" in next && snapshots.length > 0) {
            const picked = snapshots[next.pick % snapshots.length]!;
            head = picked.state;
            root = picked.root;
            naive = copyNaive(picked.naive);
          }
        }
        expect(await stateToObject(head, store)).toEqual(naiveToObject(naive));
        for (const snapshot of snapshots) {
          const reopened = await openState(snapshot.state.digest, snapshot.root, store);
          expect(await stateToObject(reopened, store)).toEqual(naiveToObject(snapshot.naive));
          expect(reopened.digest).toBe(snapshot.state.digest);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("gives equal contents equal digests, whichever way they came about", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...SETS), member), { minLength: 1, maxLength: 12 }),
        async (facts) => {
          const store = new MemoryStore();
          const build = async (order: typeof facts): Promise<State> => {
            let state: State = EMPTY_STATE;
            for (const [set, n] of order)
              state = (await change(store, state, set, (old) => or(old, bitmapOf([n])))).state;
            return state;
          };
          const forward = await build(facts);
          expect((await build([...facts].reverse())).digest).toBe(forward.digest);
          const detour = await change(store, forward, "tag:detour", () => bitmapOf([1, 2]));
          expect(detour.state.digest).not.toBe(forward.digest);
          expect((await change(store, detour.state, "tag:detour", () => bitmapOf([]))).state.digest).toBe(
            forward.digest,
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it("diffs like a comparison of the models, kind by kind", async () => {
    const KINDS: Record<string, readonly string[]> = {
      tags: ["tag:night", "tag:a:b"],
      labels: ["label:dog", "propagated:dog"],
      issues: ["issue:blur"],
      clusters: ["cluster:1", "subcluster:1.2"],
      splits: ["split:train"],
      metadata: ["meta:sky=blue", "rev:metadata"],
      captions: ["rev:caption"],
      objects: ["rev:objects"],
      files: ["rev:file"],
      origins: ["rev:origin"],
    };
    const sets = ["live", "indexed", "kind:video", ...Object.values(KINDS).flat()];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.boolean(), fc.constantFrom(...sets), member), { maxLength: 25 }),
        async (facts) => {
          const store = new MemoryStore();
          const sides: { state: State; naive: NaiveState }[] = [];
          for (const side of [true, false]) {
            let state: State = EMPTY_STATE;
            const naive: NaiveState = new Map(sets.map((name) => [name, new Set()]));
            for (const [both, set, n] of facts) {
              if (!both && !side) continue;
              state = (await change(store, state, set, (old) => or(old, bitmapOf([n])))).state;
              naive.get(set)!.add(n);
            }
            sides.push({ state, naive });
          }
          const [a, b] = sides as [(typeof sides)[0], (typeof sides)[0]];
          const diff = await diffStates(
            a.state,
            b.state,
            (state, names) => loadSets(state, names, store),
            async (revisions) => revisions.toArray(),
          );
          const live = (side: typeof a) => side.naive.get("live")!;
          const both = [...live(a)].filter((n) => live(b).has(n));
          const differing = (names: readonly string[]) =>
            new Set(both.filter((n) => names.some((set) => a.naive.get(set)!.has(n) !== b.naive.get(set)!.has(n))));
          expect(new Set(diff.added)).toEqual(new Set([...live(b)].filter((n) => !live(a).has(n))));
          expect(new Set(diff.removed)).toEqual(new Set([...live(a)].filter((n) => !live(b).has(n))));
          expect(new Set(diff.changed)).toEqual(differing(Object.values(KINDS).flat()));
          for (const kind of CHANGE_KINDS) expect(new Set(diff.byKind[kind]), kind).toEqual(differing(KINDS[kind]!));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("state", () => {
  it("shares unchanged chunks: one edit in a large set writes one chunk", async () => {
    const store = new MemoryStore();
    const many = Array.from({ length: 400_000 }, (_, n) => n).filter((n) => n % 3 !== 0);
    const big = await change(store, EMPTY_STATE, "tag:night", () => bitmapOf(many));
    const edit = await change(store, big.state, "tag:night", (old) => or(old, bitmapOf([300_000])));
    expect(edit.objects).toHaveLength(3); // chunk, manifest, bucket
    const bytes = edit.objects.reduce((sum, object) => sum + object.bytes.length, 0);
    expect(bytes).toBeLessThan(12_000);
  });

  it("names the object that is missing or altered", async () => {
    const store = new MemoryStore();
    const { state, root, objects } = await change(store, EMPTY_STATE, "live", () => bitmapOf([1, 2, 3]));
    for (const { hash, bytes } of objects) {
      const flipped = Uint8Array.from(bytes);
      flipped[0]! ^= 1;
      const attempt = async () => loadSets(await openState(state.digest, root.bytes, store), ["live"], store);
      store.objects.set(hash, flipped);
      await expect(attempt()).rejects.toMatchObject({ hash, reason: "altered" });
      store.objects.delete(hash);
      await expect(attempt()).rejects.toMatchObject({ hash, reason: "missing" });
      store.objects.set(hash, bytes);
      await expect(attempt()).resolves.toBeDefined();
    }
    await expect(openState("0".repeat(64), root.bytes, store)).rejects.toBeInstanceOf(DamagedObjectError);
  });

  it("finds one name in many states as opening each of them does, in one fetch", async () => {
    const store = new MemoryStore();
    const roots = [{ digest: EMPTY_STATE.digest, root: EMPTY_ROOT.bytes }];
    let state = EMPTY_STATE;
    for (const name of ["live", "tag:x", "doc:models", "tag:x"]) {
      const edit = await change(store, state, name, (old) => or(old, bitmapOf([old.size + 1])));
      roots.push({ digest: edit.state.digest, root: edit.root.bytes });
      state = edit.state;
    }
    let fetches = 0;
    const counting = { get: (hashes: readonly string[]) => ((fetches += 1), store.get(hashes)) };
    const found = await findRefs(roots, "tag:x", counting);
    expect(fetches).toBe(1);
    const opened = await Promise.all(roots.map(({ digest, root }) => openState(digest, root, store)));
    expect(found).toEqual(opened.map(({ sets }) => sets.get("tag:x") ?? null));
    expect(found.map((ref) => ref?.size ?? 0)).toEqual([0, 0, 1, 1, 2]);
  });

  it("reaches exactly what it stores", async () => {
    const store = new MemoryStore();
    const one = await change(store, EMPTY_STATE, "live", () => bitmapOf([1]));
    const two = await change(store, one.state, "tag:x", () => bitmapOf([1, 70_000]));
    expect(await reachableObjects(two.state, store)).toEqual(new Set([...store.objects.keys()]));
  });

  it("refuses to change a set that was not loaded", async () => {
    const store = new MemoryStore();
    const { state } = await change(store, EMPTY_STATE, "live", () => bitmapOf([1]));
    expect(() => editState(state, new Map(), new Map([["live", bitmapOf([2])]]))).toThrow(/must be loaded/);
  });

  it("counts live items only, and knows when all are indexed", async () => {
    const store = new MemoryStore();
    let { state } = await change(store, EMPTY_STATE, "live", () => bitmapOf([1, 2, 3]));
    state = (await change(store, state, "kind:video", () => bitmapOf([3, 4]))).state;
    state = (await change(store, state, "indexed", () => bitmapOf([1, 2]))).state;
    const sets = await loadSets(state, ["live", "indexed", "kind:video"], store);
    expect(countState(sets)).toEqual({ n_items: 3, n_images: 2, n_videos: 1, n_unindexed: 1 });
    expect(countState(new Map())).toEqual({ n_items: 0, n_images: 0, n_videos: 0, n_unindexed: 0 });
  });

  it("splits set names at the first colon, and keeps the engine's own sets to itself", () => {
    expect(parseSetName("tag:a:b")).toEqual({ kind: "tag", value: "a:b" });
    expect(parseSetName("live")).toBeNull();
    expect(parseSetName("rev:file")).toBeNull();
  });

  it("derives a well-formed id from lineage and digest", () => {
    const id = stateIdOf("a", "b");
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(stateIdOf("a", "c")).not.toBe(id);
  });
});

describe("filter", () => {
  const tree: fc.Arbitrary<Filter> = fc.letrec<{ tree: Filter }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "small" },
      fc.constant<Filter>({ type: "all" }),
      fc.constantFrom("tag:night", "label:dog", "tag:none").map((name): Filter => ({ type: "set", name })),
      fc.array(fc.nat(12), { maxLength: 5 }).map((items): Filter => ({ type: "items", items: bitmapOf(items) })),
      tie("tree").map((of): Filter => ({ type: "not", of })),
      fc.array(tie("tree"), { maxLength: 3 }).map((of): Filter => ({ type: "and", of })),
      fc.array(tie("tree"), { maxLength: 3 }).map((of): Filter => ({ type: "or", of })),
    ),
  })).tree;

  it("agrees with evaluating the expression item by item, and never yields a deleted item", async () => {
    const store = new MemoryStore();
    const contents: Record<string, number[]> = {
      live: [0, 1, 2, 3, 4, 5, 6, 7],
      "tag:night": [1, 2, 9],
      "label:dog": [2, 3, 10],
    };
    let state: State = EMPTY_STATE;
    for (const [name, members] of Object.entries(contents))
      state = (await change(store, state, name, () => bitmapOf(members))).state;
    const holds = (filter: Filter, n: number): boolean => {
      switch (filter.type) {
        case "all":
          return true;
        case "set":
          return (contents[filter.name] ?? []).includes(n);
        case "items":
          return filter.items.has(n);
        case "not":
          return !holds(filter.of, n);
        case "and":
          return filter.of.every((child) => holds(child, n));
        case "or":
          return filter.of.some((child) => holds(child, n));
      }
    };
    await fc.assert(
      fc.asyncProperty(tree, async (filter) => {
        const sets = await loadSets(state, setsIn(filter), store);
        expect(evaluate(filter, sets).toArray()).toEqual(contents.live!.filter((n) => holds(filter, n)));
      }),
    );
  });
});
