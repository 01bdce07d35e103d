/** What is told of the changes of a dataset, shared by routes and the browser. */
import { z } from "zod";
import { HEAD_EVENT_KINDS } from "@/lib/operations/events";
import { countField, timeField, uuidField } from "@/lib/validation";

const eventId = z.string().regex(/^\d{1,18}$/, "This is not the id of a change");

export const activityQuery = z.strictObject({
  cursor: z
    .string()
    .regex(/^\d{1,18}$/, "This is not a cursor of this list")
    .optional(),
  actor: z.string().min(1).max(320).optional().describe("The address of whoever did it."),
  kind: z.enum(HEAD_EVENT_KINDS).optional(),
  event: eventId.optional().describe("Only this one."),
  limit: z.coerce.number().int().min(1).max(100).default(30),
});
export type ActivityQuery = z.input<typeof activityQuery>;

const via = z.strictObject({
  kind: z.enum(["browser", "key"]),
  name: z.string().nullable().describe("Of the API key; null for a browser."),
});

export const activityEntry = z
  .strictObject({
    event_id: z.string(),
    at: timeField,
    actor: z.string(),
    kind: z.enum(HEAD_EVENT_KINDS),
    words: z.string().describe("What was done, as it reads behind the name of whoever did it."),
    changed: countField.nullable().describe("How many items it touched; null where that is not on record."),
    task_id: uuidField.nullable(),
    via: via.nullable().describe("From where it was asked for; null for changes from before that was kept."),
    before_state_id: uuidField.nullable(),
    after_state_id: uuidField,
    revertible: z.boolean(),
    refusal: z.string().nullable().describe("Why it cannot be taken back."),
    taken_back: z.boolean(),
    items: z
      .array(
        z.strictObject({
          media_id: uuidField,
          file_name: z.string(),
          thumbnail_url: z.string().nullable(),
          placeholder: z.string().nullable(),
        }),
      )
      .describe("A few of the items that it touched."),
  })
  .meta({ id: "ActivityEntry" });
export type ActivityEntry = z.infer<typeof activityEntry>;

export const activityPage = z
  .strictObject({ events: z.array(activityEntry), next_cursor: z.string().nullable() })
  .meta({ id: "ActivityPage" });
export type ActivityPage = z.infer<typeof activityPage>;

/** Whose changes, and of what kinds, there are. */
export const activityFilters = z.strictObject({
  actors: z.array(z.string()),
  kinds: z.array(z.enum(HEAD_EVENT_KINDS)),
});
export type ActivityFilters = z.infer<typeof activityFilters>;
