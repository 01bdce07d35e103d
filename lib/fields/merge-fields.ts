/** New values of fields joined with what the metadata of items says already. */
import "server-only";
import { revisionsOf } from "@/lib/revisions/revision-items";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { bitmapOf, type Bitmap } from "@/lib/versioning/bitmap";
import { revisionSet } from "@/lib/versioning/names";
import { changedFieldSets, fieldSetNames, type MetadataPayload } from "./field-sets";
import { findPayloads } from "@/lib/revisions/read-revisions";
import { fieldsIn, fieldSetName, type Field } from "./rules";

const READ_BATCH = 20_000;

/**
 * Every touched item's metadata with the new values in it, and the sets that follow. A value of null takes the field
 * away; metadata without any field left is none (null).
 * @param conflict what happens where an item has a value of the field: `replace` it, or `keep` it. With `keep`, fields that
 *   the version has with another type are left out too.
 */
export async function mergeFields(
  open: OpenState,
  values: ReadonlyMap<number, ReadonlyMap<string, unknown>>,
  fields: readonly Field[],
  conflict: "replace" | "keep",
): Promise<{ payloads: Map<number, MetadataPayload | null>; sets: Map<string, Bitmap> }> {
  const known = fieldsIn(open.state.sets.keys());
  const fitting = fields.filter(
    (field) => !known.has(field.name) || fieldSetName(known.get(field.name)!) === fieldSetName(field),
  );
  const allowed = new Set(fitting.map((field) => field.name));
  const name = revisionSet("metadata");
  const visible = bitmapOfSet(await loadSets(open, [name]), name);
  const old = (await revisionsOf(open.lineageId, "metadata", bitmapOf([...values.keys()]), visible)).toArray();
  const before = new Map<number, MetadataPayload>();
  for (let start = 0; start < old.length; start += READ_BATCH)
    for (const row of await findPayloads(open.lineageId, old.slice(start, start + READ_BATCH)))
      before.set(row.item_no, row.payload);
  const payloads = new Map<number, MetadataPayload | null>();
  for (const [item, fresh] of values) {
    const current = before.get(item) ?? {};
    const added = [...fresh].filter(([field]) => allowed.has(field) && !(conflict === "keep" && field in current));
    if (added.length === 0) continue;
    const next = Object.entries({ ...current, ...Object.fromEntries(added) }).filter(([, value]) => value !== null);
    payloads.set(item, next.length === 0 ? null : Object.fromEntries(next));
  }
  const change = { payloads, fresh: fitting };
  const loaded = await loadSets(open, fieldSetNames(open, change));
  return { payloads, sets: changedFieldSets(open, (set) => bitmapOfSet(loaded, set), change) };
}
