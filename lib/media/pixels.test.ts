import { describe, expect, it } from "vitest";
import {
  cosine,
  describePixels,
  DESCRIPTOR_SIZE,
  greyOf,
  lowFrequencies,
  perceptualHash,
  sharpnessOf,
  spreadOf,
  SQUARE,
  type Raster,
} from "./pixels";

const raster = (paint: (x: number, y: number) => [number, number, number], side = SQUARE): Raster => {
  const data = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y += 1) for (let x = 0; x < side; x += 1) data.set(paint(x, y), (y * side + x) * 3);
  return { data, width: side, height: side, channels: 3 };
};
const grey = (value: number): [number, number, number] => [value, value, value];
const diagonal = raster((x, y) => grey(((x + y) % 16) * 15));
const stripes = raster((x) => grey(x % 8 < 4 ? 20 : 230));

describe("pixels", () => {
  it("weigh grey as Rec. 601 does, whatever the channels", () => {
    expect([...greyOf(raster(() => [100, 200, 50], 1))]).toEqual([
      expect.closeTo(0.299 * 100 + 0.587 * 200 + 0.114 * 50),
    ]);
    expect([...greyOf({ data: Uint8Array.from([9, 8]), width: 2, height: 1, channels: 1 })]).toEqual([9, 8]);
    expect([...greyOf({ data: Uint8Array.from([10, 10, 10, 0]), width: 1, height: 1, channels: 4 })]).toEqual([
      expect.closeTo(10),
    ]);
  });

  it("have the spread that the formula says", () => {
    expect(spreadOf(Float32Array.from([2, 4, 4, 4, 5, 5, 7, 9]))).toEqual({ mean: 5, deviation: 2 });
  });

  it("are not sharp when flat or too small, and are with edges", () => {
    expect(sharpnessOf(new Float32Array(100).fill(7), 10, 10)).toBe(0);
    expect(sharpnessOf(Float32Array.from([1, 2]), 2, 1)).toBe(0);
    // One bright point in 5 × 5: the Laplacian is −4 there, 1 beside it; 9 inner values.
    const point = new Float32Array(25);
    point[12] = 1;
    expect(sharpnessOf(point, 5, 5)).toBeCloseTo(20 / 9 - 0);
  });

  it("give the constant as the lowest frequency alone", () => {
    const frequencies = lowFrequencies(new Float32Array(64).fill(3), 8, 3);
    expect(frequencies[0]).toBeCloseTo(24);
    for (const value of frequencies.subarray(1)) expect(value).toBeCloseTo(0);
  });

  it("hash alike when brighter, and differently when different", () => {
    const hills = (add: number) =>
      greyOf(
        raster((x, y) =>
          grey(Math.round(110 + 60 * Math.sin(x / 9) * Math.cos(y / 13) + 20 * Math.sin(x / 3 + y / 5) + add)),
        ),
      );
    const distance = (a: string, b: string) =>
      [...(BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2)].filter((bit) => bit === "1").length;
    expect(perceptualHash(hills(0))).toMatch(/^[0-9a-f]{16}$/);
    expect(distance(perceptualHash(hills(0)), perceptualHash(hills(40)))).toBeLessThan(4);
    expect(distance(perceptualHash(hills(0)), perceptualHash(greyOf(stripes)))).toBeGreaterThan(12);
  });

  it("are described by direction: like pictures near 1, unlike ones far from it", () => {
    const descriptor = describePixels(diagonal);
    expect(descriptor).toHaveLength(DESCRIPTOR_SIZE);
    expect(cosine(descriptor, descriptor)).toBeCloseTo(1);
    expect(
      cosine(descriptor, describePixels(raster((x, y) => grey(Math.round(((x + y) % 16) * 14.5))))),
    ).toBeGreaterThan(0.99);
    expect(cosine(descriptor, describePixels(stripes))).toBeLessThan(0.7);
  });

  it("have a direction even when there is nothing to see", () => {
    const flat = describePixels(raster(() => grey(128)));
    expect(cosine(flat, flat)).toBeCloseTo(1);
    expect(cosine(flat, new Int8Array(DESCRIPTOR_SIZE))).toBe(0);
  });
});
