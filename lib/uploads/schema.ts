import { z } from "zod";
import { countField, uuidField } from "@/lib/validation";

/** What the files of a staging area are for. */
export const openUploadInput = z.strictObject({ purpose: z.enum(["media", "custom_metadata"]).default("media") });
/** Where in it a file is to lie. */
export const stageFileQuery = z.strictObject({ path: z.string().min(1) });
export const stagedFileDto = z.strictObject({ path: z.string(), size: countField });

/** A staging area: files that have arrived, and halves of others with what of them is there. */
export const stagedUpload = z
  .strictObject({
    upload_id: uuidField,
    files: z.array(
      z.strictObject({
        path: z.string(),
        size: countField,
      }),
    ),
    partial: z
      .array(
        z.strictObject({
          path: z.string(),
          size: countField,
          received: countField,
          id: z.string(),
        }),
      )
      .describe("`id` is the last part of the file's address in the resumable protocol."),
  })
  .meta({ id: "StagedUpload" });
export type StagedUpload = z.infer<typeof stagedUpload>;
