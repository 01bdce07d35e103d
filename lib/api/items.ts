import { z } from "zod";
import { declare, EMPTY } from "@/lib/api-operation";
import {
  blameDto,
  describeQuery,
  exifDto,
  exportInput,
  historyDto,
  historyQuery,
  itemDto,
  itemPage,
  listItemsQuery,
  numbersDto,
  numbersQuery,
  similarItems,
  similarQuery,
  similarToImage,
  snapshotQuery,
  stackPage,
  stacksQuery,
} from "@/lib/items/schema";
import { savedViewDto, saveViewInput } from "@/lib/views/schema";

const exportedItems = z.strictObject({
  info: z.record(z.string(), z.unknown()),
  media_items: z.array(z.record(z.string(), z.unknown())),
});

const LIST =
  "`q` is a search; `sort` is `added`, `name`, `size`, `uniqueness`, `date_taken`, `random` or `similarity`, with `-` in front for descending. Read at `snapshot_id` or `state_id`, or as the dataset is now.";

export const listItems = declare({
  method: "GET",
  path: "/dataset/[datasetId]/items",
  tag: "Items",
  summary: "List items",
  description: `${LIST} Pages go by \`cursor\`, or by \`offset\`; \`locate\` asks for an item's position.`,
  query: listItemsQuery,
  answers: itemPage,
  pages: "cursor",
  refuses: [409],
});

export const listSnapshotItems = declare({
  method: "GET",
  path: "/dataset/[datasetId]/snapshot/[snapshotId]/items",
  tag: "Snapshots",
  summary: "List the items of a snapshot",
  description: `Browses it without restoring. ${LIST}`,
  query: listItemsQuery,
  answers: itemPage,
  pages: "cursor",
  refuses: [409],
});

export const listNumbers = declare({
  method: "GET",
  path: "/dataset/[datasetId]/items/numbers",
  tag: "Items",
  summary: "List items as runs of numbers",
  description: "For selections: the same list, as `[first, last]` of item numbers side by side.",
  query: numbersQuery,
  answers: numbersDto,
  refuses: [409],
});

export const listStacks = declare({
  method: "GET",
  path: "/dataset/[datasetId]/items/stacks",
  tag: "Items",
  summary: "List the clusters of what a search finds",
  query: stacksQuery,
  answers: stackPage,
  pages: { offset: "stacks" },
  refuses: [409],
});

export const getItem = declare({
  method: "GET",
  path: "/dataset/[datasetId]/items/[mediaId]",
  tag: "Items",
  summary: "Get an item",
  description: "Also one that was deleted since.",
  query: snapshotQuery,
  answers: itemDto,
});

export const getExif = declare({
  method: "GET",
  path: "/dataset/[datasetId]/items/[mediaId]/exif",
  tag: "Items",
  summary: "Get what a camera wrote into a file",
  query: snapshotQuery,
  answers: exifDto,
});

export const getItemBlame = declare({
  method: "GET",
  path: "/dataset/[datasetId]/items/[mediaId]/blame",
  tag: "Items",
  summary: "Tell who wrote what an item says",
  description: "From what is on record alone: where that leaves a doubt, nobody is named.",
  answers: blameDto,
});

export const getItemHistory = declare({
  method: "GET",
  path: "/dataset/[datasetId]/items/[mediaId]/history",
  tag: "Items",
  summary: "Get what changed of an item in which version",
  query: historyQuery,
  answers: historyDto,
  pages: "cursor",
  refuses: [409],
});

export const findSimilar = declare({
  method: "GET",
  path: "/dataset/[datasetId]/items/[mediaId]/similar",
  tag: "Items",
  summary: "Find items that look like one",
  query: similarQuery,
  answers: similarItems,
  refuses: [409],
});

export const findSimilarTo = declare({
  method: "POST",
  path: "/dataset/[datasetId]/items/similar",
  tag: "Items",
  summary: "Find items that look like an image from elsewhere",
  description: "The body is an image; it is compared and not kept. `key` is what `image:` searches by.",
  query: similarQuery,
  sends: { "image/*": z.file() },
  answers: similarToImage,
  refuses: [400, 409, 413],
});

export const describeItems = declare({
  method: "GET",
  path: "/dataset/[datasetId]/items/describe",
  tag: "Items",
  summary: "Find items that words describe",
  description: "Best first. 409 where no model for it is there.",
  query: describeQuery,
  answers: similarItems,
  refuses: [409],
});

export const exportItems = declare({
  method: "POST",
  path: "/dataset/[datasetId]/items/export",
  tag: "Export",
  summary: "Take selected items out as JSON or CSV",
  description: "A selection is exactly one of `item_ids`, `item_numbers` and `q`.",
  body: exportInput,
  example: { q: "label:sea", format: "csv" },
  answers: {
    statuses: {
      200: {
        description: "The file",
        content: { "application/json": exportedItems, "text/csv": null },
        headers: { "Content-Disposition": "What the file is called" },
      },
    },
  },
  refuses: [409],
});

export const listViews = declare({
  method: "GET",
  path: "/dataset/[datasetId]/views",
  tag: "Items",
  summary: "List saved views",
  answers: z.array(savedViewDto),
  pages: "whole",
});

export const saveView = declare({
  method: "POST",
  path: "/dataset/[datasetId]/views",
  tag: "Items",
  summary: "Save a view",
  body: saveViewInput,
  answers: savedViewDto,
  refuses: [409],
});

export const deleteView = declare({
  method: "DELETE",
  path: "/dataset/[datasetId]/views/[viewId]",
  tag: "Items",
  summary: "Delete a saved view",
  answers: EMPTY,
});
