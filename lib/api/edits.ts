import { declare } from "@/lib/api-operation";
import { classEdit } from "@/lib/classes/schema";
import {
  deleteInput,
  editDto,
  labelInput,
  patchedItemDto,
  patchItemInput,
  renameClusterInput,
  setFieldDto,
  setFieldInput,
  tagInput,
  undoDto,
} from "@/lib/items/schema";
import { assignedSplitsDto, assignSplitsInput, setSplitInput } from "@/lib/splits/schema";

const SELECTION =
  "A selection is exactly one of `item_ids` (up to 10,000), `item_numbers` (runs `[first, last]`), and `q`, the last with `state_id` and `except_numbers` where wanted.";

export const tagItems = declare({
  method: "POST",
  path: "/dataset/[datasetId]/items/tag",
  tag: "Edits",
  summary: "Tag items",
  description: SELECTION,
  body: tagInput,
  example: { q: "label:sea", tags: ["coast"] },
  answers: editDto,
  refuses: [409],
});

export const untagItems = declare({
  method: "POST",
  path: "/dataset/[datasetId]/items/untag",
  tag: "Edits",
  summary: "Take tags away",
  description: SELECTION,
  body: tagInput,
  example: { q: "label:sea", tags: ["coast"] },
  answers: editDto,
  refuses: [409],
});

export const labelItems = declare({
  method: "POST",
  path: "/dataset/[datasetId]/items/label",
  tag: "Edits",
  summary: "Label items",
  description: SELECTION,
  body: labelInput,
  example: { q: "label:sea", labels: ["boat"] },
  answers: editDto,
  refuses: [409],
});

export const unlabelItems = declare({
  method: "POST",
  path: "/dataset/[datasetId]/items/unlabel",
  tag: "Edits",
  summary: "Take labels away",
  description: SELECTION,
  body: labelInput,
  example: { q: "label:sea", labels: ["boat"] },
  answers: editDto,
  refuses: [409],
});

export const setField = declare({
  method: "POST",
  path: "/dataset/[datasetId]/items/metadata",
  tag: "Edits",
  summary: "Set a metadata field",
  description: `${SELECTION} A \`value\` of null takes it away; \`type\` is for a new field. With \`seen_state_id\`, items whose value somebody changed since that state are left as they are.`,
  body: setFieldInput,
  example: { q: "label:sea", field: "weather", value: "rain", type: "string" },
  answers: setFieldDto,
  refuses: [409],
});

export const setSplit = declare({
  method: "POST",
  path: "/dataset/[datasetId]/items/split",
  tag: "Edits",
  summary: "Put items into a split",
  description: `${SELECTION} A \`split\` of null takes them out of theirs.`,
  body: setSplitInput,
  example: { q: "label:sea", split: "train" },
  answers: editDto,
  refuses: [409],
});

export const assignSplits = declare({
  method: "POST",
  path: "/dataset/[datasetId]/splits/assign",
  tag: "Edits",
  summary: "Assign splits to all items",
  description: "By shares, with near duplicates together unless told otherwise.",
  body: assignSplitsInput,
  example: { ratios: { train: 0.8, val: 0.2 } },
  answers: assignedSplitsDto,
  refuses: [409],
});

export const deleteItems = declare({
  method: "DELETE",
  path: "/dataset/[datasetId]/items",
  tag: "Edits",
  summary: "Delete items",
  description: SELECTION,
  body: deleteInput,
  answers: editDto,
  refuses: [409],
});

export const patchItem = declare({
  method: "PATCH",
  path: "/dataset/[datasetId]/items/[mediaId]",
  tag: "Edits",
  summary: "Change one item",
  description: "What is null is taken away; what is left out stays.",
  heeds: { "If-Match": "The item's `etag`; 412 where somebody changed it since." },
  body: patchItemInput,
  example: { caption: "A boat at dusk" },
  answers: patchedItemDto,
  refuses: [409, 412],
});

export const editClasses = declare({
  method: "PATCH",
  path: "/dataset/[datasetId]/classes",
  tag: "Edits",
  summary: "Change the list of classes",
  description:
    "Exactly one of `rename` (409 where another class is called that), `merge`, `reorder` (all names), `remove` (with its objects) and `define`.",
  body: classEdit,
  example: { rename: { from: "ship", to: "boat" } },
  answers: editDto,
  refuses: [409],
});

export const renameCluster = declare({
  method: "PATCH",
  path: "/dataset/[datasetId]/facets/clusters",
  tag: "Edits",
  summary: "Rename a cluster",
  description: "404 without such a cluster, 409 where another is called that.",
  body: renameClusterInput,
  answers: editDto,
  refuses: [409],
});

export const undoEdit = declare({
  method: "POST",
  path: "/dataset/[datasetId]/edits/[edit]/undo",
  tag: "Edits",
  summary: "Undo an edit",
  description: "For a day. Takes out what the edit put in and puts back what it took, whatever was edited since.",
  answers: undoDto,
  refuses: [409],
});
