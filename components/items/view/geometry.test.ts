import type { Bounds } from "@/lib/objects/geometry";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  boxBetween,
  fitted,
  HANDLES,
  handlePoint,
  isBox,
  movedBox,
  panned,
  placementOf,
  resizedBox,
  toImage,
  viewportOf,
  zoomed,
  type Box,
} from "./geometry";

const image = { width: 400, height: 300 };
const coordinate = fc.integer({ min: -500, max: 900 });
const point = fc.record({ x: coordinate, y: coordinate });
const isInside = (box: Bounds) =>
  box.col_x >= 0 &&
  box.row_y >= 0 &&
  box.col_x + box.width <= image.width + 0.1 &&
  box.row_y + box.height <= image.height + 0.1;
const box: Box = { type: "box", label: "boat", col_x: 10, row_y: 20, width: 100, height: 50 };

describe("boxes", () => {
  it("are drawn from any corner and stay inside the image", () => {
    expect(boxBetween({ x: 50, y: 60 }, { x: 10, y: 20 }, image)).toEqual({
      col_x: 10,
      row_y: 20,
      width: 40,
      height: 40,
    });
    fc.assert(fc.property(point, point, (a, b) => isInside(boxBetween(a, b, image))));
    expect(isBox(boxBetween({ x: 5, y: 5 }, { x: 6, y: 90 }, image))).toBe(false);
  });
  it("keep their size when they are moved against an edge", () => {
    expect(movedBox(box, 1_000, -1_000, image)).toEqual({ ...box, col_x: 300, row_y: 0 });
    fc.assert(
      fc.property(
        coordinate,
        coordinate,
        (dx, dy) => isInside(movedBox(box, dx, dy, image)) && movedBox(box, dx, dy, image).width === 100,
      ),
    );
  });
  it("are resized by each handle on its own edges", () => {
    expect(resizedBox(box, "se", 10, 20, image)).toEqual({ ...box, width: 110, height: 70 });
    expect(resizedBox(box, "n", 10, -5, image)).toEqual({ ...box, row_y: 15, height: 55 });
    expect(resizedBox(box, "w", 150, 0, image)).toEqual({ ...box, col_x: 110, width: 50 });
    expect(resizedBox(box, "w", 100, 0, image)).toBe(box);
    for (const handle of HANDLES)
      fc.assert(
        fc.property(
          coordinate,
          coordinate,
          (dx, dy) => isInside(resizedBox(box, handle, dx, dy, image)) && isBox(resizedBox(box, handle, dx, dy, image)),
        ),
      );
    expect(handlePoint(box, "ne")).toEqual({ x: 110, y: 20 });
  });
});

describe("zoom and pan", () => {
  const frame = { width: 800, height: 300 };
  it("fits the whole image into the middle", () => {
    expect(fitted(image, frame)).toEqual({ scale: 1, x: 200, y: 0 });
    expect(fitted({ width: 10, height: 10 }, frame).scale).toBe(2);
  });
  it("keeps the point under the pointer, and never leaves the image", () => {
    const start = fitted(image, frame);
    const at = { x: 400, y: 150 };
    const closer = zoomed(start, 4, at, image, frame);
    expect(closer.scale).toBe(4);
    expect(toImage(at, closer)).toEqual(toImage(at, start));
    expect(zoomed(closer, 0.001, at, image, frame)).toEqual(start);
    fc.assert(
      fc.property(coordinate, coordinate, (dx, dy) => {
        const moved = panned(closer, dx, dy, image, frame);
        return (
          moved.x <= 0 &&
          moved.y <= 0 &&
          moved.x + image.width * 4 >= frame.width &&
          moved.y + image.height * 4 >= frame.height
        );
      }),
    );
  });

  it("comes back from a viewport as it was, and fitted is no viewport", () => {
    const closer = zoomed(fitted(image, frame), 4, { x: 300, y: 100 }, image, frame);
    const again = placementOf(viewportOf(closer, image, frame), image, frame);
    expect(again.scale).toBeCloseTo(closer.scale);
    expect(again.x).toBeCloseTo(closer.x);
    expect(again.y).toBeCloseTo(closer.y);
    expect(viewportOf(fitted(image, frame), image, frame)).toBeNull();
    expect(placementOf(null, image, frame)).toEqual(fitted(image, frame));
    expect(placementOf(null, image, { width: 0, height: 0 })).toEqual({ scale: 1, x: 0, y: 0 });
  });
  it("keeps the same point in the middle when the frame changes its size", () => {
    const viewport = { zoom: 6, x: 0.5, y: 0.4 };
    for (const room of [frame, { width: 500, height: 700 }]) {
      const middle = toImage({ x: room.width / 2, y: room.height / 2 }, placementOf(viewport, image, room));
      expect(middle.x).toBeCloseTo(200);
      expect(middle.y).toBeCloseTo(120);
    }
  });
});
