import { describe, expect, it } from "vitest";
import { mistakesOf, showMistakes } from "./mistakes";

const failures = [
  { path: "a/broken.jpg", reason: "cannot be decoded" },
  { path: "notes.docx", reason: "not an image or a video" },
];

describe("what a task could not use", () => {
  it.each<[unknown, string | null]>([
    [null, null],
    [{ failures: [], failed: 0, annotations: null }, null],
    [{ failures, failed: 2 }, "Show 2 files"],
    // Only the first thousand are kept; the number is of all.
    [{ failures, failed: 1_204 }, "Show 1,204 files"],
    [
      { failures, failed: 2, annotations: { problems: [{ path: "a.json", reason: "names no image" }] } },
      "Show 2 files, 1 annotation",
    ],
    [{ sample_errors: [{ row_index: 2, reason: "“many” is not a number" }], error_count: 1 }, "Show 1 row"],
  ])("of the result %j leads to %j", (result, text) => expect(showMistakes({ result })).toBe(text));

  it("names each place, and how many are not listed", () => {
    expect(mistakesOf({ result: { failures, failed: 5 } })).toEqual([
      {
        title: "Files that could not be used",
        counted: "5 files",
        list: [
          { where: "a/broken.jpg", reason: "cannot be decoded" },
          { where: "notes.docx", reason: "not an image or a video" },
        ],
        hidden: 3,
      },
    ]);
    const rows = mistakesOf({ result: { sample_errors: [{ row_index: 2, reason: "bad" }], error_count: 1 } });
    expect(rows[0]!.list[0]!.where).toBe("row 3");
  });
});
