import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bitmapOf, bitmapOfRange } from "@/lib/versioning/bitmap";
import { nextInOrder, shuffled, toOrder } from "./order";

describe("nextInOrder", () => {
  // Items with keys, some without; the naive way is to sort and filter a plain list.
  const world = fc.record({
    keys: fc.array(fc.option(fc.nat(5), { nil: null }), { minLength: 1, maxLength: 30 }),
    filter: fc.array(fc.nat(40)),
    descending: fc.boolean(),
    limit: fc.integer({ min: 1, max: 7 }),
  });
  it("pages through what matches as a plain sort does, in both directions", () => {
    fc.assert(
      fc.property(world, ({ keys, filter, descending, limit }) => {
        const numbered = keys.map((key, item) => ({ key, item }));
        const valued = numbered.filter(({ key }) => key !== null).sort((a, b) => a.key! - b.key! || a.item - b.item);
        const rest = numbered.filter(({ key }) => key === null);
        const order = toOrder(Uint32Array.from([...valued, ...rest], ({ item }) => item), valued.length);
        const expected = [...(descending ? [...valued].reverse() : valued), ...rest].map(({ item }) => item).filter((item) => filter.includes(item));
        const pages: number[] = [];
        for (let after: number | null = null; ; after = pages.at(-1)!) {
          const page = nextInOrder(order, bitmapOf(filter), { after, descending, limit });
          if (page.length === 0) break;
          pages.push(...page);
        }
        expect(pages).toEqual(expected);
      }),
    );
  });

  it("gives the same page whether it sorts the matches or scans the order", () => {
    const items = shuffled(Uint32Array.from({ length: 60_000 }, (_, item) => item), 5);
    const order = toOrder(items, items.length);
    for (const descending of [false, true]) {
      const many = bitmapOfRange(0, 50_000);
      const scanned = nextInOrder(order, many, { after: null, descending, limit: 40 });
      const direction = descending ? [...items].reverse() : [...items];
      expect(scanned).toEqual(direction.filter((item) => item < 50_000).slice(0, 40));
      expect(nextInOrder(order, many, { after: scanned[19]!, descending, limit: 20 })).toEqual(scanned.slice(20));
    }
  });
});

describe("shuffled", () => {
  it("is a permutation, the same for the same seed and another for another", () => {
    const items = Uint32Array.from({ length: 2_000 }, (_, item) => item * 1_000_003);
    const once = shuffled(items, 1);
    expect([...once].sort((a, b) => a - b)).toEqual([...items].sort((a, b) => a - b));
    expect(shuffled(items, 1)).toEqual(once);
    expect(shuffled(items, 2)).not.toEqual(once);
    // Neighbours do not stay together: a fair shuffle keeps about one pair of them.
    expect([...once].filter((item, at) => at > 0 && once[at - 1] === item - 1_000_003).length).toBeLessThan(10);
  });
});
