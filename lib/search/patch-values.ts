/** Numbers of one version made from those of another. Pure. */
import type { Bitmap } from "@/lib/versioning/bitmap";

/** Beyond this many differing revisions all are read: one packed query is faster than asking for many by number. */
export const PATCH_UP_TO = 20_000;

/** Items, and for each of them a number of each kind. */
export interface Columns {
  readonly items: Uint32Array;
  readonly columns: readonly Float64Array[];
}

/** Without the numbers of the items that were replaced, and with new ones. */
export function patchColumns(before: Columns, replaced: Bitmap, added: Columns): Columns {
  const kept: number[] = [];
  before.items.forEach((item, at) => {
    if (!replaced.has(item)) kept.push(at);
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

/** Those of the rows whose revision is visible. */
export function visibleColumns(rows: Columns & { readonly revisions: Uint32Array }, visible: Bitmap): Columns {
  const shown = rows.revisions.map((revision, at) => (visible.has(revision) ? at + 1 : 0)).filter((at) => at > 0);
  return {
    items: shown.map((at) => rows.items[at - 1]!),
    columns: rows.columns.map((column) => Float64Array.from(shown, (at) => column[at - 1]!)),
  };
}
