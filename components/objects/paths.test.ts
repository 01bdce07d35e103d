import { describe, expect, it } from "vitest";
import { areaPath, bonesPath, linePath } from "./paths";

describe("paths of objects", () => {
  it("go around every ring of every part", () =>
    expect(
      areaPath({
        polygon: [
          [
            [0, 0, 9, 0, 9, 9],
            [2, 2, 3, 2, 3, 3],
          ],
          [[20, 20, 21, 20, 21, 21]],
        ],
      }),
    ).toBe("M0 0L9 0L9 9ZM2 2L3 2L3 3ZM20 20L21 20L21 21Z"));
  it("go around a rotated box", () =>
    expect(areaPath({ rotated_box: { cx: 5, cy: 5, width: 4, height: 2, angle: 0 } })).toBe("M3 4L7 4L7 6L3 6Z"));
  it("do not close a line", () => expect(linePath({ polyline: [0, 0, 5, 5, 9, 1] })).toBe("M0 0L5 5L9 1"));
  it("are empty where there is nothing", () => expect([areaPath({}), linePath({})]).toEqual(["", ""]));
});

describe("the bones of a skeleton", () => {
  const skeleton = {
    edges: [
      [0, 1],
      [1, 2],
      [2, 7],
    ] as [number, number][],
  };
  it("join keypoints that are in the picture", () => {
    const keypoints: [number, number, 0 | 1 | 2][] = [
      [1, 2, 2],
      [3, 4, 1],
      [0, 0, 0],
    ];
    expect(bonesPath({ keypoints }, skeleton)).toBe("M1 2L3 4");
  });
  it("are none without keypoints or without a skeleton", () => {
    expect(bonesPath({}, skeleton)).toBe("");
    expect(bonesPath({ keypoints: [[1, 2, 2]] }, undefined)).toBe("");
  });
});
