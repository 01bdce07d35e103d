import { z } from "zod";
import { uuidField } from "@/lib/datasets/schema";

export const SORTS = ["added", "name", "size", "uniqueness", "date_taken", "random"] as const;
export type Sort = (typeof SORTS)[number];

const sortField = z
  .string()
  .regex(new RegExp(`^-?(${SORTS.join("|")})$`), `One of ${SORTS.join(", ")}, with - in front for descending`)
  .transform((text) => ({ by: text.replace("-", "") as Sort, descending: text.startsWith("-") }));

export const listItemsQuery = z.strictObject({
  q: z.string().max(4000).default(""),
  sort: sortField.default({ by: "added", descending: false }),
  seed: z.coerce.number().int().min(0).max(0xffffffff).default(0),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(60),
  snapshot_id: uuidField.optional(),
});
export type ListItemsQuery = z.infer<typeof listItemsQuery>;

export const snapshotQuery = z.strictObject({ snapshot_id: uuidField.optional() });
export const similarQuery = z.strictObject({ q: z.string().max(4000).default(""), limit: z.coerce.number().int().min(1).max(100).default(24), snapshot_id: uuidField.optional() });
export type SimilarQuery = z.infer<typeof similarQuery>;
export const facetsQuery = z.strictObject({ q: z.string().max(4000).default(""), snapshot_id: uuidField.optional() });

const MAX_IDS = 10_000;
const selection = {
  item_ids: z.array(uuidField).max(MAX_IDS, `Give at most ${MAX_IDS} ids; select by q for more`).optional(),
  q: z.string().max(4000).optional(),
  state_id: uuidField.optional(),
};
const exactlyOne = (input: { item_ids?: unknown; q?: unknown }) => (input.item_ids === undefined) !== (input.q === undefined);
const exactlyOneText = { message: "Give exactly one of item_ids and q" };

/** Tags and labels: one line of up to 255 characters. */
const word = z.string().trim().min(1, "It must not be empty").max(255, "At most 255 characters").regex(/^[^\u0000-\u001f\u007f]*$/, "Control characters are not allowed");
const words = z.array(word).min(1, "Give at least one").max(100, "At most 100 at a time");

export const tagInput = z.strictObject({ ...selection, tags: words }).refine(exactlyOne, exactlyOneText);
export const labelInput = z.strictObject({ ...selection, labels: words }).refine(exactlyOne, exactlyOneText);
export const deleteInput = z.strictObject(selection).refine(exactlyOne, exactlyOneText);

/** A box in pixels from the top left of the upright image. */
const objectBox = z.strictObject({
  label: word,
  col_x: z.number().min(0),
  row_y: z.number().min(0),
  width: z.number().positive(),
  height: z.number().positive(),
});

const scalar = z.union([z.string().max(5000), z.number(), z.boolean(), z.null()]);

/** null takes the caption, the boxes or the metadata away. */
export const patchItemInput = z
  .strictObject({
    caption: z.string().trim().min(1, "Use null to take the caption away").max(5000, "At most 5,000 characters").nullable().optional(),
    objects: z.array(objectBox).max(10_000).nullable().optional(),
    metadata: z.record(z.string().min(1).max(255), z.union([scalar, z.array(scalar).max(1000)])).nullable().optional(),
  })
  .refine((input) => Object.values(input).some((value) => value !== undefined), { message: "Give a caption, objects or metadata" });
export type PatchItemInput = z.infer<typeof patchItemInput>;

export interface ItemSelection {
  readonly item_ids?: readonly string[];
  readonly q?: string;
  readonly state_id?: string;
}

export interface ItemDto {
  readonly media_id: string;
  readonly media_type: "image" | "video";
  readonly file_name: string;
  readonly file_path: string;
  readonly file_size: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly duration_ms: number | null;
  readonly mime_type: string;
  readonly taken_at: string | null;
  readonly sha256: string;
  readonly tags: string[];
  readonly labels: string[];
  /** Those of its labels that came from its neighbours and that nobody has confirmed yet. */
  readonly propagated_labels: string[];
  readonly issues: string[];
  readonly caption: string | null;
  readonly objects: unknown[];
  readonly metadata: Record<string, unknown>;
  readonly statistics: Record<string, unknown>;
  /** How sure an issue is, 0–1, for issues that an index run found. */
  readonly issue_confidences: Record<string, number>;
  readonly cluster_id: string | null;
  readonly subcluster_id: string | null;
  /** How doubtful its labels are: the share of its labelled neighbours that have none of them, 0–1. */
  readonly mislabel_score: number | null;
  /** The same for all items that are near duplicates of each other. */
  readonly duplicate_group: number | null;
  readonly uniqueness_score: number | null;
  readonly created_at: string;
  /** Changes whenever anything that can be edited does; send it as If-Match with a PATCH. */
  readonly etag: string;
  readonly url: string;
  readonly thumbnail_url: string | null;
  readonly preview_url: string | null;
  /** ThumbHash, base64. */
  readonly placeholder: string | null;
}

export interface ItemPage {
  readonly items: ItemDto[];
  readonly next_cursor: string | null;
  readonly total: number;
  readonly state_id: string;
}

/** Nearest first; `similarity` is a cosine, −1 to 1. */
export interface SimilarItems {
  readonly items: (ItemDto & { readonly similarity: number })[];
}

export interface FacetsDto {
  readonly total: number;
  readonly facets: Record<string, { readonly value: string; readonly count: number }[]>;
}
