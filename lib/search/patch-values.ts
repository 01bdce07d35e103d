/** Values of one version made from those of another. Pure. */
import type { Bitmap } from "@/lib/versioning/bitmap";
import type { Values } from "./histogram";

/** Beyond this many differing revisions all are read: one packed query is faster than asking for many by number. */
export const PATCH_UP_TO = 20_000;

/** Without the values of the items that were replaced, and with new ones. */
export function patchValues(before: Values, replaced: Bitmap, added: Values): Values {
  const kept: number[] = [];
  before.items.forEach((item, at) => {
    if (!replaced.has(item)) kept.push(at);
  });
  const items = new Uint32Array(kept.length + added.items.length);
  const values = new Float64Array(items.length);
  kept.forEach((at, index) => {
    items[index] = before.items[at]!;
    values[index] = before.values[at]!;
  });
  items.set(added.items, kept.length);
  values.set(added.values, kept.length);
  return { items, values };
}

/** Those of the rows whose revision is visible. */
export function visibleValues(rows: Values & { readonly revisions: Uint32Array }, visible: Bitmap): Values {
  const shown = rows.revisions.map((revision, at) => (visible.has(revision) ? at + 1 : 0)).filter((at) => at > 0);
  return {
    items: shown.map((at) => rows.items[at - 1]!),
    values: Float64Array.from(shown, (at) => rows.values[at - 1]!),
  };
}
