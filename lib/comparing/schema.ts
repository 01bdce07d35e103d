import { z } from "zod";
import { itemDto } from "@/lib/items/schema";
import { SORTS, type Sort } from "@/lib/lists/order";
import { objectChangesDto } from "@/lib/objects/changes";
import { countField, uuidField } from "@/lib/validation";
import { CHANGE_KINDS } from "@/lib/versioning/change-kinds";

/** What can become of an item: it is there on the second side only, on the first only, or on both and not the same. */
export const CHANGES = ["added", "removed", "changed"] as const;
export type Change = (typeof CHANGES)[number];

/** What of the differences is asked for: all of them, those of a sort, or what changed in one kind. */
export const DIFFERENCES = ["all", ...CHANGES, ...CHANGE_KINDS] as const;
export type Difference = (typeof DIFFERENCES)[number];

/** Which dataset the second side is of, and what was compared where that is to be the same. */
const sides = {
  dataset_id: uuidField
    .optional()
    .describe("The dataset of the second side, where that is another of the same lineage, such as a clone."),
  from_state_id: uuidField
    .optional()
    .describe("Of an earlier answer: as the first side, `head` and `current` mean what they meant there."),
  to_state_id: uuidField.optional().describe("The same of the second side."),
};

export const compareQuery = z.strictObject({
  ...sides,
  facets: z
    .enum(["all", "sets", "none"])
    .default("all")
    .describe(
      "`sets` leaves out classes of objects, which take seconds to count the first time; `none` leaves out all.",
    ),
});
export type CompareQuery = Partial<z.infer<typeof compareQuery>>;

/** Likeness is of one version: there is no order of it over two. */
const COMPARED_SORTS = SORTS.filter((sort) => sort !== "similarity");
export type ComparedSort = Exclude<Sort, "similarity">;

const chosen = {
  ...sides,
  change: z.enum(DIFFERENCES).default("changed"),
  q: z.string().max(4000).default(""),
  facet: z
    .string()
    .max(600)
    .regex(/^(tag|label|split|issue|kind|cluster|subcluster|meta|field|object):/, "Write it as tag:night")
    .optional()
    .describe("A value of a facet, such as `tag:night`: items that have it on one side only."),
  sort: z
    .string()
    .regex(
      new RegExp(`^-?(${COMPARED_SORTS.join("|")})$`),
      `One of ${COMPARED_SORTS.join(", ")}, with - in front for descending`,
    )
    .transform((text) => ({ by: text.replace("-", "") as ComparedSort, descending: text.startsWith("-") }))
    .optional(),
  seed: z.coerce.number().int().min(0).max(0xffffffff).default(0),
};

export const compareItemsQuery = z.strictObject({
  ...chosen,
  cursor: z.string().max(500).optional(),
  offset: z.coerce.number().int().min(0).max(0x7fffffff).optional(),
  locate: uuidField.optional().describe("An item whose position is asked for."),
  limit: z.coerce.number().int().min(1).max(200).default(60),
});
export type CompareItemsQuery = Partial<z.infer<typeof compareItemsQuery>>;

export const COMPARISON_FORMATS = ["csv", "json"] as const;
export const exportComparisonQuery = z.strictObject({
  ...chosen,
  change: z.enum(DIFFERENCES).default("all"),
  format: z.enum(COMPARISON_FORMATS),
});
export type ExportComparisonQuery = Partial<z.infer<typeof exportComparisonQuery>> &
  Pick<z.infer<typeof exportComparisonQuery>, "format">;

/** An item that differs between two versions. */
export const comparedItem = z
  .strictObject({
    change: z.enum(CHANGES),
    kinds: z
      .array(z.enum(CHANGE_KINDS))
      .readonly()
      .describe("In which it changed; none where one side does not hold it."),
    before: itemDto.nullable().describe("Null where the version does not hold the item."),
    after: itemDto.nullable(),
    object_changes: objectChangesDto
      .nullable()
      .describe("What became of its objects; null where one of the versions does not hold the item."),
  })
  .meta({ id: "ComparedItem" });
export type ComparedItem = z.infer<typeof comparedItem>;

export const comparedPage = z
  .strictObject({
    items: z.array(comparedItem),
    next_cursor: z.string().nullable(),
    total: countField,
    offset: countField.describe("Position of the first item of the page."),
    located: countField.nullable().describe("How many of the list come before the item that `locate` named."),
    from_state_id: uuidField,
    to_state_id: uuidField,
  })
  .meta({ id: "ComparedPage" });
export type ComparedPage = z.infer<typeof comparedPage>;

/** One line of what is taken out: what one kind of an item was and is. */
export const comparedRow = z.strictObject({
  media_id: uuidField,
  file_name: z.string(),
  file_path: z.string(),
  change: z.enum(CHANGES),
  kind: z.string().describe("`item` where it is on one side only, else a kind of change."),
  before: z.unknown(),
  after: z.unknown(),
});
export type ComparedRow = z.infer<typeof comparedRow>;
