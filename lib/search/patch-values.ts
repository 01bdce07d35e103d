/** Numbers of one version made from those of another, or read. */
import type { Bitmap } from "@/lib/versioning/bitmap";
import { LARGE_PORTION, readPortions, type Portion, type Share } from "./portions";

/** Beyond this many differing revisions all are read: ranges are faster than asking for many by number. */
export const PATCH_UP_TO = 20_000;

/** Items, and for each of them a number of each kind. */
export interface Columns {
  readonly items: Uint32Array;
  readonly columns: readonly Float64Array[];
}

/** Without the numbers of the items that were replaced, and with new ones. */
export function patchColumns(before: Columns, replaced: Bitmap, added: Columns): Columns {
  const isReplaced = new Uint8Array(replaced.isEmpty ? 0 : replaced.maximum() + 1);
  for (const item of replaced.toUint32Array()) isReplaced[item] = 1;
  const kept: number[] = [];
  before.items.forEach((item, at) => {
    if (isReplaced[item] !== 1) kept.push(at);
  });
  const items = new Uint32Array(kept.length + added.items.length);
  kept.forEach((at, index) => (items[index] = before.items[at]!));
  items.set(added.items, kept.length);
  const columns = before.columns.map((column, kind) => {
    const values = new Float64Array(items.length);
    kept.forEach((at, index) => (values[index] = column[at]!));
    values.set(added.columns[kind]!, kept.length);
    return values;
  });
  return { items, columns };
}

export const NO_COLUMNS: Columns = { items: new Uint32Array(0), columns: [new Float64Array(0), new Float64Array(0)] };

type Rows = Columns & { readonly revisions: Uint32Array };

/** Those of the rows whose revision is visible. */
export function visibleColumns({ revisions, items, columns }: Rows, visible: Bitmap): Columns {
  const shown = new Uint32Array(revisions.length);
  let count = 0;
  for (let at = 0; at < revisions.length; at += 1) if (visible.has(revisions[at]!)) shown[count++] = at;
  if (count === revisions.length) return { items, columns };
  const kept = shown.subarray(0, count);
  return {
    items: kept.map((at) => items[at]!),
    columns: columns.map((column) => Float64Array.from(kept, (at) => column[at]!)),
  };
}

/** Reads numbers of revisions. @param kinds how many of each */
export async function readColumns(
  revisions: Bitmap,
  kinds: number,
  read: (portion: Portion) => Promise<Rows>,
  told?: Share,
): Promise<Columns> {
  const parts: Columns[] = [];
  await readPortions(revisions, read, (rows) => parts.push(visibleColumns(rows, revisions)), {
    told,
    size: LARGE_PORTION,
  });
  const items = new Uint32Array(parts.reduce((sum, part) => sum + part.items.length, 0));
  const columns = Array.from({ length: kinds }, () => new Float64Array(items.length));
  let start = 0;
  for (const part of parts) {
    items.set(part.items, start);
    columns.forEach((column, kind) => column.set(part.columns[kind]!, start));
    start += part.items.length;
  }
  return { items, columns };
}
