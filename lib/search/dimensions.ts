/** Widths, heights and their ratios, which are read together: they are asked for one after the other. */
import "server-only";
import { derived } from "@/lib/derived";
import { itemsOf } from "@/lib/revisions/revision-items";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { andNot, memoryOf, type Bitmap } from "@/lib/versioning/bitmap";
import { revisionSet } from "@/lib/versioning/names";
import type { Values } from "./histogram";
import { NO_COLUMNS, PATCH_UP_TO, patchColumns, readColumns, type Columns } from "./patch-values";
import type { Share } from "./portions";
import { findDimensions } from "./repository";

interface Known extends Columns {
  readonly visible: Bitmap;
}
/** By lineage and the hash of the visible files. */
const known = derived<Known>(
  "dimensions",
  ({ items, columns, visible }) =>
    items.byteLength + columns.reduce((sum, column) => sum + column.byteLength, 0) + memoryOf(visible),
);
/** By lineage, the key of the version that was read last: what the next one is made from, if it is still there. */
const latest = derived<string>("latest dimensions", (key) => key.length * 2);

const FILES = revisionSet("file");
const KINDS = 2;

/** Widths and heights that a state shows, 0 where there is none; deleted items are among them. @throws DamagedObjectError */
export async function dimensionsOf(open: OpenState, told?: Share): Promise<Columns> {
  const ref = open.state.sets.get(FILES);
  if (!ref) return NO_COLUMNS;
  const key = `${open.lineageId} ${ref.hash}`;
  const before = latest.get(open.lineageId) ?? "";
  return known.of(key, async () => {
    const visible = bitmapOfSet(await loadSets(open, [FILES]), FILES);
    const columns = await patchDimensions(open.lineageId, visible, known.peek(before), told);
    latest.remember(open.lineageId, key);
    return { ...columns, visible };
  });
}

/** @param before the same of another version */
async function patchDimensions(lineageId: string, visible: Bitmap, before: Known | undefined, told?: Share) {
  if (before) {
    const [gone, fresh] = [andNot(before.visible, visible), andNot(visible, before.visible)];
    if (gone.size + fresh.size <= PATCH_UP_TO)
      return patchColumns(before, await itemsOf(lineageId, gone), await readDimensions(lineageId, fresh));
  }
  return readDimensions(lineageId, visible, told);
}

/** Widths and heights of files, read for them alone. */
export const readDimensions = (lineageId: string, revisions: Bitmap, told?: Share): Promise<Columns> =>
  readColumns(revisions, KINDS, (portion) => findDimensions(lineageId, portion), told);

/** Those of the items that have it. */
export function dimensionIn({ items, columns }: Columns, field: "width" | "height"): Values {
  const values = columns[field === "width" ? 0 : 1]!;
  return values.includes(0)
    ? { items: items.filter((_item, at) => values[at]! > 0), values: values.filter((value) => value > 0) }
    : { items, values };
}

/** Width by height of the items that have both. */
export function ratiosIn({ items, columns }: Columns): Values {
  const [widths, heights] = [columns[0]!, columns[1]!];
  const [sized, ratios] = [new Uint32Array(items.length), new Float64Array(items.length)];
  let count = 0;
  for (let at = 0; at < items.length; at += 1) {
    if (widths[at] === 0 || heights[at] === 0) continue;
    sized[count] = items[at]!;
    ratios[count++] = widths[at]! / heights[at]!;
  }
  return { items: sized.subarray(0, count), values: ratios.subarray(0, count) };
}
