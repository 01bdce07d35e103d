/** Fields that many inputs have. */
import { z } from "zod";
import type { FieldIssue } from "@/lib/errors";

/** Said of a text that the database does not take. */
export const UNSTORABLE_TEXT = "A text cannot hold the character U+0000, or half of a character";
export const nameField = z.string().trim().min(1, "A name is needed").max(255, "A name has at most 255 characters");
export const descriptionField = z.string().max(5000, "A description has at most 5,000 characters");
export const notesField = z.string().max(20_000, "Notes have at most 20,000 characters");
/** A moment as answers tell it: in UTC. */
export const timeField = z.iso.datetime();
/** How many there are of something. */
export const countField = z.int().min(0);
export const uuidField = z.uuid("This is not a UUID");

/** What a form may leave empty comes as nothing at all; it means no text. */
export const optionalText = descriptionField.default("");
/** A name in a form, asked for in the form's own words. */
export const namedAs = (missing: string) =>
  z.string({ error: missing }).trim().min(1, missing).max(255, "A name has at most 255 characters");

/** What a schema found wrong, as it is answered: one issue for each field, an unknown one too. */
export const fieldIssues = (issues: readonly z.core.$ZodIssue[], where: string): FieldIssue[] =>
  issues.flatMap((issue): FieldIssue[] => {
    const loc = [where, ...issue.path.map((part) => (typeof part === "number" ? part : String(part)))];
    return issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ loc: [...loc, key], msg: `The field "${key}" is not known`, type: issue.code }))
      : [{ loc, msg: issue.message, type: issue.code ?? "value_error" }];
  });
