import { z } from "zod";
import { uuidField } from "@/lib/validation";

export const importOptions = z.strictObject({
  /** The folder right under the source's root becomes a label. */
  labels_from_folders: z.boolean().default(false),
  auto_reindex: z.boolean().default(false),
  /** `skip`: files whose content the dataset already holds are not added again. */
  on_duplicate: z.enum(["keep", "skip"]).default("keep"),
});
export type ImportOptions = z.infer<typeof importOptions>;

/** What pictures are compared by: a learned model, null for the built-in descriptors, or as at the last run. */
export const reindexInput = z.strictObject({ embedding_model: z.string().min(1).max(200).nullable().optional() });
export type ReindexInput = z.infer<typeof reindexInput>;

const s3Uri = z
  .string()
  .max(2_000)
  .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/.*)?$/, "Write it as s3://bucket/prefix");

/** Files that were staged before, or everything under a prefix of an S3-compatible store. */
export const startImportInput = importOptions
  .extend({ upload_id: uuidField.optional(), s3_uri: s3Uri.optional() })
  .refine((input) => (input.upload_id === undefined) !== (input.s3_uri === undefined), {
    message: "Give exactly one of upload_id and s3_uri",
  });

/** What a MEDIA_ADDITION or DATASET_CREATION task works on. */
export const importTaskInput = importOptions.extend({
  source: z.union([z.object({ upload_id: uuidField }), z.object({ folder: z.string() }), z.object({ s3_uri: s3Uri })]),
});
export type ImportTaskInput = z.infer<typeof importTaskInput>;

export interface ImportResult {
  readonly added: number;
  readonly duplicates: number;
  readonly skipped_duplicates: number;
  readonly failed: number;
  /** The first 1,000 files that could not be used, by name and reason. */
  readonly failures: { readonly path: string; readonly reason: string }[];
  /** What annotation files beside the media said, as numbers of added items, and what of them could not be used. */
  readonly annotations: {
    readonly labelled: number;
    readonly captioned: number;
    readonly boxed: number;
    readonly problems: { readonly path: string; readonly reason: string }[];
  } | null;
}
