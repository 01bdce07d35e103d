import { z } from "zod";

/** What a MERGE task works on: items of a state of the source, by number. */
export const mergeTaskInput = z.object({
  source_dataset_id: z.uuid(),
  source_dataset_name: z.string(),
  source_state_id: z.uuid(),
  item_numbers: z.array(z.tuple([z.number(), z.number()])),
  auto_reindex: z.boolean(),
});
export type MergeTaskInput = z.infer<typeof mergeTaskInput>;

/** What came of it. */
export interface MergeResult {
  readonly added: number;
  /** Items whose file the destination holds already; nothing of them was merged. */
  readonly skipped: number;
  /** Metadata fields that the destination has with another type; their values were left out. */
  readonly skipped_fields: string[];
}
