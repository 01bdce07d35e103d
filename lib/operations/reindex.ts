import { z } from "zod";
import { define } from "./define";

/** What pictures are compared by: a learned model, null for the built-in descriptors, or as at the last run. */
export const reindexInput = z.strictObject({
  embedding_model: z.string().min(1).max(200).nullable().optional(),
  /** Every item is read, where an older version of the indexer read it, and judged anew; else only what no run covers, if there is any. */
  everything: z.boolean().optional(),
});
export type ReindexInput = z.infer<typeof reindexInput>;

export const reindex = define({
  name: "reindex",
  from: ["READY", "PARTIAL_INDEX"],
  action: "pipeline.run",
  says: { unlocks: "Re-indexing unlocks", can: "The dataset can be re-indexed" },
  task: {
    input: reindexInput,
    holds: "READ_ONLY",
    savesFirst: true,
    words: { noun: "re-index", doing: "The dataset is being re-indexed", button: "Re-index" },
  },
});
