import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assignSplits, type Group } from "./rules";

const single = (count: number, stratum = ""): Group[] =>
  Array.from({ length: count }, (_, index) => ({ key: `item-${stratum}-${index}`, size: 1, stratum }));
const counted = (splits: readonly string[], groups: readonly Group[]) => {
  const counts: Record<string, number> = {};
  splits.forEach((split, index) => (counts[split] = (counts[split] ?? 0) + groups[index]!.size));
  return counts;
};
const RATIOS = { train: 0.8, val: 0.1, test: 0.1 };

describe("assignSplits", () => {
  it("gives each split its share", () => {
    const groups = single(1_000);
    expect(counted(assignSplits(groups, RATIOS, 1), groups)).toEqual({ train: 800, val: 100, test: 100 });
  });
  it("is decided by the seed alone", () => {
    const groups = single(200);
    expect(assignSplits(groups, RATIOS, 7)).toEqual(assignSplits(groups, RATIOS, 7));
    expect(assignSplits(groups, RATIOS, 7)).not.toEqual(assignSplits(groups, RATIOS, 8));
  });
  it("does not go by the order in which items come: each keeps its place for other seeds alike", () => {
    const first = assignSplits(single(500), RATIOS, 3).slice(0, 50);
    expect(new Set(first)).toEqual(new Set(["train", "val", "test"]));
  });
  it("spreads every stratum", () => {
    const groups = [...single(100, "cat"), ...single(20, "dog")];
    const splits = assignSplits(groups, RATIOS, 5);
    expect(counted(splits.slice(100), groups.slice(100))).toEqual({ train: 16, val: 2, test: 2 });
  });
  it("takes ratios as shares of their sum, and leaves out what gets nothing", () => {
    const groups = single(30);
    expect(counted(assignSplits(groups, { train: 2, val: 1, test: 0 }, 1), groups)).toEqual({ train: 20, val: 10 });
  });
  it("keeps as close to the shares as the sizes of groups allow", () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 0, max: 2 ** 31 }),
        (sizes, seed) => {
          const groups = sizes.map((size, index) => ({ key: `g${index}`, size, stratum: "" }));
          const counts = counted(assignSplits(groups, RATIOS, seed), groups);
          const total = sizes.reduce((a, b) => a + b, 0);
          for (const [split, ratio] of Object.entries(RATIOS))
            expect(Math.abs((counts[split] ?? 0) - ratio * total)).toBeLessThanOrEqual(2 * Math.max(...sizes));
        },
      ),
    ));
});
