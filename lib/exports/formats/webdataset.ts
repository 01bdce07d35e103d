/** WebDataset: tar shards of one split each, a sample's files side by side under one number. Format: https://github.com/webdataset/webdataset */
import type { ItemFacts } from "@/lib/items/schema";
import { splitExtension } from "../archive-paths";
import type { Format, PlacedItem } from "../format";
import { lineOf } from "./stillframe";

/** What samples without a split are called by. */
const NO_SPLIT = "data";
const KEY_DIGITS = 9;
const keyOf = ({ index }: PlacedItem): string => String(index).padStart(KEY_DIGITS, "0");

/** Readers tell what a member is by what follows its first period: letters and digits only. */
const extensionOf = ({ file_path, mime_type }: ItemFacts): string => {
  const own = splitExtension(file_path)[1].toLowerCase();
  return /^\.[a-z0-9]{1,8}$/.test(own) && own !== ".json"
    ? own
    : `.${mime_type.split("/")[1]!.replace(/[^a-z0-9]/g, "")}`;
};

export const webdataset: Format = {
  mediaPath: (item) => item.file_path,
  shards: {
    nameOf: (item) => (item.split ?? NO_SPLIT).replace(/[^\p{L}\p{N}._ -]+/gu, "_"),
    memberOf: (placed) => `${keyOf(placed)}${extensionOf(placed.item)}`,
  },
  files: () => [],
  filesOf: (placed) => {
    const { path: _path, ...known } = lineOf(placed);
    return [{ path: `${keyOf(placed)}.json`, content: JSON.stringify(known) }];
  },
  losses: () => undefined,
};
