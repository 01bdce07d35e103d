/** Items that look like one of them, by the descriptors that the index keeps. */
import type { CurrentUser } from "@/lib/auth/service";
import { ConflictError, NotFoundError } from "@/lib/errors";
import { SimilarityGraph, type Neighbour } from "@/lib/indexing/graph";
import { spaceOf } from "@/lib/indexing/spaces";
import { findItemReadings } from "@/lib/indexing/repository";
import { cosine } from "@/lib/media/pixels";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { andNot, bitmapOf, type Bitmap } from "@/lib/versioning/bitmap";
import { revisionSet } from "@/lib/versioning/names";
import { findItemNumbers } from "./repository";
import type { SimilarItems, SimilarQuery } from "./schema";
import { matching } from "./matching";
import { presentItems } from "./present";
import { openForRead } from "./service";

const BATCH = 5_000;
const signed = (vector: Uint8Array): Int8Array => new Int8Array(vector.buffer, vector.byteOffset, vector.byteLength);

/** Live items of the version that match `q`, nearest first. @throws ConflictError when the item was not indexed yet */
export async function findSimilar(user: CurrentUser, datasetId: string, mediaId: string, query: SimilarQuery): Promise<SimilarItems> {
  const { open } = await openForRead(user, datasetId, query.snapshot_id);
  const { model } = spaceOf(open.state.sets.keys());
  const [itemNo] = await findItemNumbers(open.lineageId, [mediaId]);
  const files = bitmapOfSet(await loadSets(open, [revisionSet("file")]), revisionSet("file"));
  const reading = itemNo === undefined ? undefined : (await findItemReadings(open.lineageId, [itemNo], model)).find((row) => files.has(row.revision_no));
  if (itemNo === undefined || !reading) throw new NotFoundError("Item");
  if (!reading.vector) throw new ConflictError("This item has not been indexed yet. Re-index the dataset, then look for similar items.");
  const among = andNot(await matching(open, query.q), bitmapOf([itemNo]));
  const near = await nearest(open, signed(reading.vector), query.limit, among, files, model);
  const items = await presentItems(open, near.map(({ item }) => item));
  return { items: items.map((item, index) => ({ ...item, similarity: Math.round(near[index]!.similarity * 1000) / 1000 })) };
}

/** By the saved graph, and by comparing with the descriptors of items that it does not hold. */
async function nearest(open: OpenState, descriptor: Int8Array, limit: number, among: Bitmap, files: Bitmap, model: string): Promise<Neighbour[]> {
  const graph = await SimilarityGraph.view(open.lineageId, model);
  const outside = graph ? andNot(among, graph.items) : among;
  const found = graph ? graph.search(descriptor, limit, among) : [];
  const rest = outside.toArray();
  for (let start = 0; start < rest.length; start += BATCH) {
    for (const row of await findItemReadings(open.lineageId, rest.slice(start, start + BATCH), model)) {
      if (row.vector && files.has(row.revision_no)) found.push({ item: row.item_no, similarity: cosine(descriptor, signed(row.vector)) });
    }
  }
  return found.sort((a, b) => b.similarity - a.similarity || a.item - b.item).slice(0, limit);
}
