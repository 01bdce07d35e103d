import { declare } from "@/lib/api-operation";
import { classesDto, classesQuery } from "@/lib/classes/schema";
import {
  clustersDto,
  clustersQuery,
  facetsDto,
  facetsQuery,
  foldersDto,
  foldersQuery,
  histogramDto,
  histogramQuery,
  objectFacetsDto,
  objectFacetsQuery,
} from "@/lib/items/schema";

export const getFacets = declare({
  method: "GET",
  path: "/dataset/[datasetId]/facets",
  tag: "Facets",
  summary: "Count tags, labels, issues, kinds and fields",
  description: "`free` names facets, a line each, that their own choice does not narrow.",
  query: facetsQuery,
  answers: facetsDto,
  refuses: [409],
});

export const getClusters = declare({
  method: "GET",
  path: "/dataset/[datasetId]/facets/clusters",
  tag: "Facets",
  summary: "List the largest clusters",
  description: "Each with a picture and the tags or labels that tell it from the others.",
  query: clustersQuery,
  answers: clustersDto,
  refuses: [409],
});

export const getFolders = declare({
  method: "GET",
  path: "/dataset/[datasetId]/facets/folders",
  tag: "Facets",
  summary: "Count items by folder",
  description:
    "Those right below `below`, the outermost unless told; with `find` those at any depth that are called so, at most 100.",
  query: foldersQuery,
  answers: foldersDto,
  refuses: [409],
});

export const getObjectFacets = declare({
  method: "GET",
  path: "/dataset/[datasetId]/facets/objects",
  tag: "Facets",
  summary: "Count items by their objects",
  query: objectFacetsQuery,
  answers: objectFacetsDto,
  refuses: [409],
});

export const getHistogram = declare({
  method: "GET",
  path: "/dataset/[datasetId]/facets/histogram",
  tag: "Facets",
  summary: "Get the distribution of a number or a date",
  description: "Null where no item has a value. Times are milliseconds since 1970.",
  query: histogramQuery,
  answers: histogramDto,
  refuses: [409],
});

export const getClasses = declare({
  method: "GET",
  path: "/dataset/[datasetId]/classes",
  tag: "Facets",
  summary: "List classes",
  query: classesQuery,
  answers: classesDto,
  refuses: [409],
});
