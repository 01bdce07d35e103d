import "server-only";
import { findFileOrder } from "./repository";
import { derived } from "@/lib/derived";
import { itemsOf, revisionsOf } from "@/lib/revisions/revision-items";
import { bitmapOfSet, loadColumn, loadSets, type OpenState } from "@/lib/states/service";
import { andNot, or, type Bitmap } from "@/lib/versioning/bitmap";
import { UNIQUENESS } from "@/lib/indexing/rules";
import { revisionSet } from "@/lib/versioning/names";
import { shuffled, toOrder, type Order } from "./order";
import type { Sort } from "./order";

/** By lineage and what decides an order: visible files, and the seed or the uniqueness of an index run. */
const orders = derived<Order>("orders", ({ items, position }) => items.byteLength + position.byteLength);

/** The order of a state's items. @throws DamagedObjectError */
export async function orderOf(
  open: OpenState,
  sort: Exclude<Sort, "added" | "similarity">,
  seed: number,
): Promise<Order> {
  const files = open.state.sets.get(revisionSet("file"));
  const scores = sort === "uniqueness" ? open.state.columns.get(UNIQUENESS)?.hash : null;
  const key = `${open.lineageId} ${files?.hash ?? "none"} ${sort} ${sort === "random" ? seed : (scores ?? "")}`;
  return orders.of(key, async () => {
    const visible = bitmapOfSet(await loadSets(open, [revisionSet("file")]), revisionSet("file"));
    return computeOrder(open, visible, sort, seed);
  });
}

/**
 * The order of the items of two states of one lineage: as the second has them, and those that only the first shows files of as that
 * has them. @throws DamagedObjectError
 */
export async function orderOfBoth(
  from: OpenState,
  to: OpenState,
  sort: Exclude<Sort, "added" | "similarity">,
  seed: number,
): Promise<Order> {
  const FILE = revisionSet("file");
  const [was, is] = await Promise.all([from, to].map(async (open) => bitmapOfSet(await loadSets(open, [FILE]), FILE)));
  const gone = andNot(was!, is!);
  // What was deleted keeps its file, so that going from an older version to a newer one there is nothing to add.
  if (gone.isEmpty) return orderOf(to, sort, seed);
  const refs = [from, to].map(({ state }) => state.sets.get(FILE)?.hash ?? "none").join(" ");
  const scores = sort === "uniqueness" ? to.state.columns.get(UNIQUENESS)?.hash : null;
  const key = `${to.lineageId} ${refs} ${sort} ${sort === "random" ? seed : (scores ?? "")}`;
  return orders.of(key, async () => {
    // One whose file was replaced stands where its new one does.
    const items = await itemsOf(to.lineageId, gone);
    const replaced = await itemsOf(to.lineageId, await revisionsOf(to.lineageId, "file", items, is!));
    const only = await revisionsOf(to.lineageId, "file", andNot(items, replaced), was!);
    return computeOrder(to, or(is!, only), sort, seed);
  });
}

async function computeOrder(
  open: OpenState,
  visible: Bitmap,
  sort: Exclude<Sort, "added" | "similarity">,
  seed: number,
): Promise<Order> {
  if (sort === "random" || sort === "uniqueness") {
    const rows = await findFileOrder(open.lineageId, "added");
    const items = rows.items.filter((_item, at) => visible.has(rows.revisions[at]!));
    if (sort === "random") return toOrder(shuffled(items, seed), items.length);
    const scores = await loadColumn(open, UNIQUENESS);
    // Score above, number below: one sort of numbers, with the number deciding between equal scores.
    const valued = Float64Array.from(
      items.filter((item) => scores.get(item) > 0),
      (item) => scores.get(item) * 2 ** 31 + item,
    ).sort();
    const ordered = new Uint32Array(items.length);
    ordered.set(Uint32Array.from(valued, (key) => key % 2 ** 31));
    ordered.set(
      items.filter((item) => scores.get(item) === 0),
      valued.length,
    );
    return toOrder(ordered, valued.length);
  }
  const rows = await findFileOrder(open.lineageId, sort);
  const shown = (_item: number, at: number) => visible.has(rows.revisions[at]!);
  const valued = rows.items.subarray(0, rows.valued).filter(shown);
  const unvalued = rows.items
    .subarray(rows.valued)
    .filter((_item, at) => visible.has(rows.revisions[rows.valued + at]!));
  const items = new Uint32Array(valued.length + unvalued.length);
  items.set(valued);
  items.set(unvalued, valued.length);
  return toOrder(items, valued.length);
}
