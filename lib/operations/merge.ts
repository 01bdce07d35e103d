import { z } from "zod";
import { define } from "./define";

/** What a MERGE task works on: items of a state of the source, by number. */
export const mergeTaskInput = z.object({
  source_dataset_id: z.uuid(),
  source_dataset_name: z.string(),
  source_state_id: z.uuid(),
  item_numbers: z.array(z.tuple([z.number(), z.number()])),
  auto_reindex: z.boolean(),
});
export type MergeTaskInput = z.infer<typeof mergeTaskInput>;

export const merge = define({
  name: "merge",
  from: ["DRAFT", "READY", "PARTIAL_INDEX"],
  action: "pipeline.run",
  says: { unlocks: "Adding items unlocks", can: "Items can be added" },
  // A draft has nothing that could be saved.
  task: {
    input: mergeTaskInput,
    holds: "READ_ONLY",
    savesFirst: true,
    words: { noun: "merge", doing: "Items of another dataset are being added", button: "Add to another dataset" },
  },
});
