import { declare } from "@/lib/api-operation";
import {
  inputDatasetsDto,
  inputDatasetsQuery,
  inputFacetsDto,
  inputFacetsQuery,
  inputNumbersDto,
  inputNumbersQuery,
  inputPage,
  listInputsQuery,
  similarInputsDto,
  similarInputsInput,
} from "@/lib/inputs/schema";

const ID = "00000000-0000-4000-8000-000000000000";
const NARROWED =
  "`dataset_id` narrows to datasets: several times, or with commas between ids. In `q`, of likeness only `image:` can be asked for.";

export const listInputs = declare({
  method: "GET",
  path: "/inputs",
  tag: "Inputs",
  summary: "List the items of all datasets",
  description: `The newest dataset first, each in the order of adding. ${NARROWED} A cursor neither repeats nor loses an item while datasets come and go; \`offset\` and \`locate\` are about the list that \`state_id\` names.`,
  query: listInputsQuery,
  lists: ["dataset_id"],
  answers: inputPage,
  pages: "cursor",
  refuses: [404],
});

export const countInputs = declare({
  method: "GET",
  path: "/inputs/datasets",
  tag: "Inputs",
  summary: "Count what a search finds, by dataset",
  query: inputDatasetsQuery,
  answers: inputDatasetsDto,
});

export const listInputFacets = declare({
  method: "GET",
  path: "/inputs/facets",
  tag: "Inputs",
  summary: "Count tags, labels, splits, issues and media types",
  description: NARROWED,
  query: inputFacetsQuery,
  lists: ["dataset_id"],
  answers: inputFacetsDto,
  refuses: [404],
});

export const listInputNumbers = declare({
  method: "GET",
  path: "/inputs/numbers",
  tag: "Inputs",
  summary: "List the items of all datasets as runs of numbers",
  description: `The same list, as \`[first, last]\` of item numbers side by side, by dataset. ${NARROWED}`,
  query: inputNumbersQuery,
  lists: ["dataset_id"],
  answers: inputNumbersDto,
  refuses: [404],
});

export const findSimilarInputs = declare({
  method: "POST",
  path: "/inputs/similar",
  tag: "Inputs",
  summary: "Find what looks like chosen items",
  description: "At most 50 examples, of one or several datasets, compared by what the indexer sees in them.",
  body: similarInputsInput,
  example: { sources: [{ source_dataset_id: ID, item_numbers: [[0, 2]] }], at_least: 0.9 },
  answers: similarInputsDto,
  refuses: [400, 404, 409],
});
