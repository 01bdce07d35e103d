import { expect, it } from "vitest";
import { describeReading, describeRun } from "./messages";

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
