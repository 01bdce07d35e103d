import { z } from "zod";
import { CONFLICT_KINDS } from "@/lib/versioning/conflicts";
import { define } from "./define";

/** Items of a state of one source, by number. */
const source = z.object({
  dataset_id: z.uuid(),
  dataset_name: z.string(),
  state_id: z.uuid(),
  item_numbers: z.array(z.tuple([z.number(), z.number()])),
});
export type MergeTaskSource = z.infer<typeof source>;

/** Tasks that were recorded when a merge had one source keep it beside the other fields. */
const fromOneSource = z
  .object({
    source_dataset_id: z.uuid(),
    source_dataset_name: z.string(),
    source_state_id: z.uuid(),
    item_numbers: source.shape.item_numbers,
    auto_reindex: z.boolean(),
  })
  .transform(({ source_dataset_id, source_dataset_name, source_state_id, item_numbers, auto_reindex }) => ({
    sources: [
      { dataset_id: source_dataset_id, dataset_name: source_dataset_name, state_id: source_state_id, item_numbers },
    ],
    auto_reindex,
  }));

/** A conflict of some items, and whose side is taken. */
const resolution = z.object({
  kind: z.enum(CONFLICT_KINDS),
  take: z.enum(["ours", "theirs"]),
  item_numbers: source.shape.item_numbers,
});
/** What another dataset of the lineage changed, into this one. */
const back = z.object({
  dataset_id: z.uuid(),
  dataset_name: z.string(),
  snapshot_id: z.uuid().nullable(),
  state_id: z.uuid(),
  base_state_id: z.uuid(),
  resolutions: z.array(resolution),
  take_all: z.enum(["ours", "theirs"]).optional(),
});
export type MergeBackTask = z.infer<typeof back>;

/** What a MERGE task works on. */
export const mergeTaskInput = z.union([
  z.object({ back }),
  z.object({ sources: z.array(source).min(1), auto_reindex: z.boolean() }),
  fromOneSource,
]);
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
    // Items that were added go with a restore; changes that were merged back are taken back by themselves.
    undoable: (result) => z.object({ merged_back: z.literal(true) }).safeParse(result).success,
    words: { noun: "merge", doing: "Items of another dataset are being added", button: "Merge another dataset in" },
  },
});
