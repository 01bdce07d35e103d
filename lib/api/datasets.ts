import { z } from "zod";
import { declare, EMPTY } from "@/lib/api-operation";
import {
  coverForm,
  coverInput,
  createDatasetInput,
  datasetDto,
  datasetFiltersDto,
  datasetPage,
  deleteDatasetQuery,
  listDatasetsQuery,
  trashedDatasetDto,
  updateDatasetInput,
} from "@/lib/datasets/schema";
import { uuidField } from "@/lib/validation";

export const listDatasets = declare({
  method: "GET",
  path: "/datasets",
  tag: "Datasets",
  summary: "List datasets",
  description:
    "Those that the caller has a role on, newest first. With `search` (a part of the name), `status`, `owner`, `role`, `starred`, `sort`, `limit` or `cursor`, a page of what is asked for. With `trash=true` those in the trash that the caller owns.",
  query: listDatasetsQuery,
  answers: z.union([z.array(datasetDto), datasetPage, z.array(trashedDatasetDto)]),
  pages: "cursor",
});

export const listDatasetFilters = declare({
  method: "GET",
  path: "/datasets/filters",
  tag: "Datasets",
  summary: "List whose datasets there are",
  answers: datasetFiltersDto,
});

export const starDataset = declare({
  method: "PUT",
  path: "/dataset/[datasetId]/star",
  tag: "Datasets",
  summary: "Star a dataset",
  description: "Marks it for oneself; nobody else sees it.",
  answers: EMPTY,
});

export const unstarDataset = declare({
  method: "DELETE",
  path: "/dataset/[datasetId]/star",
  tag: "Datasets",
  summary: "Take a star away",
  answers: EMPTY,
});

export const createDataset = declare({
  method: "POST",
  path: "/dataset",
  tag: "Datasets",
  summary: "Create a dataset",
  description: "A draft without media. With snapshot support unless told otherwise.",
  body: createDatasetInput,
  answers: z.strictObject({ dataset_id: uuidField }),
});

export const getDataset = declare({
  method: "GET",
  path: "/dataset/[datasetId]",
  tag: "Datasets",
  summary: "Get a dataset",
  description: "Its status is `status_new`; what the caller may do with it stands in `can`.",
  answers: datasetDto,
});

export const updateDataset = declare({
  method: "PATCH",
  path: "/dataset/[datasetId]",
  tag: "Datasets",
  summary: "Change a dataset",
  description:
    "At least one field. `metadata` is any JSON by names; `action` says what becomes of what is there: `merge` (names and values come in, lists are appended to, objects are joined, those of a list by their `id`), `overwrite`, or `remove`, which drops the cover and takes no metadata.",
  body: updateDatasetInput,
  example: { description: "Boats by day", metadata: { camera: "front" }, action: "merge" },
  answers: datasetDto,
  refuses: [400, 409, 413],
});

export const deleteDataset = declare({
  method: "DELETE",
  path: "/dataset/[datasetId]",
  tag: "Datasets",
  summary: "Delete a dataset",
  description:
    "Into the trash, unless a task runs; with `forever=true` what is in the trash already is given up for good.",
  query: deleteDatasetQuery,
  answers: EMPTY,
  refuses: [409],
});

export const undeleteDataset = declare({
  method: "POST",
  path: "/dataset/[datasetId]/undelete",
  tag: "Datasets",
  summary: "Bring a dataset back from the trash",
  answers: EMPTY,
  refuses: [409],
});

export const setCover = declare({
  method: "PUT",
  path: "/dataset/[datasetId]/cover",
  tag: "Datasets",
  summary: "Choose the cover image",
  description: "A `file` of up to 50 MB as a form, or one of the dataset's items.",
  body: coverInput,
  sends: { "multipart/form-data": coverForm },
  answers: datasetDto,
  refuses: [400, 409, 413],
});
