import { z } from "zod";
import { declare, TASK } from "@/lib/api-operation";
import { appliedModelsDto, appliedModelsQuery } from "@/lib/applied-models/schema";
import { mergeInput } from "@/lib/items/schema";
import { modelDto } from "@/lib/models/schema";
import { enrichInput } from "@/lib/operations/enrichment";
import { propagationInput } from "@/lib/operations/label-propagation";
import { reindexInput } from "@/lib/operations/reindex";
import { propagationPreview } from "@/lib/propagation/schema";
import { mergeBackDto, mergeBackInput, mergeBackRefusal, mergePreviewDto } from "@/lib/merging/schema";
import { uuidField } from "@/lib/validation";

export const mergeDataset = declare({
  method: "POST",
  path: "/dataset/[datasetId]/merge",
  tag: "Datasets",
  summary: "Add another dataset's items",
  description:
    "With their tags, labels, objects, captions and metadata. Files that the dataset holds already are skipped. The task's result has `added` and `skipped`. All items, or those of a selection; with `sources`, of several datasets in one go.",
  body: mergeInput,
  example: { source_dataset_id: "00000000-0000-4000-8000-000000000000", q: "tag:night" },
  answers: TASK,
  refuses: [400, 409],
});

export const previewMerge = declare({
  method: "POST",
  path: "/dataset/[datasetId]/merge_preview",
  tag: "Datasets",
  summary: "Tell what adding another dataset's items would come to",
  description: "Takes what a merge takes, and changes nothing.",
  body: mergeInput,
  example: { source_dataset_id: "00000000-0000-4000-8000-000000000000", q: "tag:night" },
  answers: mergePreviewDto,
  refuses: [400],
});

export const reindex = declare({
  method: "POST",
  path: "/dataset/[datasetId]/reindex",
  tag: "Models",
  summary: "Index again",
  description: "Finds clusters, near duplicates, outliers and doubtful labels.",
  body: reindexInput,
  bodyOptional: true,
  answers: TASK,
  refuses: [409],
});

export const listModels = declare({
  method: "GET",
  path: "/enrichment/[datasetId]/list_models",
  tag: "Models",
  summary: "List models that can enrich a dataset",
  answers: z.array(modelDto),
  pages: "whole",
});

export const getAppliedModels = declare({
  method: "GET",
  path: "/enrichment/[datasetId]/applied_models",
  tag: "Models",
  summary: "List models that enriched a version",
  query: appliedModelsQuery,
  answers: appliedModelsDto,
  refuses: [409],
});

export const enrichDataset = declare({
  method: "POST",
  path: "/dataset/[datasetId]/enrich_dataset",
  tag: "Models",
  summary: "Enrich a dataset",
  description: "In place: the answer names the same dataset.",
  body: enrichInput,
  example: { enrichment_models: { exif: "exif" } },
  answers: z.strictObject({ dataset_id: uuidField }),
  tells: { Location: "Where its task can be followed" },
  refuses: [409],
});

export const propagateLabels = declare({
  method: "POST",
  path: "/dataset/[datasetId]/label_propagation",
  tag: "Models",
  summary: "Pass labels on to neighbours",
  body: propagationInput,
  example: { k: 5, min_confidence: 0.8 },
  answers: TASK,
  refuses: [409],
});

export const previewPropagation = declare({
  method: "POST",
  path: "/dataset/[datasetId]/label_propagation/preview",
  tag: "Models",
  summary: "Tell what passing labels on would change",
  body: propagationInput,
  example: { k: 5, min_confidence: 0.8 },
  answers: propagationPreview,
  refuses: [409],
});

export const mergeBack = declare({
  method: "POST",
  path: "/dataset/[datasetId]/merge_back",
  tag: "Snapshots",
  summary: "Merge the changes of a clone, or of any dataset of the lineage",
  description:
    "What the source changed since the last state that both share. With `dry_run` it tells what that comes to and changes nothing. Where both changed the same of an item, `resolutions` or `take_all` say which side is taken; what they do not name is refused with 409. One commit after an automatic snapshot, undone as one.",
  body: mergeBackInput,
  answers: {
    statuses: {
      200: {
        description: "What it would come to, for a dry run",
        content: { "application/json": mergeBackDto },
      },
      202: { description: "A MERGE task has started", headers: { Location: "Where the task can be followed" } },
      409: {
        description: "The dataset is busy, or both sides changed the same",
        content: { "application/json": mergeBackRefusal },
      },
    },
  },
  refuses: [400],
});
