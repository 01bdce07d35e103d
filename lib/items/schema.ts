import { objectChangesDto } from "@/lib/objects/changes";
import { itemObject, OBJECT_TYPES, objectInput } from "@/lib/objects/model";
import { z } from "zod";
import { CHANGE_KINDS } from "@/lib/operations/events";
import { SORTS, type Sort } from "@/lib/lists/order";
import { MAX_DESCRIPTION } from "@/lib/search/likeness";
import { atMostOne, atMostOneText, exactlyOne, exactlyOneText, selection, WAYS } from "@/lib/search/schema";
import { countField, timeField, uuidField } from "@/lib/validation";
import { FIELD_TYPES } from "@/lib/fields/rules";
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

/** Datasets that one merge takes items of. */
const MAX_SOURCES = 1_000;
const mergeSource = z.strictObject({ ...selection, source_dataset_id: uuidField }).refine(atMostOne, atMostOneText);

/** Items of one dataset, or of several in one go: then `sources` says for each which of its items are meant. */
export const mergeInput = z
  .strictObject({
    ...selection,
    source_dataset_id: uuidField.optional(),
    sources: z
      .array(mergeSource)
      .min(1, "Give at least one source")
      .max(MAX_SOURCES, `Give at most ${MAX_SOURCES} sources`)
      .refine(
        (sources) => new Set(sources.map((source) => source.source_dataset_id)).size === sources.length,
        "Name each source once",
      )
      .optional(),
    auto_reindex: z.boolean().default(true),
  })
  .refine(atMostOne, atMostOneText)
  .refine((input) => (input.source_dataset_id === undefined) !== (input.sources === undefined), {
    path: ["source_dataset_id"],
    message: "Give source_dataset_id, or sources",
  })
  .refine((input) => input.sources === undefined || WAYS.every((way) => input[way] === undefined), {
    path: ["sources"],
    message: `Say ${WAYS.join(", ")} within each of the sources`,
  });
export type MergeInput = z.infer<typeof mergeInput>;
export type MergeSource = z.infer<typeof mergeSource>;

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
export const editDto = z
  .strictObject({
    changed: countField.describe("How many items were changed."),
    edit_id: z.string().nullable().describe("For `POST …/edits/{edit_id}/undo`; null when nothing changed."),
  })
  .meta({ id: "Edit" });
export type EditDto = z.infer<typeof editDto>;

/** An item without what is of this server, or of the moment: links to its files, and what is shown until they have arrived. */
export type ItemFacts = Omit<
  ItemDto,
  "etag" | "url" | "thumbnail_url" | "preview_url" | "placeholder" | "similarity" | "dataset_id" | "dataset_name"
>;

export const itemDto = z
  .strictObject({
    media_id: uuidField,
    item_no: countField.describe(
      "Its number among the items that a dataset shares with its clones; for `item_numbers`.",
    ),
    media_type: z.enum(["image", "video"]),
    file_name: z.string(),
    file_path: z.string(),
    file_size: countField,
    width: z.number().nullable(),
    height: z.number().nullable(),
    duration_ms: countField.nullable(),
    mime_type: z.string(),
    taken_at: timeField.nullable(),
    sha256: z.string(),
    tags: z.array(z.string()),
    labels: z.array(z.string()),
    propagated_labels: z
      .array(z.string())
      .describe("Those of its labels that came from its neighbours and that nobody has confirmed yet."),
    issues: z.array(z.string()),
    caption: z.string().nullable().describe("The first of its captions."),
    captions: z.array(z.string()),
    objects: z.array(itemObject),
    split: z.string().nullable(),
    license: z.string().nullable().describe("The licence's name."),
    source_url: z.string().nullable(),
    metadata: z.record(z.string(), z.unknown()),
    statistics: z.record(z.string(), z.unknown()),
    issue_confidences: z
      .record(z.string(), z.number())
      .describe("How sure an issue is, 0–1, for issues that an index run found."),
    cluster_id: z.string().nullable(),
    subcluster_id: z.string().nullable(),
    mislabel_score: z
      .number()
      .nullable()
      .describe("How doubtful its labels are: the share of its labelled neighbours that have none of them, 0–1."),
    duplicate_group: countField.nullable().describe("The same for all items that are near duplicates of each other."),
    uniqueness_score: z.number().nullable(),
    dataset_id: uuidField.optional().describe("In a list over several datasets: the one that it is in."),
    dataset_name: z.string().optional(),
    similarity: z
      .number()
      .optional()
      .describe(
        "In a list whose search asks for likeness: how alike it is to the first example, 0–1; absent where it is less than asked for.",
      ),
    created_at: timeField,
    etag: z.string().describe("Changes whenever anything that can be edited does; send it as If-Match with a PATCH."),
    url: z.string(),
    thumbnail_url: z.string().nullable(),
    preview_url: z.string().nullable(),
    placeholder: z.string().nullable().describe("ThumbHash, base64."),
  })
  .meta({ id: "Item" });
export type ItemDto = z.infer<typeof itemDto>;

/** What setting a field did. */
export const setFieldDto = editDto.extend({
  skipped: countField.describe(
    "Items that were left as they are, because somebody changed the field since the caller saw it.",
  ),
});
export type SetFieldDto = z.infer<typeof setFieldDto>;

/** What undoing an edit did. */
export const undoDto = editDto.extend({
  skipped: countField.describe("Items that were left as they are, because someone changed the same on them since."),
});
export type UndoDto = z.infer<typeof undoDto>;

/** What somebody can have written on an item since a change; `removed`: the change added the item, and somebody changed it. */
export const WRITTEN_KINDS = ["captions", "objects", "metadata", "origins", "files", "removed"] as const;
export const NAME_OF_WRITTEN: Record<(typeof WRITTEN_KINDS)[number], string> = {
  captions: "caption",
  objects: "objects",
  metadata: "metadata",
  origins: "licence or source",
  files: "file",
  removed: "the item itself",
};

/** What taking a change back did, or would do. */
export const revertDto = undoDto
  .extend({
    deleted: countField.describe("Items of the change that were deleted since; they stay as they are."),
    conflicts: z
      .array(
        z.strictObject({
          media_id: uuidField,
          file_name: z.string(),
          kinds: z
            .array(z.enum(WRITTEN_KINDS))
            .describe(
              "What somebody wrote since; `removed` where the change added the item, and somebody changed it since.",
            ),
        }),
      )
      .describe("The first of the items where it no longer fits."),
  })
  .meta({ id: "Revert" });
export type RevertDto = z.infer<typeof revertDto>;
export const revertInput = z.strictObject({
  partial: z
    .boolean()
    .default(false)
    .describe("Take back what still fits; else 409 lists the items where it does not."),
  dry_run: z.boolean().default(false).describe("Change nothing, and tell what it would come to."),
});

/** An item after a PATCH, and what undoes that; null when nothing changed. */
export const patchedItemDto = itemDto.extend({ edit_id: z.string().nullable() });
export type PatchedItemDto = z.infer<typeof patchedItemDto>;

export const itemPage = z
  .strictObject({
    items: z.array(itemDto),
    next_cursor: z.string().nullable(),
    total: countField,
    state_id: uuidField,
    offset: countField.describe("Position of the first item of the page."),
    located: countField
      .nullable()
      .describe(
        "How many of the list come before the item that `locate` named; null when none was asked for, or it is unknown.",
      ),
  })
  .meta({ id: "ItemPage" });
export type ItemPage = z.infer<typeof itemPage>;

const run = z.tuple([countField, countField]).readonly();
export const numbersDto = z.strictObject({
  numbers: z.array(run),
  count: countField,
});
export type NumbersDto = z.infer<typeof numbersDto>;

/** A cluster as one tile: what it is called, how many of its items match, and the first of them. */
export const stackDto = z.strictObject({
  cluster: z.string().nullable().describe("Null for the items that are in no cluster."),
  count: countField,
  item: itemDto,
});
export type StackDto = z.infer<typeof stackDto>;
export const stackPage = z
  .strictObject({
    stacks: z.array(stackDto),
    total: countField.describe("Number of stacks."),
    items: countField.describe("Number of items in all stacks."),
    state_id: uuidField,
  })
  .meta({ id: "StackPage" });
export type StackPage = z.infer<typeof stackPage>;

/** Nearest first; `similarity` is a cosine, −1 to 1. */
export const similarItems = z.strictObject({
  items: z.array(itemDto.extend({ similarity: z.number() })),
});
export type SimilarItems = z.infer<typeof similarItems>;
/** What looks like an image that was sent, and the key by which `image:` searches for it. */
export const similarToImage = similarItems.extend({
  key: z.string(),
});
export type SimilarToImage = z.infer<typeof similarToImage>;

export const facetsDto = z
  .strictObject({
    total: countField,
    facets: z.record(
      z.string(),
      z.array(
        z.strictObject({
          value: z.string(),
          count: countField,
        }),
      ),
    ),
    without: z
      .strictObject({
        tag: countField,
        label: countField,
      })
      .describe("How many of the matching items have no tag, and no label."),
    fields: z
      .array(
        z.strictObject({
          name: z.string(),
          type: z.enum(FIELD_TYPES),
          multi: z.boolean(),
          count: countField,
        }),
      )
      .describe(
        "Typed metadata fields of the version, with how many matching items have a value; options of enumerations are among the facets.",
      ),
  })
  .meta({ id: "Facets" });
export type FacetsDto = z.infer<typeof facetsDto>;

/** How many of the matching items have objects that are called so, and of each kind of geometry. */
export const objectFacetsDto = z
  .strictObject({
    labels: z.array(
      z.strictObject({
        value: z.string(),
        count: countField,
      }),
    ),
    kinds: z.array(
      z.strictObject({
        value: z.enum(OBJECT_TYPES),
        count: countField,
      }),
    ),
    attributes: z
      .array(
        z.strictObject({
          name: z.string(),
          values: z.array(z.string()).readonly(),
        }),
      )
      .readonly()
      .describe(
        "Attributes that objects have, with frequent values, read off some items of the version whatever the search.",
      ),
  })
  .meta({ id: "ObjectFacets" });
export type ObjectFacetsDto = z.infer<typeof objectFacetsDto>;

/** The values of one facet; none where nothing that matches has any. */
export const facetValues = (dto: FacetsDto | undefined, facet: string): FacetsDto["facets"][string] =>
  dto && Object.hasOwn(dto.facets, facet) ? dto.facets[facet]! : [];

/** The largest clusters, with a picture and the words that tell each from the others; no words where its items share none. */
export const clustersDto = z.strictObject({
  clusters: z.array(
    z.strictObject({
      cluster: z.string(),
      words: z.array(z.string()),
      thumbnail_url: z.string().nullable(),
      placeholder: z.string().nullable(),
    }),
  ),
});
export type ClustersDto = z.infer<typeof clustersDto>;

export const foldersDto = z.strictObject({
  folders: z.array(
    z.strictObject({
      path: z.string(),
      count: countField,
      has_folders: z.boolean(),
    }),
  ),
  total: countField.describe("How many there are; of those that were found by name, only the first are listed."),
});
export type FoldersDto = z.infer<typeof foldersDto>;

/** Null where no item has a value. Times are milliseconds since 1970. */
export const histogramDto = z
  .strictObject({
    kind: z.enum(["number", "date"]),
    min: z.number(),
    max: z.number(),
    bins: z.array(z.strictObject({ from: z.number(), to: z.number(), count: countField })),
  })
  .nullable();
export type HistogramDto = z.infer<typeof histogramDto>;

/** What changed of one item between a version and the one before it. */
export const historyChange = z.strictObject({
  kind: z.enum(CHANGE_KINDS),
  added: z.array(z.string()).optional(),
  removed: z.array(z.string()).optional(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  object_changes: objectChangesDto.optional().describe("Where the kind is `objects`: what became of each."),
  by: z.string().nullable().describe("Who did it, when and by doing what; null where nobody knows."),
  at: timeField.nullable(),
  did: z.string().nullable(),
});
export type HistoryChange = z.infer<typeof historyChange>;
export const historyEntry = z.strictObject({
  snapshot_id: uuidField.nullable().describe("The version in which the changes show; null for the current data."),
  snapshot_name: z.string().nullable(),
  created_at: timeField.nullable(),
  created_by: z.string().nullable(),
  changes: z.array(historyChange),
});
export type HistoryEntry = z.infer<typeof historyEntry>;
/** Who wrote something that an item says now; nulls where that is not on record. */
export const blameFact = z.strictObject({
  kind: z.enum(["caption", "objects", "metadata", "origin", "tags", "labels", "split"]),
  value: z.string().nullable().describe("The word; null for what is written as a whole."),
  by: z.string().nullable(),
  at: timeField.nullable(),
  did: z.string().nullable(),
  event_id: z.string().nullable().describe("The change in the dataset's activity."),
});
export type BlameFact = z.infer<typeof blameFact>;
export const blameDto = z.strictObject({ facts: z.array(blameFact) }).meta({ id: "Blame" });
export type BlameDto = z.infer<typeof blameDto>;

/** EXIF and what else a camera wrote into a file, as text. */
export const exifDto = z.record(z.string(), z.string());
export type ExifDto = z.infer<typeof exifDto>;

export const historyDto = z
  .strictObject({
    entries: z.array(historyEntry),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: "History" });
export type HistoryDto = z.infer<typeof historyDto>;
