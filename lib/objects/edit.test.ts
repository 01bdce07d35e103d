import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  boxBetween,
  HANDLES,
  handlePoint,
  isBox,
  isMovable,
  isPlainBox,
  isSameSpot,
  moved,
  nextSpot,
  pointAt,
  resized,
  resizedRotated,
  rotatedHandlePoint,
  spotsOf,
  turned,
  turnedTo,
  withMiddle,
  withoutPoint,
  withPoint,
  withVisibility,
  type Spot,
} from "./edit";
import { boundsOf, cornersOf, type Bounds, type Geometry } from "./geometry";
import { maskOfPixels } from "./run-lengths";

const image = { width: 400, height: 300 };
const coordinate = fc.integer({ min: -500, max: 900 });
const around = (geometry: Geometry) => ({ ...geometry, ...boundsOf(geometry)! });
const boundsIn = ({ col_x, row_y, width, height }: Bounds) => [col_x, row_y, width, height];
const isInside = (box: Bounds) =>
  box.col_x >= 0 &&
  box.row_y >= 0 &&
  box.col_x + box.width <= image.width + 1e-6 &&
  box.row_y + box.height <= image.height + 1e-6;

/** Two parts, the first with a hole; numbers as a file has them. */
const polygon = around({
  polygon: [
    [
      [10.123456789, 20, 110.5, 20.25, 110.5, 90.75, 10.1, 90],
      [30, 30, 40, 30.333333, 40, 40],
    ],
    [[200, 200, 220, 200, 210.0001, 230]],
  ],
});
const polyline = around({ polyline: [5, 5, 50.5, 9, 60, 80] });
const keypoints = around({
  keypoints: [
    [50, 60, 2],
    [0, 0, 0],
    [70.5, 80, 1],
  ],
});
const rotated = around({ rotated_box: { cx: 100, cy: 100, width: 80, height: 40, angle: 30 } });
const box = { col_x: 10, row_y: 20, width: 100, height: 50 };
const corner = (point: number, ring = 0, part = 0): Spot => ({ of: "polygon", part, ring, point });

describe("boxes", () => {
  it("are drawn from any corner and stay inside the image", () => {
    expect(boxBetween({ x: 50, y: 60 }, { x: 10, y: 20 }, image)).toEqual({
      col_x: 10,
      row_y: 20,
      width: 40,
      height: 40,
    });
    const point = fc.record({ x: coordinate, y: coordinate });
    fc.assert(fc.property(point, point, (a, b) => isInside(boxBetween(a, b, image))));
    expect(isBox(boxBetween({ x: 5, y: 5 }, { x: 6, y: 90 }, image))).toBe(false);
  });
  it("are resized by each handle on its own edges, and keep the others digit for digit", () => {
    expect(resized(box, "se", 10, 20, image)).toEqual({ ...box, width: 110, height: 70 });
    expect(resized(box, "n", 10, -5, image)).toEqual({ ...box, row_y: 15, height: 55 });
    expect(resized(box, "w", 150, 0, image)).toEqual({ ...box, col_x: 110, width: 50 });
    expect(resized(box, "w", 100, 0, image)).toBe(box);
    const exact = { col_x: 10.123456, row_y: 20.987654321, width: 100.5, height: 50.0001 };
    expect(resized(exact, "e", 10, 99, image)).toEqual({ ...exact, width: 110.476544 });
    for (const handle of HANDLES)
      fc.assert(
        fc.property(coordinate, coordinate, (dx, dy) => {
          const next = resized(box, handle, dx, dy, image);
          return isInside(next) && isBox(next);
        }),
      );
    expect(handlePoint(box, "ne")).toEqual({ x: 110, y: 20 });
    expect(handlePoint(box, "s")).toEqual({ x: 60, y: 70 });
  });
  it("have handles only where they are all there is", () => {
    expect(isPlainBox(box)).toBe(true);
    for (const object of [polygon, polyline, keypoints, rotated]) {
      expect(isPlainBox(object)).toBe(false);
      expect(resized(object, "se", 10, 10, image)).toBe(object);
    }
  });
});

describe("moving all of an object", () => {
  it("takes box and every kind of geometry along, by the same way", () => {
    const all = { ...around({ ...polygon, ...polyline, ...keypoints, ...rotated }), label: "boat", extra: { area: 7 } };
    const next = moved(all, 10, -3, image);
    expect(next).toEqual({
      ...all,
      col_x: all.col_x + 10,
      row_y: all.row_y - 3,
      polygon: [
        [
          [20.123457, 17, 120.5, 17.25, 120.5, 87.75, 20.1, 87],
          [40, 27, 50, 27.333333, 50, 37],
        ],
        [[210, 197, 230, 197, 220.0001, 227]],
      ],
      polyline: [15, 2, 60.5, 6, 70, 77],
      keypoints: [
        [60, 57, 2],
        [0, 0, 0],
        [80.5, 77, 1],
      ],
      rotated_box: { ...rotated.rotated_box, cx: 110, cy: 97 },
    });
  });
  it("stops at the image's edge, and brings back what reached over it, but pushes it no further", () => {
    expect(moved(box, 1_000, -1_000, image)).toEqual({ ...box, col_x: 300, row_y: 0 });
    const over = around({ polyline: [-20, 10, 30, 10, 30, 50] });
    expect(moved(over, -5, 0, image)).toBe(over);
    expect(moved(over, 15, 0, image).polyline).toEqual([-5, 10, 45, 10, 45, 50]);
    fc.assert(
      fc.property(coordinate, coordinate, (dx, dy) => {
        const next = moved(polygon, dx, dy, image);
        return isInside(next) && Math.abs(next.width - polygon.width) < 1e-6;
      }),
    );
  });
  it("is nothing where it would leave a mask behind", () => {
    const masked = around({ mask: maskOfPixels([0, 1, 1, 0], 2, 2) });
    expect(isMovable(masked)).toBe(false);
    expect(moved(masked, 5, 5, image)).toBe(masked);
  });
});

describe("points", () => {
  it("are all those of every ring, of lines, and keypoints that are somewhere", () => {
    expect(spotsOf(polygon)).toHaveLength(10);
    expect(spotsOf(polygon).at(-1)).toEqual(corner(2, 0, 1));
    expect(spotsOf(keypoints)).toEqual([
      { of: "keypoints", point: 0 },
      { of: "keypoints", point: 2 },
    ]);
    expect(spotsOf(polyline).map((spot) => pointAt(polyline, spot))).toEqual([
      { x: 5, y: 5 },
      { x: 50.5, y: 9 },
      { x: 60, y: 80 },
    ]);
    for (const spot of [corner(9), corner(0, 5), corner(0, 0, 7), { of: "polyline", point: 0 } as const])
      expect(pointAt(polygon, spot)).toBeNull();
    expect(isSameSpot(corner(1, 1), corner(1, 1))).toBe(true);
    expect(isSameSpot(corner(1, 1), corner(1))).toBe(false);
    expect(isSameSpot(corner(1), null)).toBe(false);
    expect(isSameSpot({ of: "polyline", point: 1 }, { of: "keypoints", point: 1 })).toBe(false);
  });
  it("are moved one by one, and nothing else of the object", () => {
    const next = withPoint(polygon, corner(1, 1), { x: 41.26, y: 31.04 }, image);
    expect(next.polygon![0]![1]).toEqual([30, 30, 41.3, 31, 40, 40]);
    // Not even copies.
    expect(next.polygon![0]![0]).toBe(polygon.polygon![0]![0]);
    expect(next.polygon![1]).toBe(polygon.polygon![1]);
    expect(boundsIn(next)).toEqual(boundsIn(polygon));
    expect(withPoint(polygon, corner(0), { x: -9, y: 999 }, image).polygon![0]![0]!.slice(0, 2)).toEqual([0, 300]);
    expect(withPoint(keypoints, { of: "keypoints", point: 2 }, { x: 1, y: 2 }, image).keypoints).toEqual([
      [50, 60, 2],
      [0, 0, 0],
      [1, 2, 1],
    ]);
    for (const spot of [corner(9), { of: "polyline", point: 0 }, { of: "keypoints", point: 0 }] as Spot[])
      expect(withPoint(polygon, spot, { x: 1, y: 1 }, image)).toBe(polygon);
  });
  it("leave every number that was not touched, whatever is done", () => {
    const spots = spotsOf(polygon);
    fc.assert(
      fc.property(fc.nat(spots.length - 1), coordinate, coordinate, (at, x, y) => {
        const numbers = (one: typeof polygon) => one.polygon!.flat(2);
        const [before, after] = [numbers(polygon), numbers(withPoint(polygon, spots[at]!, { x, y }, image))];
        return before.every((value, index) => index >> 1 === at || Object.is(value, after[index]));
      }),
    );
  });
  it("come into the middle of an edge", () => {
    expect(withMiddle(polygon, corner(0, 0, 1))).toMatchObject({
      object: { polygon: [polygon.polygon![0], [[200, 200, 210, 200, 220, 200, 210.0001, 230]]] },
      spot: corner(1, 0, 1),
    });
    // The last edge of a ring leads back to its first point; a line ends.
    expect(withMiddle(polygon, corner(2, 1))!.object.polygon![0]![1]).toEqual([30, 30, 40, 30.333333, 40, 40, 35, 35]);
    expect(withMiddle(polyline, { of: "polyline", point: 2 })).toBeNull();
    expect(withMiddle(keypoints, { of: "keypoints", point: 0 })).toBeNull();
    expect(nextSpot(polygon, corner(3))).toEqual(corner(0));
    expect(boundsIn(withMiddle(polygon, corner(3))!.object)).toEqual(boundsIn(polygon));
  });
  it("go, unless too few would be left", () => {
    expect(withoutPoint(polygon, corner(3))!.polygon![0]![0]).toEqual([10.123456789, 20, 110.5, 20.25, 110.5, 90.75]);
    expect(withoutPoint(polygon, corner(0, 1))).toBeNull();
    expect(withoutPoint(polygon, corner(0, 0, 1))).toBeNull();
    const short = withoutPoint(polyline, { of: "polyline", point: 1 })!;
    expect(short.polyline).toEqual([5, 5, 60, 80]);
    expect(withoutPoint(short, { of: "polyline", point: 0 })).toBeNull();
    expect(withoutPoint(polyline, { of: "polyline", point: 2 })).toMatchObject({ width: 45.5, height: 4 });
  });
});

describe("keypoints", () => {
  it("keep their numbers when one is taken away: it is nowhere", () => {
    expect(withoutPoint(keypoints, { of: "keypoints", point: 0 })).toMatchObject({
      keypoints: [
        [0, 0, 0],
        [0, 0, 0],
        [70.5, 80, 1],
      ],
    });
  });
  it("are visible or hidden where they are; one that was nowhere comes into the middle", () => {
    expect(withVisibility(keypoints, 0, 1)!.keypoints![0]).toEqual([50, 60, 1]);
    expect(withVisibility(keypoints, 1, 2)!.keypoints![1]).toEqual([60.3, 70, 2]);
    expect(withVisibility(keypoints, 0, 2)).toBe(keypoints);
    expect(withVisibility(keypoints, 9, 2)).toBe(keypoints);
    const last = withVisibility(keypoints, 0, 0)!;
    expect(withVisibility(last, 2, 0)).toBeNull();
  });
});

describe("rotated boxes", () => {
  const corners = (object: typeof rotated) => cornersOf(object.rotated_box!);
  const opposite = { nw: 2, ne: 3, se: 0, sw: 1 };
  it("keep the corner across from the one that is dragged", () => {
    for (const handle of ["nw", "ne", "se", "sw"] as const)
      fc.assert(
        fc.property(coordinate, coordinate, (dx, dy) => {
          const next = resizedRotated(rotated, handle, dx / 7, dy / 7);
          const at = opposite[handle];
          const [before, after] = [corners(rotated), corners(next)].map((all) => all.slice(2 * at, 2 * at + 2));
          return before!.every((value, index) => Math.abs(value - after![index]!) < 1e-3);
        }),
      );
    expect(resizedRotated(box, "se", 5, 5)).toBe(box);
  });
  it("are resized along their own sides, never to nothing", () => {
    const upright = around({ rotated_box: { cx: 50, cy: 50, width: 40.25, height: 20.125, angle: 90 } });
    // Its right side points down.
    expect(resizedRotated(upright, "e", 0, 10)).toMatchObject({
      rotated_box: { cx: 50, cy: 55.025, width: 50.3, height: 20.125, angle: 90 },
    });
    for (const aside of [10, -10]) expect(resizedRotated(upright, "e", aside, 0.01)).toBe(upright);
    expect(resizedRotated(upright, "n", -999, 0).rotated_box!.height).toBe(2);
  });
  it("are turned by where their upper side points to", () => {
    const to = (x: number, y: number, steps?: boolean) => turnedTo(rotated, { x, y }, steps).rotated_box!.angle;
    expect([to(100, 0), to(200, 100), to(100, 200), to(0, 100)]).toEqual([0, 90, 180, -90]);
    expect(to(110, 50)).toBe(11.3);
    expect(to(110, 50, true)).toBe(15);
    expect([540, -180, 181, -30.5].map((angle) => turned(rotated, angle).rotated_box!.angle)).toEqual([
      180, 180, -179, -30.5,
    ]);
    expect(turned(rotated, 30)).toBe(rotated);
    expect(turnedTo(box, { x: 1, y: 1 })).toBe(box);
    expect(turned(rotated, 90)).toMatchObject({ rotated_box: { ...rotated.rotated_box, angle: 90 } });
    expect(boundsIn(turned(rotated, 90)).map(Math.round)).toEqual([80, 60, 40, 80]);
  });
  it("have their handles on their edges", () => {
    const { x, y } = rotatedHandlePoint({ cx: 100, cy: 100, width: 80, height: 40, angle: 90 }, "n", 10);
    expect([x, y].map(Math.round)).toEqual([130, 100]);
  });
});

describe("the bounding box", () => {
  it("goes along where it was around what moved, each side by itself", () => {
    expect(boundsIn(withPoint(polyline, { of: "polyline", point: 2 }, { x: 90, y: 100 }, image))).toEqual([
      5, 5, 85, 95,
    ]);
    // Rounded by the format that it came from, it is still the box around it.
    const rounded = { ...polyline, col_x: 5, row_y: 5, width: 56, height: 75 };
    expect(boundsIn(withPoint(rounded, { of: "polyline", point: 2 }, { x: 90, y: 60 }, image))).toEqual([5, 5, 85, 55]);
  });
  it("stays digit for digit where nothing behind it moved", () => {
    const exact = { ...polyline, col_x: 4.123456789, row_y: 5.000000001, width: 55.876543211, height: 74.9 };
    expect(boundsIn(withPoint(exact, { of: "polyline", point: 1 }, { x: 40, y: 40 }, image))).toEqual(boundsIn(exact));
  });
  it("that was given wider stays, and makes way where something would reach over it", () => {
    const wide = { ...keypoints, col_x: 20, row_y: 30, width: 200, height: 150 };
    const first: Spot = { of: "keypoints", point: 0 };
    expect(boundsIn(withPoint(wide, first, { x: 30, y: 100 }, image))).toEqual([20, 30, 200, 150]);
    expect(boundsIn(withPoint(wide, first, { x: 5, y: 290 }, image))).toEqual([5, 30, 215, 260]);
  });
  it("is around every kind of geometry that an object has", () => {
    const both = around({ ...rotated, polyline: [0, 0, 10, 10] });
    expect(boundsIn(withPoint(both, { of: "polyline", point: 0 }, { x: 20, y: 20 }, image))[0]).toBe(10);
    const masked = around({ mask: maskOfPixels([1, 1, 1, 1], 2, 2), polyline: [0, 0, 50, 50] });
    expect(boundsIn(withPoint(masked, { of: "polyline", point: 1 }, { x: 1, y: 1 }, image))).toEqual([0, 0, 2, 2]);
  });
});
