import { describe, expect, it } from "vitest";
import { boxShape, isPlotted, plotted, shapeOf, TOOLS, unplotted, type Sketch } from "./sketch";

const sketch = (tool: Sketch["tool"], ...points: [number, number, (0 | 1 | 2)?][]): Sketch => ({
  tool,
  points: points.map(([x, y, v = 2]) => [x, y, v]),
});

describe("shapes that are set point by point", () => {
  it("are of three tools", () => expect(TOOLS.filter(isPlotted)).toEqual(["polygon", "polyline", "keypoints"]));
  it("get a point more, or one less, and begin anew with another tool", () => {
    const one = plotted(null, "polygon", [1, 1, 2]);
    const two = plotted(one, "polygon", [2, 2, 2]);
    expect(two).toEqual(sketch("polygon", [1, 1], [2, 2]));
    expect(plotted(null, "keypoints", [7, 7, 0]).points).toEqual([[0, 0, 0]]);
    expect(unplotted(two)).toEqual(one);
    expect(unplotted(one)).toBeNull();
    expect(plotted(two, "polyline", [3, 3, 2])).toEqual(sketch("polyline", [3, 3]));
  });
  it.each([
    [sketch("polygon", [1, 1], [9, 1]), null],
    [
      sketch("polygon", [1, 1], [9, 1], [9, 5]),
      { type: "polygon", polygon: [[[1, 1, 9, 1, 9, 5]]], col_x: 1, row_y: 1, width: 8, height: 4 },
    ],
    [sketch("polyline", [1, 1]), null],
    [
      sketch("polyline", [1, 1], [9, 1]),
      { type: "polyline", polyline: [1, 1, 9, 1], col_x: 1, row_y: 1, width: 8, height: 0 },
    ],
    [sketch("keypoints", [0, 0, 0]), null],
    [
      sketch("keypoints", [0, 0, 0], [4, 5, 1]),
      {
        type: "keypoints",
        keypoints: [
          [0, 0, 0],
          [4, 5, 1],
        ],
        col_x: 4,
        row_y: 5,
        width: 0,
        height: 0,
      },
    ],
  ])("are one once there are enough: %j", (given, shape) => expect(shapeOf(given)).toEqual(shape));
});

it("a box that was drawn is upright, or a rotated one that is not turned yet", () => {
  const bounds = { col_x: 10, row_y: 20, width: 30, height: 5 };
  expect(boxShape("box", bounds)).toEqual({ type: "box", ...bounds });
  expect(boxShape("rotated_box", bounds)).toEqual({
    type: "rotated_box",
    ...bounds,
    rotated_box: { cx: 25, cy: 22.5, width: 30, height: 5, angle: 0 },
  });
});
