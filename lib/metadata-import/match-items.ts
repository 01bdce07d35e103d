/** Finds the items that the rows of a file speak of, by public id or by file name or path. */
import "server-only";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import type { Bitmap } from "@/lib/versioning/bitmap";
import { LIVE, revisionSet } from "@/lib/versioning/names";
import { findFileNames, findItemsByIds } from "@/lib/revisions/read-revisions";
import { shortened } from "@/lib/text";
import type { KEYS } from "@/lib/operations/custom-metadata";

export type Key = (typeof KEYS)[number];
export type Match = { readonly item: number } | { readonly problem: string };
/** Matches the keys of one batch of rows, in their order. */
export type Matcher = (keys: readonly unknown[]) => Promise<Match[]>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const AMBIGUOUS = -1;
const READ_BATCH = 20_000;

export async function matcherFor(open: OpenState, key: Key): Promise<Matcher> {
  const sets = await loadSets(open, [LIVE, revisionSet("file")]);
  const live = bitmapOfSet(sets, LIVE);
  return key === "media_id"
    ? byId(open.lineageId, live)
    : byName(open.lineageId, live, bitmapOfSet(sets, revisionSet("file")));
}

const byId =
  (lineageId: string, live: Bitmap): Matcher =>
  async (keys) => {
    const ids = keys.map((key) => (typeof key === "string" ? key.trim().toLowerCase() : ""));
    const found = await findItemsByIds(
      lineageId,
      ids.filter((id) => UUID.test(id)),
    );
    return ids.map((id, index) => {
      const item = found.get(id);
      if (item !== undefined && live.has(item)) return { item };
      if (id === "") return { problem: "There is no media_id" };
      return {
        problem: UUID.test(id)
          ? `The dataset has no item ${id}`
          : `“${shortened(String(keys[index]), 60)}” is not a media_id`,
      };
    });
  };

/** A path names one item; a bare name too, as long as no other item has it. */
async function byName(lineageId: string, live: Bitmap, files: Bitmap): Promise<Matcher> {
  const items = new Map<string, number>();
  const add = (name: string, item: number) =>
    items.set(name, items.has(name) && items.get(name) !== item ? AMBIGUOUS : item);
  const revisions = files.toArray();
  for (let start = 0; start < revisions.length; start += READ_BATCH) {
    for (const row of await findFileNames(lineageId, revisions.slice(start, start + READ_BATCH))) {
      if (!live.has(row.item_no)) continue;
      add(row.name, row.item_no);
      if (row.path !== row.name) add(row.path, row.item_no);
    }
  }
  return async (keys) =>
    keys.map((key) => {
      const name = typeof key === "string" ? key.trim() : "";
      if (name === "") return { problem: "There is no file name" };
      const item = items.get(name);
      if (item === undefined) return { problem: `The dataset has no file “${shortened(name, 100)}”` };
      return item === AMBIGUOUS
        ? { problem: `Several files are called “${shortened(name, 100)}”; give the path, or the media_id` }
        : { item };
    });
}

/** The share of keys that name an item, 0–1. */
export async function matchShare(open: OpenState, key: Key, keys: readonly unknown[]): Promise<number> {
  if (keys.length === 0) return 0;
  const matches = await (await matcherFor(open, key))(keys);
  return matches.filter((match) => "item" in match).length / matches.length;
}
