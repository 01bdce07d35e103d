import { z } from "zod";
import { declare, TASK } from "@/lib/api-operation";
import {
  metadataForm,
  metadataPreview,
  metadataTaskStatus,
  metadataValues,
  previewMetadataInput,
} from "@/lib/metadata-import/schema";
import { createMetadataTaskInput, importMetadataInput } from "@/lib/operations/custom-metadata";
import { uuidField } from "@/lib/validation";

export const createMetadataTask = declare({
  method: "POST",
  path: "/datasets/[datasetId]/custom_metadata/tasks",
  tag: "Metadata",
  summary: "Make a task for one field",
  description: "Its values are sent to it next.",
  body: createMetadataTaskInput,
  answers: z.strictObject({ task_id: uuidField }),
  refuses: [409],
});

export const sendMetadataValues = declare({
  method: "POST",
  path: "/datasets/[datasetId]/custom_metadata/tasks/[taskId]",
  tag: "Metadata",
  summary: "Send the values of a field",
  description: "A JSON list, or a form with a `file`. Rows that cannot be used fail one by one, never the others.",
  sends: { "application/json": metadataValues, "multipart/form-data": metadataForm },
  answers: TASK,
  refuses: [400, 409, 413],
});

export const getMetadataTask = declare({
  method: "GET",
  path: "/datasets/[datasetId]/custom_metadata/tasks/[taskId]/status",
  tag: "Metadata",
  summary: "Get how far a field's task is",
  answers: metadataTaskStatus,
});

export const previewMetadata = declare({
  method: "POST",
  path: "/datasets/[datasetId]/custom_metadata/preview",
  tag: "Metadata",
  summary: "Look into a staged table",
  description: "Its columns, each with the type that nearly all of its values have, before anything is imported.",
  body: previewMetadataInput,
  answers: metadataPreview,
  refuses: [400],
});

export const importMetadata = declare({
  method: "POST",
  path: "/datasets/[datasetId]/custom_metadata/import",
  tag: "Metadata",
  summary: "Import columns of a staged table as fields",
  body: importMetadataInput,
  answers: TASK,
  refuses: [400, 409],
});
