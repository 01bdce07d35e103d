import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSearch, type Query } from "@/lib/search/language";
import { isInRange } from "@/lib/search/ranges";
import {
  binsBetween,
  binsOfIntegers,
  BRIGHTNESS_LIMITS,
  nameOfBin,
  OBJECTS_LIMITS,
  placeAmong,
  RATIO_LIMITS,
  searchOfBin,
  SHARPNESS_LIMITS,
  type Bin,
  type Histogram,
} from "./bins";

const histogramOf = (values: Iterable<number>): Histogram => {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};
const between = (values: Float64Array, limits: readonly number[]): Bin[] =>
  binsBetween(histogramOf([...values].map((value) => placeAmong(limits, value))), limits);

/** Whether a search for numbers finds a value. */
const finds = (query: Query, value: number): boolean =>
  query.type === "and"
    ? query.of.every((part) => finds(part, value))
    : query.type === "number" && isInRange(query.range, value);

/** Each value lies in one range, and each search finds what its range counts. */
function expectCounted(field: string, values: Float64Array, bins: readonly Bin[]): void {
  expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
  for (const bin of bins) {
    const query = parseSearch(searchOfBin(field, bin));
    expect(values.filter((value) => finds(query, value)).length).toBe(bin.count);
  }
}

const floats = (max: number) =>
  fc.array(fc.double({ min: 0, max, noNaN: true })).map((values) => Float64Array.from(values));
const integers = fc.array(fc.nat(20_000)).map((values) => Float64Array.from(values));

describe("ranges", () => {
  it("hold each value once, and are found by their searches", () => {
    fc.assert(
      fc.property(floats(5), floats(300), floats(9_000), integers, (ratios, greys, sharpness, whole) => {
        expectCounted("ratio", ratios, between(ratios, RATIO_LIMITS));
        expectCounted("brightness", greys, between(greys, BRIGHTNESS_LIMITS));
        expectCounted("sharpness", sharpness, between(sharpness, SHARPNESS_LIMITS));
        expectCounted("objects", whole, between(whole, OBJECTS_LIMITS));
        const bins = binsOfIntegers(histogramOf(whole));
        expectCounted("width", whole, bins);
        expect(bins.length).toBeLessThanOrEqual(14);
      }),
    );
  });

  it("hold their lower limit and not their upper one; below and above the limits is a range, too", () => {
    const bins = between(Float64Array.of(-1, 0, 9.99, 10, 20, 99), [0, 10, 20]);
    expect(bins).toEqual([
      { from: null, to: 0, count: 1 },
      { from: 0, to: 10, count: 2 },
      { from: 10, to: 20, count: 1 },
      { from: 20, to: null, count: 2 },
    ]);
    expect(bins.map((bin) => nameOfBin(bin, false))).toEqual(["< 0", "0–10", "10–20", "≥ 20"]);
    expect(bins.map((bin) => searchOfBin("size", bin))).toEqual([
      "size<0",
      "size>=0 size<10",
      "size>=10 size<20",
      "size>=20",
    ]);
    expect(between(new Float64Array(), [0, 10])).toEqual([]);
  });

  it("are single values where there are few, else whole numbers of a round length", () => {
    expect(binsOfIntegers(histogramOf([640, 1920, 640]))).toEqual([
      { from: 640, to: 640, count: 2 },
      { from: 1920, to: 1920, count: 1 },
    ]);
    const many = binsOfIntegers(histogramOf(Array.from({ length: 100 }, (_, index) => 300 + index * 17)));
    expect(many[0]).toEqual({ from: 200, to: 400, count: 6 });
    expect(nameOfBin(many[0]!, true)).toBe("200–399");
    expect(nameOfBin({ from: 3, to: 4 }, true)).toBe("3");
  });
});
