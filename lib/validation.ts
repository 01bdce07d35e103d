/** Fields that many inputs have. */
import { z } from "zod";

/** PostgreSQL's text holds every character but this one. */
const NO_NUL = /^[^\0]*$/;
const NO_NUL_TEXT = "A text cannot hold the character U+0000";
const textField = z.string().regex(NO_NUL, NO_NUL_TEXT);
export const nameField = textField.trim().min(1, "A name is needed").max(255, "A name has at most 255 characters");
export const descriptionField = textField.max(5000, "A description has at most 5,000 characters");
export const notesField = textField.max(20_000, "Notes have at most 20,000 characters");
export const uuidField = z.uuid("This is not a UUID");

/** What a form may leave empty comes as nothing at all; it means no text. */
export const optionalText = descriptionField.default("");
/** A name in a form, asked for in the form's own words. */
export const namedAs = (missing: string) =>
  z
    .string({ error: missing })
    .regex(NO_NUL, NO_NUL_TEXT)
    .trim()
    .min(1, missing)
    .max(255, "A name has at most 255 characters");
