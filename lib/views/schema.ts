import { z } from "zod";
import { nameField } from "@/lib/validation";

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

export interface SavedViewDto {
  readonly view_id: string;
  readonly name: string;
  readonly view: z.infer<typeof viewFields>;
  readonly created_by: string;
  readonly created_at: string;
}
