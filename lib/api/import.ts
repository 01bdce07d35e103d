import { z } from "zod";
import { declare, TASK } from "@/lib/api-operation";
import { startImportInput } from "@/lib/operations/add-media";
import { annotationImportInput } from "@/lib/operations/annotation-import";
import { annotationForm, importPreview, importPreviewInput, mediaForm, previewForm } from "@/lib/pipeline/schema";
import { openUploadInput, stagedFileDto, stagedUpload, stageFileQuery } from "@/lib/uploads/schema";
import { uuidField } from "@/lib/validation";

export const addMedia = declare({
  method: "POST",
  path: "/dataset/[datasetId]/add_media",
  tag: "Import",
  summary: "Add media",
  description:
    "A form with exactly one of `files` (any number), an `archive` (.zip, .tar, .tar.gz) and `s3_uri`; or JSON that names files staged before, or `s3_uri`.",
  body: startImportInput,
  example: { s3_uri: "s3://pictures/2026", auto_reindex: true },
  sends: { "multipart/form-data": mediaForm },
  answers: TASK,
  refuses: [400, 409, 413],
});

export const importAnnotations = declare({
  method: "POST",
  path: "/dataset/[datasetId]/annotations",
  tag: "Import",
  summary: "Import annotations onto items that are there",
  description: "A form with `files` or an `archive`, or JSON that names files staged before.",
  body: annotationImportInput,
  sends: { "multipart/form-data": annotationForm },
  answers: TASK,
  refuses: [400, 409, 413],
});

export const previewImport = declare({
  method: "POST",
  path: "/dataset/[datasetId]/import_preview",
  tag: "Import",
  summary: "Look into files before they are imported",
  description:
    "The same body as for importing them; nothing is changed. The files stay for a day: `upload_id` imports them.",
  body: importPreviewInput,
  sends: { "multipart/form-data": previewForm },
  answers: importPreview,
  refuses: [400, 409, 413],
});

export const openUpload = declare({
  method: "POST",
  path: "/dataset/[datasetId]/uploads",
  tag: "Import",
  summary: "Open a staging area",
  description: "Files are then put into it, whole or by the tus protocol.",
  body: openUploadInput,
  bodyOptional: true,
  answers: z.strictObject({ upload_id: uuidField }),
  refuses: [409],
});

export const getUpload = declare({
  method: "GET",
  path: "/dataset/[datasetId]/uploads/[uploadId]",
  tag: "Import",
  summary: "Get what has arrived",
  description: "What a sender still has to send after it was interrupted.",
  answers: stagedUpload,
});

export const stageFile = declare({
  method: "PUT",
  path: "/dataset/[datasetId]/uploads/[uploadId]",
  tag: "Import",
  summary: "Send a file",
  description: "The file is the body.",
  query: stageFileQuery,
  sends: { "application/octet-stream": z.file() },
  answers: stagedFileDto,
  refuses: [400, 413],
});

const TUS = "By the tus protocol, 1.0.0: https://tus.io/protocols/resumable-upload";
const TUS_HEADERS = { "Tus-Resumable": "The version of the protocol, `1.0.0`" };
const refusal = { description: "Refused by the protocol", content: { "text/plain": null } } as const;
const tus = (status: number, description: string, headers: Record<string, string> = {}) => ({
  statuses: {
    [status]: { description, headers: { ...TUS_HEADERS, ...headers } },
    400: refusal,
    403: refusal,
    404: refusal,
    409: refusal,
    410: refusal,
    412: refusal,
    413: refusal,
    415: refusal,
    422: refusal,
  },
});
const OFFSET = { "Upload-Offset": "How many bytes have arrived" };

export const tusOptions = declare({
  method: "OPTIONS",
  path: "/dataset/[datasetId]/uploads/[uploadId]/tus",
  tag: "Import",
  summary: "Ask what the protocol can do here",
  description: TUS,
  answers: tus(204, "What it can do", { "Tus-Extension": "Its extensions", "Tus-Max-Size": "The largest file" }),
});

export const tusCreate = declare({
  method: "POST",
  path: "/dataset/[datasetId]/uploads/[uploadId]/tus",
  tag: "Import",
  summary: "Begin a file that can be resumed",
  description: TUS,
  heeds: {
    ...TUS_HEADERS,
    "Upload-Length": "Length of the file",
    "Upload-Metadata": "`path` and the file's path, Base64",
  },
  answers: tus(201, "Begun", { Location: "Where its parts are sent to" }),
});

export const tusHead = declare({
  method: "HEAD",
  path: "/dataset/[datasetId]/uploads/[uploadId]/tus/[file]",
  tag: "Import",
  summary: "Ask how much of a file has arrived",
  description: TUS,
  heeds: TUS_HEADERS,
  answers: tus(200, "How much is there", OFFSET),
});

export const tusPatch = declare({
  method: "PATCH",
  path: "/dataset/[datasetId]/uploads/[uploadId]/tus/[file]",
  tag: "Import",
  summary: "Send the next part of a file",
  description: TUS,
  heeds: { ...TUS_HEADERS, ...OFFSET },
  sends: { "application/offset+octet-stream": z.file() },
  answers: tus(204, "Arrived", OFFSET),
});

export const tusDelete = declare({
  method: "DELETE",
  path: "/dataset/[datasetId]/uploads/[uploadId]/tus/[file]",
  tag: "Import",
  summary: "Give up a file that was begun",
  description: TUS,
  heeds: TUS_HEADERS,
  answers: tus(204, "Given up"),
});
