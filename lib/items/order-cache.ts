import { LRUCache } from "lru-cache";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import type { Bitmap } from "@/lib/versioning/bitmap";
import { revisionSet } from "@/lib/versioning/names";
import { shuffled, toOrder, type Order } from "./order";
import * as repository from "./repository";
import type { Sort } from "./schema";

const orders = new LRUCache<string, Order>({ maxSize: 96 * 1024 * 1024, sizeCalculation: (order) => 200 + order.items.byteLength + order.position.byteLength });

/** The order of a state's items, cached by its set of visible files. @throws DamagedObjectError */
export async function orderOf(open: OpenState, sort: Exclude<Sort, "added">, seed: number): Promise<Order> {
  const files = open.state.sets.get(revisionSet("file"));
  const key = `${open.lineageId} ${files?.hash ?? "none"} ${sort} ${sort === "random" ? seed : ""}`;
  const cached = orders.get(key);
  if (cached) return cached;
  const visible = bitmapOfSet(await loadSets(open, [revisionSet("file")]), revisionSet("file"));
  const order = await computeOrder(open, visible, sort, seed);
  orders.set(key, order);
  return order;
}

async function computeOrder(open: OpenState, visible: Bitmap, sort: Exclude<Sort, "added">, seed: number): Promise<Order> {
  if (sort === "random" || sort === "uniqueness") {
    const rows = await repository.findFileOrder(open.lineageId, "added");
    const items = rows.items.filter((_item, at) => visible.has(rows.revisions[at]!));
    // No index run scores uniqueness yet: nothing has a value, so all keep the order they were added in.
    return sort === "random" ? toOrder(shuffled(items, seed), items.length) : toOrder(items, 0);
  }
  const rows = await repository.findFileOrder(open.lineageId, sort);
  const shown = (_item: number, at: number) => visible.has(rows.revisions[at]!);
  const valued = rows.items.subarray(0, rows.valued).filter(shown);
  const unvalued = rows.items.subarray(rows.valued).filter((_item, at) => visible.has(rows.revisions[rows.valued + at]!));
  const items = new Uint32Array(valued.length + unvalued.length);
  items.set(valued);
  items.set(unvalued, valued.length);
  return toOrder(items, valued.length);
}
