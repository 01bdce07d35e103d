import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundsOf, cornersOf, isIdentity, placed, type Geometry } from "./geometry";
import { maskOfPixels, pixelsOfRuns, runsOf } from "./run-lengths";

const stored = { width: 200, height: 100 };
const shown = { width: 100, height: 200 };

describe("boundsOf", () => {
  it.each<[string, Geometry, unknown]>([
    ["nothing", {}, null],
    [
      "a polygon with a hole, of two parts",
      {
        polygon: [
          [
            [1, 2, 9, 2, 9, 8],
            [3, 3, 4, 3, 4, 4],
          ],
          [[20, 5, 21, 5, 21, 30]],
        ],
      },
      [1, 2, 20, 28],
    ],
    ["a polyline", { polyline: [5, 5, 1, 9] }, [1, 5, 4, 4]],
    [
      "keypoints, of which those without a label are nowhere",
      {
        keypoints: [
          [0, 0, 0],
          [5, 6, 1],
          [7, 9, 2],
        ],
      },
      [5, 6, 2, 3],
    ],
    ["keypoints without any label", { keypoints: [[0, 0, 0]] }, null],
    ["a mask", { mask: maskOfPixels([0, 0, 0, 0, 1, 1], 2, 3) }, [1, 1, 2, 1]],
    ["an empty mask", { mask: maskOfPixels([0, 0, 0, 0, 0, 0], 2, 3) }, null],
    ["several kinds", { polyline: [0, 0, 1, 1], keypoints: [[9, 9, 2]] }, [0, 0, 9, 9]],
  ])("of %s", (_name, geometry, expected) => {
    const bounds = boundsOf(geometry);
    expect(bounds && [bounds.col_x, bounds.row_y, bounds.width, bounds.height]).toEqual(expected);
  });
  it("of a rotated box are around its corners", () => {
    const corners = cornersOf({ cx: 10, cy: 10, width: 8, height: 4, angle: 90 });
    expect(corners.map((value) => Math.round(value))).toEqual([12, 6, 12, 14, 8, 14, 8, 6]);
    const bounds = boundsOf({ rotated_box: { cx: 10, cy: 10, width: 8, height: 4, angle: 90 } })!;
    expect([bounds.col_x, bounds.row_y, bounds.width, bounds.height].map(Math.round)).toEqual([8, 6, 4, 8]);
  });
});

describe("placed", () => {
  it("leaves every number as it is where nothing has to be moved", () => {
    const geometry = { col_x: 0.1 + 0.2, row_y: 1 / 3, width: 1e-9, height: 7 };
    const placement = { orientation: 1, from: stored, to: stored };
    expect(isIdentity(placement)).toBe(true);
    expect(placed(geometry, placement)).toBe(geometry);
  });
  it("turns a box with its picture", () =>
    expect(
      placed({ col_x: 20, row_y: 10, width: 50, height: 30 }, { orientation: 6, from: stored, to: shown }),
    ).toEqual({ col_x: 60, row_y: 20, width: 30, height: 50 }));
  it("scales", () =>
    expect(
      placed(
        {
          polyline: [10, 10, 20, 20],
          keypoints: [
            [0, 0, 0],
            [10, 20, 2],
          ],
        },
        { orientation: 1, from: stored, to: { width: 400, height: 200 } },
      ),
    ).toEqual({
      polyline: [20, 20, 40, 40],
      keypoints: [
        [0, 0, 0],
        [20, 40, 2],
      ],
    }));

  // What is drawn on the stored picture and turned with it must cover what the turned geometry covers.
  it.each([1, 2, 3, 4, 5, 6, 7, 8])("orientation %d moves all kinds alike", (orientation) => {
    const from = { width: 7, height: 5 };
    const turned = orientation >= 5;
    const to = turned ? { width: 5, height: 7 } : from;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 1, max: 2 }),
        (x, y, side) => {
          const [right, bottom] = [Math.min(7, x + side + 1), Math.min(5, y + side)];
          const pixels = Array.from({ length: 35 }, (_, at) =>
            at % 7 >= x && at % 7 < right && Math.floor(at / 7) >= y && Math.floor(at / 7) < bottom ? 1 : 0,
          );
          const box = { col_x: x, row_y: y, width: right - x, height: bottom - y };
          const rotated = {
            cx: x + box.width / 2,
            cy: y + box.height / 2,
            width: box.width,
            height: box.height,
            angle: 0,
          };
          const next = placed(
            {
              ...box,
              mask: maskOfPixels(pixels, 5, 7),
              polygon: [[[x, y, right, y, right, bottom, x, bottom]]],
              rotated_box: rotated,
            },
            { orientation, from, to },
          );
          const bounds = (geometry: Geometry) => {
            const b = boundsOf(geometry)!;
            return [b.col_x, b.row_y, b.width, b.height].map((value) => Math.round(value * 1e6) / 1e6 + 0);
          };
          const expected = [next.col_x, next.row_y, next.width, next.height];
          expect(bounds({ polygon: next.polygon })).toEqual(expected);
          expect(bounds({ rotated_box: next.rotated_box })).toEqual(expected);
          expect(bounds({ mask: next.mask })).toEqual(expected);
          expect(next.mask!.size).toEqual([to.height, to.width]);
        },
      ),
    );
  });
  it("scales a mask pixel by pixel", () => {
    const mask = maskOfPixels([1, 0, 0, 1], 2, 2);
    const next = placed({ mask }, { orientation: 1, from: { width: 2, height: 2 }, to: { width: 4, height: 4 } }).mask;
    expect([...pixelsOfRuns(runsOf(next)!, 4, 4)]).toEqual([1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1]);
  });
});
