/** Bringing media in: into a draft, or into a dataset that has some. */
import { z } from "zod";
import { uuidField } from "@/lib/validation";
import { annotationOptions } from "./annotation-import";
import { define } from "./define";

export const importOptions = z.strictObject({
  /** The folder right under the source's root becomes a label. */
  labels_from_folders: z.boolean().default(false),
  auto_reindex: z.boolean().default(false),
  /** `skip`: files whose content the dataset already holds are not added again. */
  on_duplicate: z.enum(["keep", "skip"]).default("keep"),
  /** Of annotations among the files. */
  ...annotationOptions,
});
export type ImportOptions = z.infer<typeof importOptions>;

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

/** What a task says that only brought annotations of items that were there. */
const annotationsOnly = z.object({ annotations_only: z.literal(true) });

const TASK = {
  input: importTaskInput,
  words: { noun: "media addition", doing: "Media is being added", button: "Add media" },
  event: "add_media",
} as const;

export const datasetCreation = define({
  name: "dataset_creation",
  from: ["DRAFT"],
  action: "pipeline.run",
  says: { unlocks: "Adding media unlocks", can: "Media can be added" },
  task: { ...TASK, holds: "INDEXING", savesFirst: false, words: { ...TASK.words, noun: "dataset creation" } },
});

export const mediaAddition = define({
  name: "media_addition",
  from: ["READY", "PARTIAL_INDEX"],
  action: "pipeline.run",
  says: { unlocks: "Adding media unlocks", can: "Media can be added" },
  task: {
    ...TASK,
    holds: "READ_ONLY",
    savesFirst: true,
    undoable: (result) => annotationsOnly.safeParse(result).success,
  },
});
