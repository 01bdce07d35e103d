import { describe, expect, it } from "vitest";
import { fillPolygon } from "./raster";

function drawn(polygon: number[][][], width = 6, height = 4): string[] {
  const rows = Array.from({ length: height }, () => Array<string>(width).fill("."));
  fillPolygon(polygon, { width, height }, (y, first, end) => rows[y]!.fill("#", first, end));
  return rows.map((row) => row.join(""));
}

describe("a polygon as pixels", () => {
  it("covers exactly what a box along the pixels' edges covers", () =>
    expect(drawn([[[1, 1, 4, 1, 4, 3, 1, 3]]])).toEqual(["......", ".###..", ".###..", "......"]));
  it("leaves its holes out, and joins its parts", () =>
    expect(
      drawn([
        [
          [0, 0, 4, 0, 4, 4, 0, 4],
          [1, 1, 3, 1, 3, 3, 1, 3],
        ],
        [[5, 0, 6, 0, 6, 4, 5, 4]],
      ]),
    ).toEqual(["####.#", "#..#.#", "#..#.#", "####.#"]));
  it("takes a pixel whose middle is inside, whichever way the ring goes", () => {
    const triangle = [0, 0, 6, 0, 0, 4];
    const backwards = [0, 4, 6, 0, 0, 0];
    expect(drawn([[triangle]])).toEqual(["#####.", "####..", "##....", "#....."]);
    expect(drawn([[backwards]])).toEqual(drawn([[triangle]]));
  });
  it("stays in the picture, and gives each pixel to one of two neighbours", () => {
    expect(drawn([[[-5, -5, 50, -5, 50, 50, -5, 50]]])).toEqual(Array(4).fill("######"));
    const left = drawn([[[0, 0, 2.5, 0, 2.5, 4, 0, 4]]]);
    const right = drawn([[[2.5, 0, 6, 0, 6, 4, 2.5, 4]]]);
    for (const [y, row] of left.entries())
      for (const [x, pixel] of [...row].entries()) expect(pixel === "#").toBe(right[y]![x] !== "#");
  });
  it("has no pixels where it is thinner than one between middles", () =>
    expect(drawn([[[1, 1, 1.2, 1, 1.2, 1.2]]])).toEqual(Array(4).fill("......")));
});
