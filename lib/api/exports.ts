import { declare } from "@/lib/api-operation";
import {
  exportPreviewDto,
  exportQuery,
  exportStartedDto,
  exportStatusDto,
  exportStatusQuery,
  selectedExportInput,
} from "@/lib/exports/schema";

export const startExport = declare({
  method: "GET",
  path: "/dataset/[datasetId]/export_context_async",
  tag: "Export",
  summary: "Start an export",
  description: "Of the current data, or of any snapshot without restoring it. `export_status` tells when it is there.",
  query: exportQuery,
  answers: exportStartedDto,
  refuses: [409],
});

export const startSelectedExport = declare({
  method: "POST",
  path: "/dataset/[datasetId]/export_context_async",
  tag: "Export",
  summary: "Start an export of selected items",
  description: "A selection is exactly one of `item_ids`, `item_numbers` and `q`.",
  body: selectedExportInput,
  example: { q: "label:sea", export_format: "coco", include_images: true },
  answers: exportStartedDto,
  refuses: [409],
});

export const previewExport = declare({
  method: "GET",
  path: "/dataset/[datasetId]/export_preview",
  tag: "Export",
  summary: "Tell how long a file would be, and what would not be in it",
  query: exportQuery,
  answers: exportPreviewDto,
  refuses: [409],
});

export const previewSelectedExport = declare({
  method: "POST",
  path: "/dataset/[datasetId]/export_preview",
  tag: "Export",
  summary: "Tell the same of selected items",
  body: selectedExportInput,
  example: { q: "label:sea", export_format: "coco", include_images: true },
  answers: exportPreviewDto,
  refuses: [409],
});

export const getExportStatus = declare({
  method: "GET",
  path: "/dataset/[datasetId]/export_status",
  tag: "Export",
  summary: "Get how an export stands",
  description: "Ask until `status` is `COMPLETED` or `FAILED`; `download_uri` works for a day.",
  query: exportStatusQuery,
  answers: exportStatusDto,
});

const BYTES = { "Content-Range": "Which part it is", ETag: "The same for the same bytes" };
/** Bytes that can be asked for in parts. */
export const ranged = {
  statuses: {
    200: { description: "The file", content: { "*/*": null }, headers: { ETag: BYTES.ETag } },
    206: { description: "The part of it that was asked for", content: { "*/*": null }, headers: BYTES },
    304: { description: "What `If-None-Match` names is still right" },
    416: { description: "There is no such part" },
  },
} as const;
export const RANGE = {
  Range: "One range of bytes",
  "If-Range": "An `ETag`: the range counts only for the same bytes",
  "If-None-Match": "An `ETag` that is known already",
} as const;

export const downloadExport = declare({
  method: "GET",
  path: "/dataset/[datasetId]/export/[exportId]",
  tag: "Export",
  summary: "Download an export",
  description: "For whoever holds the link in `download_uri`.",
  access: "link",
  heeds: RANGE,
  answers: ranged,
});
