import { z } from "zod";
import { facetsDto, itemDto, numbersDto } from "@/lib/items/schema";
import { atMostOne, atMostOneText, selection } from "@/lib/search/schema";
import { countField, uuidField } from "@/lib/validation";

/** Datasets that a list can be narrowed to; more would not fit into an address. */
const MAX_DATASETS = 200;
const datasetIds = z.array(uuidField).max(MAX_DATASETS, `Give at most ${MAX_DATASETS} datasets`);
const position = z.coerce.number().int().min(0).max(0x7fffffff);

const listing = {
  q: z.string().max(4000).default(""),
  /** Only items of these: the parameter once for each, or their ids joined by commas. */
  dataset_id: z
    .string()
    .transform((text) => text.split(","))
    .pipe(datasetIds)
    .optional(),
  /** The version of all datasets together that a list was read at; now, unless told. */
  state_id: uuidField.optional(),
};
export const listInputsQuery = z.strictObject({
  ...listing,
  cursor: z.string().max(500).optional(),
  /** The position to begin at, instead of a cursor. */
  offset: position.optional(),
  /** `<dataset_id>/<media_id>` of an item whose position is asked for. */
  locate: z
    .string()
    .regex(/^[0-9a-f-]{36}\/[0-9a-f-]{36}$/i, "Give a dataset_id and a media_id with a / between them")
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(60),
});
export type ListInputsQuery = z.infer<typeof listInputsQuery>;

export const inputDatasetsQuery = z.strictObject({ q: listing.q, state_id: listing.state_id });
export type InputDatasetsQuery = z.infer<typeof inputDatasetsQuery>;

export const inputFacetsQuery = z.strictObject({
  ...listing,
  /** Facets, a line each, whose own choice does not narrow their counts. */
  free: z
    .string()
    .max(4000)
    .default("")
    .transform((text) => text.split("\n").filter((name) => name !== "")),
});
export type InputFacetsQuery = z.infer<typeof inputFacetsQuery>;

export const inputNumbersQuery = z.strictObject({
  ...listing,
  offset: position.default(0),
  limit: position.default(0x7fffffff),
});
export type InputNumbersQuery = z.infer<typeof inputNumbersQuery>;

export const similarInputsInput = z.strictObject({
  /** The examples: items of one or several datasets. */
  sources: z
    .array(z.strictObject({ ...selection, source_dataset_id: uuidField }).refine(atMostOne, atMostOneText))
    .min(1, "Give at least one source")
    .max(MAX_DATASETS, `Give at most ${MAX_DATASETS} sources`),
  /** How alike something has to be to one of them, 0–1. */
  at_least: z.number().min(0).max(1).default(0.85),
  /** Among what this finds; among everything, unless told. */
  q: z.string().max(4000).default(""),
  dataset_id: datasetIds.optional(),
  /** How many of the most alike are shown. */
  limit: z.number().int().min(0).max(100).default(24),
});
export type SimilarInputsInput = z.infer<typeof similarInputsInput>;

/** An item with the dataset that it is in. */
export const inputDto = itemDto.extend({ dataset_id: uuidField, dataset_name: z.string() }).meta({ id: "Input" });
export type InputDto = z.infer<typeof inputDto>;

export const inputPage = z
  .strictObject({
    items: z.array(inputDto),
    next_cursor: z.string().nullable(),
    total: countField,
    state_id: uuidField.describe("Names what all datasets held: a later page asks with it for the same."),
    offset: countField.describe("Position of the first item of the page."),
    located: countField.nullable().describe("How many of the list come before the item that `locate` named."),
  })
  .meta({ id: "InputPage" });
export type InputPage = z.infer<typeof inputPage>;

/** How many of what matches each dataset holds; those that hold none are left out. */
export const inputDatasetsDto = z.strictObject({
  datasets: z.array(z.strictObject({ dataset_id: uuidField, dataset_name: z.string(), count: countField })),
  total: countField,
  state_id: uuidField,
});
export type InputDatasetsDto = z.infer<typeof inputDatasetsDto>;

/** Facets over several datasets. */
export const inputFacetsDto = facetsDto.extend({
  counted: z.boolean().describe("False where there are too many datasets to count through: choose some of them."),
});
export type InputFacetsDto = z.infer<typeof inputFacetsDto>;

const numbersOfDatasets = z.array(
  z.strictObject({
    dataset_id: uuidField,
    numbers: numbersDto.shape.numbers.describe("Its items, by their numbers there."),
  }),
);
export const inputNumbersDto = z.strictObject({ datasets: numbersOfDatasets, count: countField });
export type InputNumbersDto = z.infer<typeof inputNumbersDto>;

/** What looks like the examples, these included. */
export const similarInputsDto = z.strictObject({
  datasets: numbersOfDatasets,
  count: countField,
  examples: countField.describe("How many of them are the examples themselves."),
  items: z
    .array(inputDto.extend({ similarity: z.number() }))
    .describe("The most alike that are no examples, nearest first."),
});
export type SimilarInputsDto = z.infer<typeof similarInputsDto>;
