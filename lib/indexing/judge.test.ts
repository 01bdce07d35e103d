import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { communitiesOf, graphOf } from "./communities";
import { clustersOf, duplicateGroups, keepNames, labelDoubts, outliersOf, uniquenessOf, type Near } from "./judge";

const near = (...pairs: [item: number, similarity: number][]): Near[] =>
  pairs.map(([item, similarity]) => ({ item, similarity }));
/** `size` items in groups of `group`: similar inside, unlike outside. */
const grouped = (size: number, group: number, inside = 0.9) =>
  new Map(
    Array.from({ length: size }, (_, item) => [
      item,
      near(
        ...Array.from({ length: group }, (_unused, other): [number, number] => [
          Math.floor(item / group) * group + other,
          inside,
        ]).filter(([other]) => other !== item && other < size),
      ),
    ]),
  );

describe("uniqueness", () => {
  it.each([
    [near(), 1],
    [near([1, 1], [2, 1]), 0],
    [near([1, 0.5], [2, 0.3], [3, 0.1]), 0.6],
    [near([1, -0.4]), 1],
  ])("%j is %d", (list, expected) => expect(uniquenessOf(list)).toBeCloseTo(expected));
});

describe("duplicate groups", () => {
  it("join chains, and leave others alone", () => {
    const groups = duplicateGroups(
      new Map([
        [1, near([2, 0.97], [9, 0.5])],
        [2, near([3, 0.96])],
        [3, near()],
        [7, near([8, 0.95])],
        [8, near([7, 0.95])],
      ]),
    );
    expect([...groups].sort()).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
  });
  it("are the connected parts of the threshold graph", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(15), fc.nat(15)), { maxLength: 20 }), (links) => {
        const neighbourhood = new Map<number, Near[]>();
        for (const [a, b] of links)
          if (a !== b) neighbourhood.set(a, [...(neighbourhood.get(a) ?? []), { item: b, similarity: 0.99 }]);
        const groups = duplicateGroups(neighbourhood);
        // By repeated relabelling, as slowly as it can be done.
        const naive = new Map(
          links.flatMap(([a, b]) =>
            a === b
              ? []
              : ([
                  [a, a],
                  [b, b],
                ] as [number, number][]),
          ),
        );
        for (let changed = true; changed;) {
          changed = false;
          for (const [a, b] of links) {
            if (a === b) continue;
            const low = Math.min(naive.get(a)!, naive.get(b)!);
            for (const each of [a, b]) if (naive.get(each) !== low) changed = Boolean(naive.set(each, low));
          }
        }
        expect(new Map([...groups].sort(([a], [b]) => a - b))).toEqual(new Map([...naive].sort(([a], [b]) => a - b)));
      }),
    );
  });
});

describe("outliers", () => {
  it("are the five percent that are least like their nearest neighbour", () => {
    const neighbourhood = new Map(
      Array.from({ length: 40 }, (_, item) => [item, near([99, item === 7 ? 0.1 : item === 20 ? 0.2 : 0.8])]),
    );
    const found = outliersOf(neighbourhood);
    expect([...found.keys()].sort((a, b) => a - b)).toEqual([7, 20]);
    expect(found.get(7)!).toBeGreaterThan(found.get(20)!);
    expect(found.get(20)!).toBeGreaterThanOrEqual(0.5);
  });
  it("are none in a handful", () => expect(outliersOf(grouped(19, 2)).size).toBe(0));
});

describe("label doubts", () => {
  const all = (count: number, similarity = 0.8) =>
    near(...Array.from({ length: count }, (_, item): [number, number] => [item + 1, similarity]));
  const doubtOf = (labels: number[][], own: number[]) =>
    labelDoubts(new Map([[0, all(labels.length)]]), (item) => (item === 0 ? own : labels[item - 1]!)).get(0);
  it.each<[string, number[][], number[], { doubt: number; contradicted: boolean } | undefined]>([
    ["all agree", Array(8).fill([1]), [1], { doubt: 0, contradicted: false }],
    ["all say another", Array(8).fill([2]), [1], { doubt: 1, contradicted: true }],
    [
      "none agree, each says something else",
      [[2], [3], [4], [5], [6], [7], [8], [9]],
      [1],
      { doubt: 1, contradicted: false },
    ],
    ["half agree", [[1], [1], [1], [1], [2], [2], [2], [2]], [1], { doubt: 0.5, contradicted: false }],
    ["one of several labels is enough", Array(8).fill([2, 1]), [1], { doubt: 0, contradicted: false }],
    ["too few have labels", [[2], [2], [2], [2], [], [], [], []], [1], undefined],
    ["no label of its own", Array(8).fill([2]), [], undefined],
  ])("%s", (_name, labels, own, expected) => expect(doubtOf(labels, own)).toEqual(expected));
});

describe("clusters", () => {
  it("are the groups that hang together; loners have none", () => {
    const { coarse, fine } = clustersOf(new Map([...grouped(40, 8), [100, near()]]));
    expect(new Set(coarse.values()).size).toBe(5);
    for (let item = 0; item < 40; item += 1) expect(coarse.get(item)).toBe(coarse.get(Math.floor(item / 8) * 8));
    expect(coarse.has(100)).toBe(false);
    expect(fine.has(100)).toBe(false);
  });
  it("are finer on the first level than on the last, and nested in it", () => {
    // Rings of cliques: cliques are fine clusters, runs of cliques coarse ones.
    const edges: [number, number, number][] = [];
    for (let clique = 0; clique < 30; clique += 1) {
      for (let a = 0; a < 4; a += 1) for (let b = a + 1; b < 4; b += 1) edges.push([clique * 4 + a, clique * 4 + b, 1]);
      edges.push([clique * 4, ((clique + 1) % 30) * 4 + 1, 0.5]);
    }
    const levels = communitiesOf(graphOf(120, edges));
    expect(new Set(levels[0]).size).toBeGreaterThan(new Set(levels.at(-1)).size);
    const parents = new Map<number, number>();
    levels[0]!.forEach((fine, node) => {
      const coarse = levels.at(-1)![node]!;
      expect(parents.get(fine) ?? coarse).toBe(coarse);
      parents.set(fine, coarse);
    });
  });
  it("end for any graph, with one name for each node", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 25 }),
        fc.array(fc.tuple(fc.nat(24), fc.nat(24), fc.double({ min: -1, max: 1, noNaN: true })), { maxLength: 60 }),
        (nodes, edges) => {
          const levels = communitiesOf(
            graphOf(
              nodes,
              edges.filter(([a, b]) => a < nodes && b < nodes),
            ),
          );
          expect(levels.length).toBeGreaterThan(0);
          for (const level of levels) expect(level).toHaveLength(nodes);
        },
      ),
    );
  });
});

describe("names of clusters", () => {
  const free = (taken: ReadonlySet<string>) => {
    let number = 1;
    while (taken.has(String(number))) number += 1;
    return String(number);
  };
  const clusters = (...groups: number[][]) =>
    new Map(groups.flatMap((items, cluster) => items.map((item): [number, number] => [item, cluster])));
  it.each<[string, Map<number, number>, Record<number, string>, Record<number, string>]>([
    ["are numbered by size at first", clusters([1], [2, 3, 4]), {}, { 0: "2", 1: "1" }],
    [
      "stay with most of the items",
      clusters([1, 2, 3, 9], [4, 5]),
      { 1: "7", 2: "7", 3: "7", 4: "3", 5: "3" },
      { 0: "7", 1: "3" },
    ],
    [
      "go to the larger half when one splits",
      clusters([1, 2, 3], [4, 5]),
      { 1: "1", 2: "1", 3: "1", 4: "1", 5: "1" },
      { 0: "1", 1: "2" },
    ],
    ["are new when no old one has the majority", clusters([1, 2, 3, 4]), { 1: "1", 2: "1" }, { 0: "1" }],
  ])("%s", (_name, groups, before, expected) =>
    expect(Object.fromEntries(keepNames(groups, (item) => before[item], free))).toEqual(expected),
  );
});
