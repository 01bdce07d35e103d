import { z } from "zod";
import { nameField, timeField, uuidField } from "@/lib/validation";

/** What a saved view remembers: the parameters of the page's address that make up a view. */
const viewFields = z.strictObject({
  q: z.string().max(4000).default(""),
  sort: z.string().max(30).default("added"),
  seed: z
    .string()
    .regex(/^\d{1,10}$/)
    .optional(),
  group: z.enum(["cluster"]).optional(),
});
export const saveViewInput = z.strictObject({ name: nameField, view: viewFields });
export type SaveViewInput = z.infer<typeof saveViewInput>;

export const savedViewDto = z
  .strictObject({
    view_id: uuidField,
    name: z.string(),
    view: viewFields,
    created_by: z.string(),
    created_at: timeField,
  })
  .meta({ id: "SavedView" });
export type SavedViewDto = z.infer<typeof savedViewDto>;
