import { describe, expect, it } from "vitest";
import { parseTableRows, tableKindOf } from "./formats/tables";

const box = (label: string, col_x: number, row_y: number, width: number, height: number) => ({
  type: "box",
  label,
  col_x,
  row_y,
  width,
  height,
});

describe("tables", () => {
  it.each([
    ["image_annotations.csv", "image"],
    ["Object_Annotations.PARQUET", "object"],
    ["annotations.csv", null],
    ["image_annotations.json", null],
  ])("%s is of kind %j", (name, kind) => expect(tableKindOf(name)).toBe(kind));
  it("reads labels, captions and boxes, text or numbers", () => {
    expect(
      parseTableRows(
        "image",
        [
          { filename: "a.jpg", label: "dog", caption: "" },
          { filename: "a.jpg", label: "", caption: "A dog" },
        ],
        1,
      ).annotations,
    ).toEqual([
      { picture: "a.jpg", labels: ["dog"], captions: [] },
      { picture: "a.jpg", labels: [], captions: ["A dog"] },
    ]);
    expect(
      parseTableRows("object", [{ filename: "a.jpg", col_x: "1", row_y: 2, width: "3.5", height: 4, label: "dog" }], 1)
        .annotations,
    ).toEqual([{ picture: "a.jpg", objects: [box("dog", 1, 2, 3.5, 4)] }]);
  });
  it.each<["image" | "object", Record<string, unknown>, RegExp]>([
    ["image", { label: "dog" }, /no filename/],
    ["image", { filename: "a.jpg" }, /neither/],
    ["object", { filename: "a.jpg", col_x: 1, row_y: 1, width: 1, height: 1 }, /no label/],
    ["object", { filename: "a.jpg", label: "d", col_x: "", row_y: 1, width: 1, height: 1 }, /numbers/],
    ["object", { filename: "a.jpg", label: "d", col_x: 1, row_y: 1, width: -1, height: 1 }, /positive/],
  ])("%s rows: %j", (kind, row, reason) =>
    expect(parseTableRows(kind, [row], 5).problems).toEqual([
      { where: "row 5", reason: expect.stringMatching(reason) },
    ]),
  );
});
