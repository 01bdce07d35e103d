import { describe, expect, it } from "vitest";
import type { AnnotationResult } from "./schema";
import { describeAnnotationImport, describeReading, describeRun } from "./messages";

it.each<[number, number | null, number, string]>([
  [16, 60, 0, "Read 16 of 60 files"],
  [1, 1, 0, "Read 1 of 1 file"],
  [1_204, 12_040, 2, "Read 1,204 of 12,040 files, 2 could not be used"],
  [16, null, 0, "Read 16 files"],
  [1, null, 1, "Read 1 file, 1 could not be used"],
  [61, 60, 0, "Read 61 files"],
])("reading %i of %s with %i unusable", (read, total, failed, text) =>
  expect(describeReading(read, total, failed)).toBe(text),
);

const issues = { blur: 0, bright: 0, dark: 0, duplicates: 0, outliers: 0, mislabels: 0 };
const run = { indexed: 0, decoded: 0, unreadable: 0, clusters: 0, issues };

it.each([
  [{}, "There was nothing to index"],
  [{ indexed: 2 }, "Indexed 2 items"],
  [{ indexed: 1, clusters: 1 }, "Indexed 1 item: 1 cluster"],
  [
    { indexed: 1_200, clusters: 14, unreadable: 1, issues: { ...issues, blur: 3, duplicates: 20 } },
    "Indexed 1,200 items: 14 clusters; 3 blur, 20 duplicates; 1 file gave no picture",
  ],
])("an index run of %o", (summary, text) => expect(describeRun({ ...run, ...summary })).toBe(text));

describe("an import of annotations", () => {
  const said = (change: Partial<AnnotationResult>, failed = 0) =>
    describeAnnotationImport({
      failed,
      failures: [],
      annotations: {
        existing: 0,
        objects: { added: 0, updated: 0, removed: 0, same: 0 },
        pictures: { matched: 1, unmatched: 0 },
        problem_count: 0,
        ...change,
      } as AnnotationResult,
    });

  it.each<[Partial<AnnotationResult>, string]>([
    [{}, "Everything was there already"],
    [{ existing: 1 }, "Changed 1 item"],
    [
      { existing: 1_204, objects: { added: 0, updated: 1, removed: 3, same: 9 } },
      "Changed 1,204 items: 1 object updated, 3 removed",
    ],
    [
      { existing: 2, pictures: { matched: 2, unmatched: 2 }, problem_count: 1 },
      "Changed 2 items; 2 pictures of the files are not here; 1 annotation could not be used",
    ],
  ])("%j", (change, words) => expect(said(change)).toBe(words));

  it("tells files that could not be used", () => {
    expect(said({ existing: 1 }, 2)).toBe("Changed 1 item; 2 files could not be used");
  });
});
