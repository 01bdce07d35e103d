import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bitmapOf, bitmapOfRange } from "@/lib/versioning/bitmap";
import { countBefore, inOrder, shuffled, toOrder } from "./order";

describe("inOrder", () => {
  // Items with keys, some without; the naive way is to sort and filter a plain list.
  const world = fc.record({
    keys: fc.array(fc.option(fc.nat(5), { nil: null }), { minLength: 1, maxLength: 30 }),
    filter: fc.array(fc.nat(40)),
    descending: fc.boolean(),
  });
  it("lists what matches as a plain sort does, in both directions, and knows where each item stands", () => {
    fc.assert(
      fc.property(world, ({ keys, filter, descending }) => {
        const numbered = keys.map((key, item) => ({ key, item }));
        const valued = numbered.filter(({ key }) => key !== null).sort((a, b) => a.key! - b.key! || a.item - b.item);
        const rest = numbered.filter(({ key }) => key === null);
        const order = toOrder(
          Uint32Array.from([...valued, ...rest], ({ item }) => item),
          valued.length,
        );
        const all = [...(descending ? [...valued].reverse() : valued), ...rest].map(({ item }) => item);
        const expected = all.filter((item) => filter.includes(item));
        const sequence = inOrder(order, bitmapOf(filter), descending);
        expect([...sequence]).toEqual(expected);
        for (const [place, item] of all.entries())
          expect(countBefore(order, sequence, item, descending)).toBe(
            all.slice(0, place).filter((other) => filter.includes(other)).length,
          );
        expect(countBefore(order, sequence, 1_000, descending)).toBe(expected.length);
      }),
    );
  });

  it("gives the same whether it sorts the matches or scans the order", () => {
    const items = shuffled(
      Uint32Array.from({ length: 60_000 }, (_, item) => item),
      5,
    );
    const order = toOrder(items, items.length);
    for (const descending of [false, true]) {
      const scanned = inOrder(order, bitmapOfRange(0, 50_000), descending);
      const direction = descending ? [...items].reverse() : [...items];
      expect([...scanned]).toEqual(direction.filter((item) => item < 50_000));
      const few = new Set(inOrder(order, bitmapOfRange(0, 100), descending));
      expect([...few]).toEqual([...scanned].filter((item) => item < 100));
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
