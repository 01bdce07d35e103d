import type { ObjectChanges } from "@/lib/objects/changes";
import { objectInput, type ItemObject, type ObjectType } from "@/lib/objects/model";
import { z } from "zod";
import type { ChangeKind } from "@/lib/operations/events";
import { SORTS, type Sort } from "@/lib/lists/order";
import { MAX_DESCRIPTION } from "@/lib/search/likeness";
import type { Run } from "@/lib/versioning/runs";
import { uuidField } from "@/lib/validation";
import { FIELD_TYPES, type FieldType } from "@/lib/fields/rules";
import { fieldName } from "@/lib/fields/schema";

const sortField = z
  .string()
  .regex(new RegExp(`^-?(${SORTS.join("|")})$`), `One of ${SORTS.join(", ")}, with - in front for descending`)
  .transform((text) => ({ by: text.replace("-", "") as Sort, descending: text.startsWith("-") }));

const q = z.string().max(4000).default("");
/** Which version is read: the head, a state that the head was at, or a snapshot. */
const version = { snapshot_id: uuidField.optional(), state_id: uuidField.optional() };
const position = z.coerce.number().int().min(0).max(0x7fffffff);

const listing = {
  q,
  /** Unless told, by likeness where the search asks for any, else by adding. */
  sort: sortField.optional(),
  seed: z.coerce.number().int().min(0).max(0xffffffff).default(0),
  ...version,
};

export const listItemsQuery = z.strictObject({
  ...listing,
  cursor: z.string().max(500).optional(),
  /** The position to begin at, instead of a cursor. */
  offset: position.optional(),
  /** An item whose position is asked for: how many of the list come before it, whether it matches or not. */
  locate: uuidField.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(60),
});
export type ListItemsQuery = z.infer<typeof listItemsQuery>;

export const numbersQuery = z.strictObject({
  ...listing,
  offset: position.default(0),
  limit: position.default(0x7fffffff),
});
export type NumbersQuery = z.infer<typeof numbersQuery>;

export const stacksQuery = z.strictObject({
  q,
  ...version,
  offset: position.default(0),
  limit: z.coerce.number().int().min(1).max(500).default(120),
});
export type StacksQuery = z.infer<typeof stacksQuery>;

export const snapshotQuery = z.strictObject({ snapshot_id: uuidField.optional() });
export const similarQuery = z.strictObject({
  q,
  limit: z.coerce.number().int().min(1).max(100).default(24),
  snapshot_id: uuidField.optional(),
});
export type SimilarQuery = z.infer<typeof similarQuery>;

const description = z
  .string({ error: "Describe what to look for" })
  .trim()
  .min(1, "Describe what to look for")
  .max(MAX_DESCRIPTION, `At most ${MAX_DESCRIPTION.toLocaleString("en")} characters`);
/** The form that asks for one. */
export const descriptionForm = z.strictObject({ text: description });
/** Searching items by describing them. */
export const describeQuery = z.strictObject({
  text: description,
  model: z.string().max(200).optional(),
  q: z.string().max(4000).default(""),
  limit: z.coerce.number().int().min(1).max(100).default(24),
  snapshot_id: uuidField.optional(),
});
export type DescribeQuery = z.infer<typeof describeQuery>;

/** `free` names facets, a line each, whose own choice does not narrow their counts, so that they say what each other value would bring. */
export const facetsQuery = z.strictObject({
  q,
  ...version,
  free: z
    .string()
    .max(4000)
    .default("")
    .transform((text) => text.split("\n").filter((name) => name !== "")),
});
export type FacetsQuery = Omit<z.infer<typeof facetsQuery>, "free"> & { readonly free?: readonly string[] };
/** Tags, labels and names of clusters: one line of up to 255 characters. */
export const word = z
  .string({ error: "It must not be empty" })
  .trim()
  .min(1, "It must not be empty")
  .max(255, "At most 255 characters")
  .regex(/^[^\u0000-\u001f\u007f]*$/, "Control characters are not allowed");
/** A cluster by what it is called now, and what it is to be called: words, where the index gives numbers. */
export const renameClusterInput = z.strictObject({ cluster: z.string().min(1).max(255), name: word });
export type RenameClusterInput = z.infer<typeof renameClusterInput>;
/** The form that asks for the name. */
export const clusterName = z.strictObject({ name: word });
export const clustersQuery = z.strictObject(version);
export type ClustersQuery = z.infer<typeof clustersQuery>;
export const foldersQuery = z.strictObject({
  q,
  ...version,
  below: z.string().max(4000).default(""),
  find: z.string().trim().max(255).optional(),
});
export type FoldersQuery = z.infer<typeof foldersQuery>;
/** `free` for labels whose own choice does not narrow their counts. */
export const objectFacetsQuery = z.strictObject({ q, ...version, free: z.literal("object").optional() });
export type ObjectFacetsQuery = z.infer<typeof objectFacetsQuery>;
export const histogramQuery = z.strictObject({ q, ...version, field: z.string().min(1).max(300) });
export type HistogramQuery = z.infer<typeof histogramQuery>;
export const historyQuery = z.strictObject({
  cursor: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
});

const MAX_IDS = 10_000;
const MAX_RUNS = 500_000;
/** Item numbers as runs `[first, last]`, both included: a thousand items side by side are two numbers. */
const runs = z.array(z.tuple([position, position])).max(MAX_RUNS, `Give at most ${MAX_RUNS} runs`);
export const selection = {
  item_ids: z
    .array(uuidField)
    .max(MAX_IDS, `Give at most ${MAX_IDS} ids; select by q or by numbers for more`)
    .optional(),
  item_numbers: runs.optional(),
  q: z.string().max(4000).optional(),
  state_id: uuidField.optional(),
  /** With q: what matches but is not meant. */
  except_numbers: runs.optional(),
};
const WAYS = ["item_ids", "item_numbers", "q"] as const;
export const exactlyOne = (input: Partial<Record<(typeof WAYS)[number], unknown>>) =>
  WAYS.filter((way) => input[way] !== undefined).length === 1;
export const exactlyOneText = { message: `Give exactly one of ${WAYS.join(", ")}` };

/** The form that asks for one of them. */
export const oneWord = z.strictObject({ word });
const words = z.array(word).min(1, "Give at least one").max(100, "At most 100 at a time");

export const tagInput = z.strictObject({ ...selection, tags: words }).refine(exactlyOne, exactlyOneText);
export const labelInput = z.strictObject({ ...selection, labels: words }).refine(exactlyOne, exactlyOneText);
export const deleteInput = z.strictObject(selection).refine(exactlyOne, exactlyOneText);

const scalar = z.union([z.string().max(5000), z.number(), z.boolean(), z.null()]);
/**
 * Sets one metadata field of many items; null takes it away. A field that the dataset does not have yet gets the type.
 * With `seen_state_id`, items whose value of the field somebody changed since that state are left as they are.
 */
export const setFieldInput = z
  .strictObject({
    ...selection,
    field: fieldName,
    value: z.union([scalar, z.array(scalar).max(1000)]),
    type: z.enum(FIELD_TYPES).optional(),
    seen_state_id: uuidField.optional(),
  })
  .refine(exactlyOne, exactlyOneText);

export const SELECTION_FORMATS = ["json", "csv"] as const;
export const exportInput = z
  .strictObject({ ...selection, format: z.enum(SELECTION_FORMATS), snapshot_id: uuidField.optional() })
  .refine(exactlyOne, exactlyOneText);

export const mergeInput = z
  .strictObject({ ...selection, source_dataset_id: uuidField, auto_reindex: z.boolean().default(true) })
  .refine((input) => WAYS.filter((way) => input[way] !== undefined).length <= 1, {
    message: `Give at most one of ${WAYS.join(", ")}; without any, all items are added`,
  });
export type MergeInput = z.infer<typeof mergeInput>;

const caption = z.string().trim().min(1, "Use null to take the caption away").max(5000, "At most 5,000 characters");
const noTwice = (objects: readonly { readonly object_id?: string }[]) => {
  const ids = objects.flatMap(({ object_id }) => object_id ?? []);
  return new Set(ids).size === ids.length;
};

/** null takes the captions, the objects, the metadata, the split, the licence or the source away. */
export const patchItemInput = z
  .strictObject({
    /** The first of the captions; the others stay. */
    caption: caption.nullable().optional(),
    captions: z.array(caption).max(100, "At most 100 captions").nullable().optional(),
    objects: z
      .array(objectInput)
      .max(10_000, "At most 10,000 objects")
      .refine(noTwice, "Two objects have the same object_id")
      .nullable()
      .optional(),
    split: word.nullable().optional(),
    license: z.string().trim().min(1, "Use null to take the licence away").max(255).nullable().optional(),
    source_url: z
      .url({ protocol: /^https?$/, error: "This is not a web address" })
      .max(2_000)
      .nullable()
      .optional(),
    metadata: z
      .record(z.string().min(1).max(255), z.union([scalar, z.array(scalar).max(1000)]))
      .nullable()
      .optional(),
  })
  .refine((input) => Object.values(input).some((value) => value !== undefined), {
    message: "Give a caption, captions, objects, metadata, split, license or source_url",
  })
  .refine((input) => input.caption === undefined || input.captions === undefined, {
    message: "Give caption or captions, not both",
  });
/** The form that asks for a caption; an empty one takes it away. */
export const captionForm = z.strictObject({
  caption: z.string().trim().max(5000, "At most 5,000 characters").default(""),
});
export type PatchItemInput = z.infer<typeof patchItemInput>;

/** What an edit did, and what undoes it. */
export interface EditDto {
  /** How many items were changed. */
  readonly changed: number;
  /** For `POST …/edits/{edit_id}/undo`; null when nothing changed. */
  readonly edit_id: string | null;
}

/** An item without what is of this server, or of the moment: links to its files, and what is shown until they have arrived. */
export type ItemFacts = Omit<ItemDto, "etag" | "url" | "thumbnail_url" | "preview_url" | "placeholder" | "similarity">;

export interface ItemDto {
  readonly media_id: string;
  /** Its number among the items that a dataset shares with its clones; for `item_numbers`. */
  readonly item_no: number;
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
  /** The first of its captions. */
  readonly caption: string | null;
  readonly captions: string[];
  readonly objects: ItemObject[];
  readonly split: string | null;
  /** The licence's name. */
  readonly license: string | null;
  readonly source_url: string | null;
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
  /** In a list whose search asks for likeness: how alike it is to the first example, 0–1; absent where it is less than asked for. */
  readonly similarity?: number;
  readonly created_at: string;
  /** Changes whenever anything that can be edited does; send it as If-Match with a PATCH. */
  readonly etag: string;
  readonly url: string;
  readonly thumbnail_url: string | null;
  readonly preview_url: string | null;
  /** ThumbHash, base64. */
  readonly placeholder: string | null;
}

/** What setting a field did. */
export interface SetFieldDto extends EditDto {
  /** Items that were left as they are, because somebody changed the field since the caller saw it. */
  readonly skipped: number;
}

/** An item after a PATCH, and what undoes that; null when nothing changed. */
export type PatchedItemDto = ItemDto & { readonly edit_id: string | null };

export interface ItemPage {
  readonly items: ItemDto[];
  readonly next_cursor: string | null;
  readonly total: number;
  readonly state_id: string;
  /** Position of the first item of the page. */
  readonly offset: number;
  /** How many of the list come before the item that `locate` named; null when none was asked for, or it is unknown. */
  readonly located: number | null;
}

export interface NumbersDto {
  readonly numbers: Run[];
  readonly count: number;
}

/** A cluster as one tile: what it is called, how many of its items match, and the first of them. */
export interface StackDto {
  /** Null for the items that are in no cluster. */
  readonly cluster: string | null;
  readonly count: number;
  readonly item: ItemDto;
}
export interface StackPage {
  readonly stacks: StackDto[];
  /** Number of stacks. */
  readonly total: number;
  /** Number of items in all stacks. */
  readonly items: number;
  readonly state_id: string;
}

/** Nearest first; `similarity` is a cosine, −1 to 1. */
export interface SimilarItems {
  readonly items: (ItemDto & { readonly similarity: number })[];
}
/** What looks like an image that was sent, and the key by which `image:` searches for it. */
export interface SimilarToImage extends SimilarItems {
  readonly key: string;
}

export interface FacetsDto {
  readonly total: number;
  readonly facets: Record<string, { readonly value: string; readonly count: number }[]>;
  /** How many of the matching items have no tag, and no label. */
  readonly without: { readonly tag: number; readonly label: number };
  /** Typed metadata fields of the version, with how many matching items have a value; options of enumerations are among the facets. */
  readonly fields: {
    readonly name: string;
    readonly type: FieldType;
    readonly multi: boolean;
    readonly count: number;
  }[];
}

/** How many of the matching items have objects that are called so, and of each kind of geometry. */
export interface ObjectFacetsDto {
  readonly labels: { readonly value: string; readonly count: number }[];
  readonly kinds: { readonly value: ObjectType; readonly count: number }[];
  /** Attributes that objects have, with frequent values, read off some items of the version whatever the search. */
  readonly attributes: readonly { readonly name: string; readonly values: readonly string[] }[];
}

/** The values of one facet; none where nothing that matches has any. */
export const facetValues = (dto: FacetsDto | undefined, facet: string): FacetsDto["facets"][string] =>
  dto && Object.hasOwn(dto.facets, facet) ? dto.facets[facet]! : [];

/** The largest clusters, with a picture and the words that tell each from the others; no words where its items share none. */
export interface ClustersDto {
  readonly clusters: {
    readonly cluster: string;
    readonly words: string[];
    readonly thumbnail_url: string | null;
    readonly placeholder: string | null;
  }[];
}

export interface FoldersDto {
  readonly folders: { readonly path: string; readonly count: number; readonly has_folders: boolean }[];
  /** How many there are; of those that were found by name, only the first are listed. */
  readonly total: number;
}

/** Null where no item has a value. Times are milliseconds since 1970. */
export type HistogramDto = {
  readonly kind: "number" | "date";
  readonly min: number;
  readonly max: number;
  readonly bins: { readonly from: number; readonly to: number; readonly count: number }[];
} | null;

/** What changed of one item between a version and the one before it. */
export interface HistoryChange {
  readonly kind: ChangeKind;
  readonly added?: string[];
  readonly removed?: string[];
  readonly before?: unknown;
  readonly after?: unknown;
  /** Where the kind is `objects`: what became of each. */
  readonly object_changes?: ObjectChanges;
  /** Who did it, when and by doing what; null where nobody knows. */
  readonly by: string | null;
  readonly at: string | null;
  readonly did: string | null;
}
export interface HistoryEntry {
  /** The version in which the changes show; null for the current data. */
  readonly snapshot_id: string | null;
  readonly snapshot_name: string | null;
  readonly created_at: string | null;
  readonly created_by: string | null;
  readonly changes: HistoryChange[];
}
/** EXIF and what else a camera wrote into a file, as text. */
export type ExifDto = Record<string, string>;

export interface HistoryDto {
  readonly entries: HistoryEntry[];
  readonly next_cursor: string | null;
}
