import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  and,
  andNot,
  bitmapOf,
  bitmapOfRange,
  deserializeBitmap,
  emptyBitmap,
  membersFrom,
  or,
  orMany,
  serializeBitmap,
  xor,
} from "./bitmap";

const numbers = fc.array(
  fc.oneof(fc.nat(300), fc.integer({ min: 65_500, max: 65_600 }), fc.integer({ min: 0, max: 0x7fffffff })),
);

describe("bitmap", () => {
  it("agrees with JavaScript sets on every operation", () => {
    fc.assert(
      fc.property(numbers, numbers, (left, right) => {
        const [a, b] = [bitmapOf(left), bitmapOf(right)];
        const [setA, setB] = [new Set(left), new Set(right)];
        const sorted = (values: Iterable<number>) => [...values].sort((x, y) => x - y);
        expect(and(a, b).toArray()).toEqual(sorted([...setA].filter((n) => setB.has(n))));
        expect(or(a, b).toArray()).toEqual(sorted(new Set([...left, ...right])));
        expect(andNot(a, b).toArray()).toEqual(sorted([...setA].filter((n) => !setB.has(n))));
        expect(xor(a, b).toArray()).toEqual(
          sorted([...setA].filter((n) => !setB.has(n)).concat([...setB].filter((n) => !setA.has(n)))),
        );
        expect(a.andCardinality(b)).toBe(and(a, b).size);
        expect(a.toArray()).toEqual(sorted(setA));
      }),
    );
  });

  it("serialises equal sets to equal bytes, however they were built", () => {
    fc.assert(
      fc.property(numbers, numbers, (left, right) => {
        const once = bitmapOf([...left, ...right]);
        const built = or(bitmapOf(right), bitmapOf(left));
        expect(serializeBitmap(built)).toEqual(serializeBitmap(once));
        expect(deserializeBitmap(serializeBitmap(once)).isEqual(once)).toBe(true);
      }),
    );
    expect(serializeBitmap(bitmapOfRange(0, 1000))).toEqual(
      serializeBitmap(bitmapOf(Array.from({ length: 1000 }, (_, n) => n))),
    );
  });

  it("pages through members from any number on", () => {
    const bitmap = bitmapOf([3, 5, 8, 70_000, 70_001]);
    expect(membersFrom(bitmap, 0, 2)).toEqual([3, 5]);
    expect(membersFrom(bitmap, 5, 2)).toEqual([5, 8]);
    expect(membersFrom(bitmap, 6, 10)).toEqual([8, 70_000, 70_001]);
    expect(membersFrom(bitmap, 70_002, 10)).toEqual([]);
  });

  it("refuses what is not an integer in range", () => {
    for (const bad of [-1, 1.5, NaN, 2 ** 31]) expect(() => bitmapOf([bad])).toThrow(RangeError);
  });

  it("has neutral elements", () => {
    expect(orMany([]).size).toBe(0);
    expect(bitmapOfRange(5, 5).isEmpty).toBe(true);
    expect(and(emptyBitmap, bitmapOf([1])).isEmpty).toBe(true);
  });
});
