import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areaOfRuns, boundsOfRuns, decodeRuns, encodeRuns, maskOfPixels, pixelsOfRuns, runsOf } from "./run-lengths";

const picture = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })).chain(([height, width]) =>
  fc.record({
    height: fc.constant(height),
    width: fc.constant(width),
    pixels: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: height * width, maxLength: height * width }),
  }),
);

describe("run lengths as text", () => {
  // The example of the format's own documentation of one rectangle: 6 high and 7 wide, columns 2–3, rows 1–3.
  it("is what COCO's own tools write", () => {
    const pixels = Array.from({ length: 42 }, (_, at) => {
      const [row, column] = [Math.floor(at / 7), at % 7];
      return row >= 1 && row <= 3 && column >= 2 && column <= 3 ? 1 : 0;
    });
    expect(maskOfPixels(pixels, 6, 7)).toEqual({ size: [6, 7], counts: encodeRuns([13, 3, 3, 3, 20]) });
    expect(encodeRuns([13, 3, 3, 3, 20])).toBe("=330a0");
  });
  it("comes back whole, whatever the runs", () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4_000_000_000 }), { maxLength: 40 }), (runs) => {
        expect(decodeRuns(encodeRuns(runs))).toEqual(runs);
      }),
    ));
  it.each(["\u0000", "é", "p", "oooooooooo", "0000N"])("refuses %j", (text) => expect(decodeRuns(text)).toBeNull());
  it("refuses what does not cover the picture", () => {
    expect(runsOf({ size: [2, 3], counts: encodeRuns([6]) })).toEqual([6]);
    expect(runsOf({ size: [2, 3], counts: encodeRuns([5]) })).toBeNull();
    expect(runsOf({ size: [2, 3], counts: "" })).toBeNull();
  });
});

describe("what a mask covers", () => {
  it("are its pixels, their number and the box around them", () =>
    fc.assert(
      fc.property(picture, ({ height, width, pixels }) => {
        const mask = maskOfPixels(pixels, height, width);
        const runs = runsOf(mask)!;
        expect([...pixelsOfRuns(runs, height, width)]).toEqual(pixels);
        expect(areaOfRuns(runs)).toBe(pixels.filter(Boolean).length);
        const inside = pixels.flatMap((is, at) => (is ? [[at % width, Math.floor(at / width)] as const] : []));
        const bounds = boundsOfRuns(runs, height);
        if (inside.length === 0) {
          expect(bounds).toBeNull();
          return;
        }
        const [xs, ys] = [inside.map(([x]) => x), inside.map(([, y]) => y)];
        expect(bounds).toEqual({
          col_x: Math.min(...xs),
          row_y: Math.min(...ys),
          width: Math.max(...xs) - Math.min(...xs) + 1,
          height: Math.max(...ys) - Math.min(...ys) + 1,
        });
      }),
    ));
});
