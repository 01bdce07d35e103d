import { describe, expect, it } from "vitest";
import { shownSpots } from "./spots";

const frame = { width: 800, height: 600 };
const at = (x: number, y: number, scale: number) => ({ x, y, scale });
const numbers = (of: readonly { spot: { point: number } }[]) => of.map(({ spot }) => spot.point);

describe("points that can be touched", () => {
  const polygon = [[[10, 10, 100, 10, 101, 10, 100, 100]]];
  it("are in the frame's pixels, with the middles of edges that have room for one", () => {
    const { points, middles } = shownSpots({ polygon }, at(50, 0, 2), frame, null);
    expect(points[0]).toEqual({ spot: { of: "polygon", part: 0, ring: 0, point: 0 }, x: 70, y: 20 });
    expect(numbers(middles)).toEqual([0, 2, 3]);
    expect(middles[0]).toMatchObject({ x: 160, y: 20 });
  });
  it("do not lie on top of each other, but for the chosen one and keypoints", () => {
    expect(numbers(shownSpots({ polygon }, at(0, 0, 2), frame, null).points)).toEqual([0, 1, 3]);
    expect(numbers(shownSpots({ polygon }, at(0, 0, 8), { width: 9_000, height: 9_000 }, null).points)).toEqual([
      0, 1, 2, 3,
    ]);
    const chosen = { of: "polygon", part: 0, ring: 0, point: 2 } as const;
    expect(numbers(shownSpots({ polygon }, at(0, 0, 2), frame, chosen).points)).toEqual([0, 1, 2, 3]);
    const keypoints = [
      [5, 5, 2],
      [6, 5, 1],
      [0, 0, 0],
    ] as const;
    expect(numbers(shownSpots({ keypoints }, at(0, 0, 1), frame, null).points)).toEqual([0, 1]);
    expect(shownSpots({ keypoints }, at(0, 0, 1), frame, null).middles).toEqual([]);
  });
  it("lie in the frame, or so near that they reach into it", () => {
    const polyline = [-100, 50, -5, 50, 700, 50, 900, 50];
    const { points, middles } = shownSpots({ polyline }, at(0, 0, 1), frame, null);
    expect(numbers(points)).toEqual([1, 2]);
    expect(numbers(middles)).toEqual([1, 2]);
  });
});
