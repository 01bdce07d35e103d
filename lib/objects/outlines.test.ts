import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outlinesOf } from "./outlines";
import { maskOfPixels } from "./run-lengths";

const maskOf = (...rows: string[]) =>
  maskOfPixels(
    [...rows.join("")].map((pixel) => (pixel === "#" ? 1 : 0)),
    rows.length,
    rows[0]!.length,
  );

/** Whether the middle of a pixel lies in the rings, by counting how often a ray to the right crosses them. */
const isIn = (rings: readonly number[][], x: number, y: number): boolean =>
  rings.reduce((crossings, ring) => {
    for (let index = 0; index < ring.length; index += 2) {
      const [ax, ay, bx, by] = [
        ring[index]!,
        ring[index + 1]!,
        ring[(index + 2) % ring.length]!,
        ring[(index + 3) % ring.length]!,
      ];
      if (ax === bx && ax > x && Math.min(ay, by) < y && Math.max(ay, by) > y) crossings += 1;
    }
    return crossings;
  }, 0) %
    2 ===
  1;

describe("outlines of a mask", () => {
  it.each([
    ["a pixel", maskOf("...", ".#.", "..."), [[2, 1, 2, 2, 1, 2, 1, 1]], 0],
    ["a bar", maskOf("##."), [[2, 0, 2, 1, 0, 1, 0, 0]], 0],
    ["nothing", maskOf("..", ".."), [], 0],
    ["a ring, with a hole", maskOf("###", "#.#", "###"), [[3, 0, 3, 3, 0, 3, 0, 0]], 1],
    [
      "pixels that touch at a corner, each by itself",
      maskOf("#.", ".#"),
      [
        [1, 0, 1, 1, 0, 1, 0, 0],
        [2, 1, 2, 2, 1, 2, 1, 1],
      ],
      0,
    ],
    ["an L", maskOf("#.", "##"), [[1, 0, 1, 1, 2, 1, 2, 2, 0, 2, 0, 0]], 0],
  ])("%s", (_name, mask, rings, holes) => expect(outlinesOf(mask)).toEqual({ rings, holes }));

  it("hold every pixel inside, and of those outside only what lies in holes", () => {
    const picture = fc
      .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }))
      .chain(([height, width]) =>
        fc.tuple(
          fc.constant(height),
          fc.constant(width),
          fc.array(fc.integer({ min: 0, max: 1 }), { minLength: height * width, maxLength: height * width }),
        ),
      );
    fc.assert(
      fc.property(picture, ([height, width, pixels]) => {
        const { rings, holes } = outlinesOf(maskOfPixels(pixels, height, width));
        for (const [at, pixel] of pixels.entries()) {
          const found = rings.filter((ring) => isIn([ring], (at % width) + 0.5, Math.floor(at / width) + 0.5)).length;
          if (pixel === 1) expect(found).toBeGreaterThan(0);
          else if (holes === 0) expect(found).toBe(0);
        }
      }),
      { numRuns: 300 },
    );
  });
});
