import { z } from "zod";
import { exactlyOne, exactlyOneText, selection } from "@/lib/search/schema";
import { VARIANTS } from "@/lib/media/variants";
import { uuidField } from "@/lib/validation";

/** Seconds that a link may be good for: a minute to a week, as signed addresses of object stores are. */
const [LEAST_SECONDS, MOST_SECONDS, DEFAULT_SECONDS] = [60, 7 * 86_400, 3_600];
export const MAX_LINKS = 10_000;

export const linksInput = z
  .strictObject({
    ...selection,
    /** Absent: the data as they are now. */
    snapshot_id: uuidField.optional(),
    variant: z.enum(VARIANTS).default("original"),
    expires_in_s: z.int().min(LEAST_SECONDS).max(MOST_SECONDS).default(DEFAULT_SECONDS),
    limit: z.int().min(1).max(MAX_LINKS).default(1_000),
    cursor: z
      .string()
      .regex(/^\d{1,10}$/, "This is not a cursor of this list")
      .optional(),
  })
  .refine(exactlyOne, exactlyOneText);
export type LinksInput = z.infer<typeof linksInput>;

/** A link to one file of a version. */
export const linkDto = z.strictObject({
  media_id: z.string(),
  file_name: z.string(),
  /** Path inside the folder or archive that it came in. */
  file_path: z.string(),
  media_type: z.enum(["image", "video"]),
  /** Of the original: bytes, and the digest to check what was loaded. */
  file_size: z.number(),
  sha256: z.string(),
  /** Whole address. Null where no thumbnail could be made. */
  url: z.string().nullable(),
  expires_at: z.string(),
});

/** A manifest of links. */
export const linksDto = z.strictObject({
  links: z.array(linkDto),
  next_cursor: z.string().nullable(),
  total: z.number(),
  /** The state that the links are bound to; with `q` and the cursor it names the same list. */
  state_id: z.string(),
});
export type LinksDto = z.infer<typeof linksDto>;
