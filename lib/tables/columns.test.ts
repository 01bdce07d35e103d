import { describe, expect, it } from "vitest";
import { cellOf, columnOf } from "./columns";

describe("columnOf", () => {
  it.each<[string[], string, string | undefined]>([
    [["Filename", "filename"], "filename", "filename"],
    [["Filename", "Label"], "label", "Label"],
    [["File Name"], "filename", "File Name"],
    [["COL-X"], "col_x", "COL-X"],
    [["Label", "LABEL"], "label", undefined],
    [["labels"], "label", undefined],
  ])("of %j called %j is %j", (names, name, expected) => expect(columnOf(names, name)).toBe(expected));
  it("finds cells, empty ones too", () => {
    expect(cellOf({ Label: "" }, "label")).toBe("");
    expect(cellOf({ Label: "a", label: "b" }, "label")).toBe("b");
    expect(cellOf({}, "constructor")).toBeUndefined();
  });
});
