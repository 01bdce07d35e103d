import { z } from "zod";
import { loss, type Loss } from "@/lib/annotations/model";
import { importOptions, startImportInput } from "@/lib/operations/add-media";
import { annotationOptions, type AnnotationMode } from "@/lib/operations/annotation-import";
import { countField, uuidField } from "@/lib/validation";

const unusable = z.strictObject({
  path: z.string(),
  reason: z.string(),
});
type Unusable = z.infer<typeof unusable>;

/** How many objects of items that were there came, became others, went, and were there as the files have them. */
export interface ObjectCounts {
  readonly added: number;
  readonly updated: number;
  readonly removed: number;
  readonly same: number;
}

/** What annotation files said, as numbers of items, and what of them could not be used. */
export interface AnnotationResult {
  /** What became of what items carried that were there before. */
  readonly mode: AnnotationMode;
  readonly formats: readonly string[];
  /** How many pictures the files speak of, and how many of those nobody has, with the first of their names. */
  readonly pictures: { readonly matched: number; readonly unmatched: number };
  readonly unmatched_names: readonly string[];
  readonly labelled: number;
  readonly captioned: number;
  readonly boxed: number;
  /** How many items were there before and were changed. */
  readonly existing: number;
  /** Of the items that were there before. */
  readonly objects: ObjectCounts;
  /** The first 1,000. */
  readonly problems: readonly Unusable[];
  readonly problem_count: number;
  /** What is not kept, and why. */
  readonly losses: readonly Loss[];
  /** How many labels, tags, captions, values and objects of each kind of geometry. */
  readonly by_kind: Readonly<Record<string, number>>;
  /** How many labels and objects of the 1,000 most frequent classes. */
  readonly by_class: Readonly<Record<string, number>>;
}

export interface ImportResult {
  readonly added: number;
  readonly duplicates: number;
  readonly skipped_duplicates: number;
  readonly failed: number;
  /** The first 1,000 files that could not be used, by name and reason. */
  readonly failures: readonly Unusable[];
  readonly annotations: AnnotationResult | null;
  /** Nothing was added: items that were there got what the files say of them, which can be undone. */
  readonly annotations_only?: true;
}

export interface AnnotationImportResult {
  readonly failed: number;
  readonly failures: readonly Unusable[];
  readonly annotations: AnnotationResult;
}

/** What an import would find, before anything of it runs. */
export const importPreview = z
  .strictObject({
    upload_id: uuidField.describe("The files, which can be imported without sending them again."),
    formats: z.array(z.string()).readonly(),
    media: z
      .strictObject({
        total: countField,
        known: countField,
        addresses: countField,
      })
      .describe(
        "Images and videos among the files, how many of those the dataset holds already (0 where there are no annotations: then nobody looks), and how many addresses of others are listed, which are fetched when the import runs.",
      ),
    pictures: z.strictObject({
      matched: countField.describe("How many the annotations speak of that are among the files or in the dataset."),
      existing: countField.describe("How many of those are in the dataset."),
      unmatched: countField,
      matched_names: z.array(z.string()).readonly().describe("The first names of each."),
      unmatched_names: z.array(z.string()).readonly(),
    }),
    annotations: z.strictObject({
      by_kind: z.record(z.string(), countField).readonly(),
      by_class: z.record(z.string(), countField).readonly(),
    }),
    splits: z.record(z.string(), countField).readonly().describe("How many pictures each split gets."),
    losses: z.array(loss).readonly(),
    problems: z.array(unusable).readonly().describe("The first 100 annotations, and files, that could not be used."),
    problem_count: countField,
    failures: z.array(unusable).readonly(),
    failed: countField,
  })
  .meta({ id: "ImportPreview" });
export type ImportPreview = z.infer<typeof importPreview>;

/** Files that were staged before, looked at; with the options that they would be imported with. */
export const importPreviewInput = importOptions.extend({ upload_id: uuidField });
export type ImportPreviewInput = z.infer<typeof importPreviewInput>;

/** Forms: their fields are texts, `mapping` one of JSON. */
const sent = { files: z.array(z.file()).optional(), archive: z.file().optional() };
export const previewForm = z.strictObject({ ...sent, ...importOptions.shape });
export const mediaForm = previewForm.extend({ s3_uri: startImportInput.shape.s3_uri });
export const annotationForm = z.strictObject({ ...sent, ...annotationOptions });
