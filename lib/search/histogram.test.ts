import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bitmapOf } from "@/lib/versioning/bitmap";
import { histogramOf } from "./histogram";

const pairs = fc.array(fc.record({ item: fc.nat(20), value: fc.integer({ min: -50, max: 50 }) }), { maxLength: 40 });
const some = fc.uniqueArray(fc.nat(20));

describe("histogramOf", () => {
  it("spans the values of live items and counts those of matching ones, each once", () => {
    fc.assert(
      fc.property(pairs, some, some, fc.integer({ min: 1, max: 9 }), (all, live, chosen, bins) => {
        const matching = chosen.filter((item) => live.includes(item));
        const histogram = histogramOf(
          { items: Uint32Array.from(all, ({ item }) => item), values: Float64Array.from(all, ({ value }) => value) },
          bitmapOf(live),
          bitmapOf(matching),
          bins,
        );
        const shown = all.filter(({ item }) => live.includes(item)).map(({ value }) => value);
        if (shown.length === 0) {
          expect(histogram).toBeNull();
          return;
        }
        expect([histogram!.min, histogram!.max]).toEqual([Math.min(...shown), Math.max(...shown)]);
        expect(histogram!.bins[0]!.from).toBe(histogram!.min);
        expect(histogram!.bins.at(-1)!.to).toBe(histogram!.max);
        expect(histogram!.bins.reduce((sum, { count }) => sum + count, 0)).toBe(
          all.filter(({ item }) => matching.includes(item)).length,
        );
        for (const [index, bin] of histogram!.bins.entries())
          if (index > 0) expect(bin.from).toBeCloseTo(histogram!.bins[index - 1]!.to);
      }),
    );
  });
  it("is one step where all values are the same", () => {
    expect(
      histogramOf({ items: Uint32Array.of(1, 2), values: Float64Array.of(5, 5) }, bitmapOf([1, 2]), bitmapOf([2]), 24),
    ).toEqual({ min: 5, max: 5, bins: [{ from: 5, to: 5, count: 1 }] });
  });
});
