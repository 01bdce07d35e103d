import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitted, panned, placementOf, toImage, viewportOf, zoomed } from "./geometry";

const image = { width: 400, height: 300 };
const coordinate = fc.integer({ min: -500, max: 900 });
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
