import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bitmapOf, type Bitmap } from "./bitmap";
import { Column } from "./columns";
import { COMBINED_KINDS, combineStates, type Combination, type CombinedKind, type CombineSources } from "./combine";
import { CONFLICT_KINDS, type ConflictKind, type Side } from "./conflicts";
import { MemoryStore } from "./model.test-support";
import { editState, EMPTY_STATE, loadColumn, loadSets, type State } from "./state";

/** An item as one version has it: what a person would write down of it. */
interface Item {
  readonly live: boolean;
  readonly indexed: boolean;
  readonly tag: boolean;
  readonly label: boolean;
  readonly blur: boolean;
  readonly covered: boolean;
  /** 0 for none; the same number is the same text, box, values, split, cluster or score. */
  readonly caption: number;
  readonly metadata: number;
  readonly split: number;
  readonly cluster: number;
  readonly score: number;
}
type Version = readonly Item[];

// Around the borders of chunks: that is where splitting can go wrong.
const NUMBERS = [0, 1, 65_534, 65_535, 65_536, 65_537];
const REVISIONS = 4;
const revisionOf = (item: number, version: number) => item * REVISIONS + version;

/** The sets that a version is, as plain lists of numbers. */
function setsOf(version: Version): Record<string, number[]> {
  const sets: Record<string, number[]> = {};
  const add = (name: string, number: number) => (sets[name] ??= []).push(number);
  version.forEach((item, at) => {
    const number = NUMBERS[at]!;
    if (item.live) add("live", number);
    if (item.indexed) add("indexed", number);
    if (item.tag) add("tag:night", number);
    if (item.label) add("label:dog", number);
    if (item.blur) add("issue:blur", number);
    if (item.covered) add("covered:run", number);
    if (item.caption) add("rev:caption", revisionOf(number, item.caption));
    if (item.metadata) {
      add("rev:metadata", revisionOf(number, item.metadata));
      add("field:enum:weather", number);
      add(`meta:weather=${item.metadata}`, number);
    }
    if (item.split) add(`split:${item.split}`, number);
    if (item.cluster) add(`cluster:${item.cluster}`, number);
  });
  return sets;
}
const columnOf = (version: Version) =>
  Column.of(version.flatMap(({ score }, at) => (score ? [[NUMBERS[at]!, score] as const] : [])));

function store(objects: MemoryStore, version: Version): State {
  const sets = new Map(Object.entries(setsOf(version)).map(([name, members]) => [name, bitmapOf(members)]));
  const made = editState(EMPTY_STATE, new Map(), sets, new Map([["col:score", columnOf(version)]]));
  objects.put(made.objects);
  return made.state;
}

const sourcesOf = (objects: MemoryStore): CombineSources => ({
  loadSets: (state, names) => loadSets(state, names, objects),
  loadColumn: (state, name) => loadColumn(state, name, objects),
  eachItemOf: async (revisions, visit) => {
    // In their order, or not: a database answers as it likes.
    const numbers = revisions.size % 2 === 0 ? [...revisions] : [...revisions].reverse();
    for (const revision of numbers) visit(revision, Math.floor(revision / REVISIONS));
  },
});

interface Naive {
  readonly item: Item;
  readonly conflicts: readonly ConflictKind[];
}

/** One item, decided about as one would by hand. */
function combineItem(
  base: Item,
  ours: Item,
  theirs: Item,
  wants: (kind: CombinedKind) => boolean,
  sideOf: (kind: ConflictKind) => Side | undefined,
): Naive {
  const conflicts: ConflictKind[] = [];
  const takes = (kind: ConflictKind): boolean => {
    const side = sideOf(kind);
    if (side === undefined) conflicts.push(kind);
    return side === "theirs";
  };
  const isChanged = (side: Item) =>
    (wants("tags") && side.tag !== base.tag) ||
    (wants("labels") && side.label !== base.label) ||
    (wants("captions") && side.caption !== base.caption) ||
    (wants("metadata") && side.metadata !== base.metadata) ||
    (wants("splits") && side.split !== base.split);
  let comes = false;
  if (!ours.live && theirs.live && wants("added")) {
    if (!base.live) comes = true;
    else comes = isChanged(theirs) && takes("removed");
  }
  if (ours.live && !theirs.live && base.live && wants("removed") && (!isChanged(ours) || takes("removed")))
    return { item: { ...ours, live: false }, conflicts };
  if (!comes && !(ours.live && theirs.live)) return { item: ours, conflicts };

  const result = { ...ours, live: true };
  const word = (field: "tag" | "label" | "blur" | "indexed" | "covered", kind: CombinedKind) => {
    if ((comes || wants(kind)) && theirs[field] !== base[field]) result[field] = theirs[field];
  };
  word("tag", "tags");
  word("label", "labels");
  word("blur", "issues");
  word("indexed", "issues");
  word("covered", "models");
  const one = (field: "caption" | "metadata" | "split" | "cluster" | "score", kind: CombinedKind) => {
    if (!(comes || wants(kind)) || theirs[field] === base[field]) return;
    if (comes || ours[field] === base[field]) result[field] = theirs[field];
    else if (ours[field] !== theirs[field] && CONFLICT_KINDS.includes(kind as ConflictKind))
      if (takes(kind as ConflictKind)) result[field] = theirs[field];
  };
  one("caption", "captions");
  one("metadata", "metadata");
  one("split", "splits");
  one("cluster", "clusters");
  one("score", "issues");
  return { item: result, conflicts };
}

const small = fc.nat(2);
const item: fc.Arbitrary<Item> = fc.record({
  live: fc.boolean(),
  indexed: fc.boolean(),
  tag: fc.boolean(),
  label: fc.boolean(),
  blur: fc.boolean(),
  covered: fc.boolean(),
  caption: small,
  metadata: small,
  split: small,
  cluster: small,
  score: small,
});
const version = fc.array(item, { minLength: NUMBERS.length, maxLength: NUMBERS.length });
/** A version that was edited from another: most of it is as it was. */
const editedFrom = (base: Version) =>
  fc
    .array(fc.tuple(fc.nat(NUMBERS.length - 1), item, fc.subarray(Object.keys(base[0]!) as (keyof Item)[])), {
      maxLength: 6,
    })
    .map((edits) => {
      const after = [...base];
      for (const [at, fresh, fields] of edits)
        after[at] = { ...after[at]!, ...Object.fromEntries(fields.map((field) => [field, fresh[field]])) };
      return after;
    });
const three = version.chain((base) =>
  fc.record({ base: fc.constant(base), ours: editedFrom(base), theirs: fc.oneof(editedFrom(base), version) }),
);

const sides = fc.dictionary(
  fc.constantFrom(...CONFLICT_KINDS),
  fc.array(fc.constantFrom<Side | "open">("ours", "theirs", "open"), {
    minLength: NUMBERS.length,
    maxLength: NUMBERS.length,
  }),
);

const numbersAt = (places: readonly number[]) => places.map((at) => NUMBERS[at]!);
const plain = (bitmaps: Readonly<Record<string, Bitmap>>) =>
  Object.fromEntries(Object.entries(bitmaps).map(([kind, members]) => [kind, members.toArray()]));

describe("three versions in one", () => {
  it("is what deciding item by item comes to, whatever is asked for", async () => {
    await fc.assert(
      fc.asyncProperty(
        three,
        fc.option(fc.subarray([...COMBINED_KINDS]), { nil: undefined }),
        fc.option(fc.subarray(NUMBERS), { nil: undefined }),
        fc.oneof(fc.constantFrom<Side>("ours", "theirs"), sides),
        async ({ base, ours, theirs }, kinds, items, resolved) => {
          const objects = new MemoryStore();
          const states = { base: store(objects, base), ours: store(objects, ours), theirs: store(objects, theirs) };
          const sideOf = (at: number) => (kind: ConflictKind) => {
            if (typeof resolved === "string") return resolved;
            const side = resolved[kind]?.[at];
            return side === "open" ? undefined : side;
          };
          const combined = await combineStates(
            {
              ...states,
              ...(kinds ? { kinds } : {}),
              ...(items ? { items: bitmapOf(items) } : {}),
              resolutions:
                typeof resolved === "string"
                  ? resolved
                  : new Map(
                      Object.entries(resolved).map(([kind, of]) => {
                        const with_ = (side: Side) =>
                          bitmapOf(numbersAt([...of.keys()].filter((at) => of[at] === side)));
                        return [kind as ConflictKind, { ours: with_("ours"), theirs: with_("theirs") }];
                      }),
                    ),
            },
            sourcesOf(objects),
          );
          const naive = ours.map((mine, at): Naive => {
            if (items && !items.includes(NUMBERS[at]!)) return { item: mine, conflicts: [] };
            return combineItem(base[at]!, mine, theirs[at]!, (kind) => !kinds || kinds.includes(kind), sideOf(at));
          });
          const after = naive.map((one) => one.item);

          const loaded = await loadSets(states.ours, [...combined.sets.keys()], objects);
          const edited = editState(states.ours, loaded, combined.sets, combined.columns);
          expect(edited.state.digest).toBe(store(objects, after).digest);
          const wrong = Object.entries(plain(combined.conflicts)).filter(([, numbers]) => numbers.length > 0);
          const expected = CONFLICT_KINDS.map(
            (kind) => [kind, numbersAt([...naive.keys()].filter((at) => naive[at]!.conflicts.includes(kind)))] as const,
          ).filter(([, numbers]) => numbers.length > 0);
          expect(Object.fromEntries(wrong)).toEqual(Object.fromEntries(expected));

          const where = (test: (mine: Item, now: Item) => boolean) =>
            numbersAt([...ours.keys()].filter((at) => test(ours[at]!, after[at]!)));
          expect(combined.added.toArray()).toEqual(where((mine, now) => !mine.live && now.live));
          expect(combined.removed.toArray()).toEqual(where((mine, now) => mine.live && !now.live));
          const stays = (field: keyof Item) =>
            where((mine, now) => mine.live && now.live && mine[field] !== now[field]);
          expect(plain(combined.byKind)).toMatchObject({
            tags: stays("tag"),
            labels: stays("label"),
            issues: stays("blur"),
            captions: stays("caption"),
            metadata: stays("metadata"),
            splits: stays("split"),
            clusters: stays("cluster"),
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  it("takes one change back and keeps what came later", async () => {
    await fc.assert(
      fc.asyncProperty(
        version,
        version.chain((to) => fc.tuple(fc.constant(to), editedFrom(to))),
        async (from, [to, head]) => {
          const objects = new MemoryStore();
          const [before, after, now] = [from, to, head].map((one) => store(objects, one)) as [State, State, State];
          const take = (combination: Omit<Combination, "resolutions">) =>
            combineStates(combination, sourcesOf(objects));
          // Nothing came later: it is the state before, in everything that can be seen.
          const exact = await take({ base: after, theirs: before, ours: after });
          const loaded = await loadSets(after, [...exact.sets.keys()], objects);
          const back = editState(after, loaded, exact.sets, exact.columns);
          const seen = to.map((item, at) => (from[at]!.live ? from[at]! : { ...item, live: false }));
          expect(back.state.digest).toBe(store(objects, seen).digest);
          expect(Object.values(exact.conflicts).every((members) => members.isEmpty)).toBe(true);
          // Words that came later stay, whatever else cannot be taken back.
          const later = await take({ base: after, theirs: before, ours: now });
          const tags =
            later.sets.get("tag:night") ?? (await loadSets(now, ["tag:night"], objects)).get("tag:night")!.bitmap;
          head.forEach((item, at) => {
            if (item.live && from[at]!.live && item.tag !== to[at]!.tag && from[at]!.tag === to[at]!.tag)
              expect(tags.has(NUMBERS[at]!)).toBe(item.tag);
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it("loads only sets that differ", async () => {
    const objects = new MemoryStore();
    const members = (name: string, ...numbers: number[]) => [name, bitmapOf(numbers)] as const;
    const make = (...sets: (readonly [string, Bitmap])[]) => {
      const made = editState(EMPTY_STATE, new Map(), new Map(sets));
      objects.put(made.objects);
      return made.state;
    };
    const same = [members("live", 1, 2), members("tag:same", 1), members("label:same", 2)];
    const asked = new Set<string>();
    const { sets } = await combineStates(
      { base: make(...same), ours: make(...same, members("tag:a", 1)), theirs: make(...same, members("tag:b", 2)) },
      {
        ...sourcesOf(objects),
        loadSets: (state, names) => (names.forEach((name) => asked.add(name)), loadSets(state, names, objects)),
      },
    );
    expect([...asked].sort()).toEqual(["live", "tag:a", "tag:b"]);
    expect([...sets.keys()]).toEqual(["tag:b"]);
  });
});
