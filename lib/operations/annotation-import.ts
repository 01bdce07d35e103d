/** Bringing in what annotation files say of items that are there. */
import { z } from "zod";
import { isStorable } from "@/lib/text";
import { UNSTORABLE_TEXT, uuidField } from "@/lib/validation";
import { define } from "./define";

/**
 * What becomes of what items carry already. `add`: it stays, and what is new comes beside it. `merge`: the same, and objects that
 * are there get what the files say of them. `replace`: what the files say takes the place of it, of the kinds that they speak of.
 */
export const ANNOTATION_MODES = ["add", "replace", "merge"] as const;
export type AnnotationMode = (typeof ANNOTATION_MODES)[number];

const className = z.string().refine(isStorable, UNSTORABLE_TEXT);
const newName = className
  .trim()
  .min(1, "A class needs a name; null leaves it out")
  .max(255, "A class has a name of at most 255 characters")
  .regex(/^[^\u0000-\u001f\u007f]*$/, "Control characters are not allowed");
/** What classes of the files are called from now on; null leaves out what is of that class. Those without an entry stay. */
export const classMapping = z
  .record(className, newName.nullable())
  .refine((mapping) => Object.keys(mapping).length <= 10_000, "At most 10,000 classes");
export type ClassMapping = z.infer<typeof classMapping>;

/** How annotations are taken; of adding media, too. */
export const annotationOptions = {
  mode: z.enum(ANNOTATION_MODES, { error: `One of ${ANNOTATION_MODES.join(", ")}` }).optional(),
  mapping: classMapping.optional(),
};

/** Annotation files that were staged before. */
export const annotationImportInput = z.strictObject({ ...annotationOptions, upload_id: uuidField });
export type AnnotationImportInput = z.infer<typeof annotationImportInput>;

export const annotationImport = define({
  name: "annotation_import",
  from: ["READY", "PARTIAL_INDEX"],
  action: "pipeline.run",
  says: { unlocks: "Importing annotations unlocks", can: "Annotations can be imported" },
  task: {
    input: annotationImportInput,
    holds: "READ_ONLY",
    savesFirst: true,
    undoable: true,
    words: { noun: "annotation import", doing: "Annotations are being imported", button: "Import annotations" },
  },
});
