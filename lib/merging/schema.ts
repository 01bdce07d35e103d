import { z } from "zod";
import { CONFLICT_KINDS } from "@/lib/versioning/conflicts";
import { countField, uuidField } from "@/lib/validation";

/** What came of it. */
export interface MergeResult {
  readonly added: number;
  /** Items whose file the destination holds already, or that came twice; nothing of them was merged. */
  readonly skipped: number;
  /** Metadata fields that the destination has with another type; their values were left out. */
  readonly skipped_fields: string[];
}

/** What a merge would come to, as things are now. */
export const mergePreviewDto = z
  .strictObject({
    items: countField.describe("Items that are meant, of all sources."),
    adding: countField,
    already_there: countField.describe("Items whose file the destination holds already."),
    repeated: countField.describe("Items whose file is that of another one that is meant."),
    skipped_fields: z
      .array(z.string())
      .describe("Metadata fields that the destination has with another type; their values are left out."),
  })
  .meta({ id: "MergePreview" });
export type MergePreviewDto = z.infer<typeof mergePreviewDto>;

/** Resolutions in one request; `take_all` is for the rest. */
const MAX_RESOLUTIONS = 10_000;
const side = z.enum(["ours", "theirs"]);
export const mergeBackInput = z.strictObject({
  source_dataset_id: uuidField,
  snapshot_id: uuidField.optional().describe("Of the source; without it, what it holds now."),
  dry_run: z.boolean().default(false),
  resolutions: z
    .array(z.strictObject({ item_id: uuidField, kind: z.enum(CONFLICT_KINDS), take: side }))
    .max(MAX_RESOLUTIONS, `Give at most ${MAX_RESOLUTIONS}; take_all is for the rest`)
    .default([]),
  take_all: side.optional().describe("Which side is taken of conflicts that `resolutions` do not name."),
});
export type MergeBackInput = z.infer<typeof mergeBackInput>;

export const mergeConflict = z
  .strictObject({
    item_id: uuidField,
    kind: z.enum(CONFLICT_KINDS).describe("`removed`: one side deleted what the other changed."),
    file_name: z.string(),
    thumbnail_url: z.string().nullable(),
    ours: z.string().describe("What is said here, in words."),
    theirs: z.string(),
  })
  .meta({ id: "MergeConflict" });
export type MergeConflict = z.infer<typeof mergeConflict>;

export const MERGED_KINDS = [
  "tags",
  "labels",
  "captions",
  "objects",
  "metadata",
  "splits",
  "origins",
  "files",
  "issues",
  "clusters",
] as const;

/** What merging back would come to, as things are now. */
export const mergeBackDto = z
  .strictObject({
    base_state_id: uuidField.describe("The last state that both share."),
    source_state_id: uuidField,
    changed: countField.describe("Items that come, go or change."),
    added: countField,
    removed: countField,
    by_kind: z.strictObject(
      Object.fromEntries(MERGED_KINDS.map((kind) => [kind, countField])) as Record<
        (typeof MERGED_KINDS)[number],
        typeof countField
      >,
    ),
    items: z
      .array(
        z.strictObject({
          item_id: uuidField,
          file_name: z.string(),
          thumbnail_url: z.string().nullable(),
          change: z.enum(["added", "removed", "changed"]),
        }),
      )
      .describe("The first few of them."),
    conflicts: z.array(mergeConflict).describe("The first few that are not resolved."),
    n_conflicts: countField.describe("All that are not resolved."),
  })
  .meta({ id: "MergeBackPreview" });
export type MergeBackDto = z.infer<typeof mergeBackDto>;
export const mergeBackRefusal = mergeBackDto
  .pick({ conflicts: true, n_conflicts: true })
  .partial()
  .extend({ detail: z.string() })
  .meta({ id: "MergeBackRefusal" });

/** What came of it. */
export interface MergeBackResult {
  readonly merged_back: true;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}
