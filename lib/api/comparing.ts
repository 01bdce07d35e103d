import { z } from "zod";
import { declare } from "@/lib/api-operation";
import {
  comparedPage,
  comparedRow,
  compareItemsQuery,
  compareQuery,
  exportComparisonQuery,
} from "@/lib/comparing/schema";
import { comparisonDto } from "@/lib/snapshots/schema";

/** `head` on either side. */
const words = { snapshotId: ["head"], otherId: ["current"] } as const;
const WHICH =
  "The second version is of the same dataset, a snapshot of any other dataset of its lineage, or with `dataset_id` the `head` or a snapshot of that one; the caller has to see both.";

export const compareSnapshots = declare({
  method: "GET",
  path: "/dataset/[datasetId]/snapshot/[snapshotId]/compare/[otherId]",
  tag: "Snapshots",
  words,
  summary: "Compare two versions",
  description: `Numbers of items, exact at any size. \`head\` stands for the current data. ${WHICH}`,
  query: compareQuery,
  answers: comparisonDto,
  refuses: [409],
});

export const compareItems = declare({
  method: "GET",
  path: "/dataset/[datasetId]/snapshot/[snapshotId]/compare/[otherId]/items",
  tag: "Snapshots",
  words,
  summary: "List the items that differ between two versions",
  description:
    "Those that `change` names: all, added, removed, changed, or changed in one kind. `q` is about the second version; of items that it holds no more, about the first. By cursor or by position, in the order of adding unless told.",
  query: compareItemsQuery,
  answers: comparedPage,
  pages: "cursor",
  refuses: [409],
});

export const exportComparison = declare({
  method: "GET",
  path: "/dataset/[datasetId]/snapshot/[snapshotId]/compare/[otherId]/export",
  tag: "Snapshots",
  words,
  summary: "Take a comparison out as CSV or JSON",
  description:
    "A row for each item and kind in which it changed, with what it was and is, as it is written. One that is on one side only has a single row, of kind `item`.",
  query: exportComparisonQuery,
  answers: {
    statuses: {
      200: {
        description: "The file",
        content: { "text/csv": null, "application/json": z.array(comparedRow) },
        headers: { "Content-Disposition": "What the file is called" },
      },
    },
  },
  refuses: [409],
});
