/** Items that look like one of them, by the descriptors that the index keeps. */
import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { BadRequestError, ConflictError, NotFoundError, PayloadTooLargeError } from "@/lib/errors";
import { SimilarityGraph, type Neighbour } from "@/lib/indexing/graph";
import { spaceOf } from "@/lib/indexing/spaces";
import { findItemReadings } from "@/lib/indexing/item-readings";
import { compareWith } from "@/lib/indexing/vectors";
import { INDEX_MODEL } from "@/lib/media/reading";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { andNot, bitmapOf, type Bitmap } from "@/lib/versioning/bitmap";
import { revisionSet } from "@/lib/versioning/names";
import { findItemNumbers } from "@/lib/revisions/read-revisions";
import { revisionsOf } from "@/lib/revisions/revision-items";
import type { SimilarItems, SimilarQuery, SimilarToImage } from "./schema";
import { NOT_INDEXED } from "@/lib/search/scores";
import { keyOfImage } from "@/lib/search/image-key";
import { matchingItems } from "@/lib/search/matching";
import { withSimilarity } from "./present";
import { openForRead } from "./service";

const signed = (vector: Uint8Array): Int8Array => new Int8Array(vector.buffer, vector.byteOffset, vector.byteLength);

/** Live items of the version that match `q`, nearest first. @throws ConflictError when the item was not indexed yet */
export async function findSimilar(
  user: CurrentUser,
  datasetId: string,
  mediaId: string,
  query: SimilarQuery,
): Promise<SimilarItems> {
  const { dataset, open } = await openForRead(user, datasetId, query);
  const { model } = spaceOf(open.state.sets.keys());
  const [itemNo] = await findItemNumbers(open.lineageId, [mediaId]);
  const files = bitmapOfSet(await loadSets(open, [revisionSet("file")]), revisionSet("file"));
  const reading =
    itemNo === undefined
      ? undefined
      : (await findItemReadings(open.lineageId, [itemNo], model)).find((row) => files.has(row.revision_no));
  if (itemNo === undefined || !reading) throw new NotFoundError("Item");
  if (!reading.vector) throw new ConflictError(NOT_INDEXED);
  const among = andNot(await matchingItems(open, query.q), bitmapOf([itemNo]));
  const near = await nearest(open, signed(reading.vector), query.limit, among, files, model);
  return { items: await withSimilarity(open, near, dataset) };
}

/** Bytes of an image that is sent to be compared; larger ones are no search but an import. */
const MAX_EXAMPLE_BYTES = 32 * 1024 * 1024;

/** Live items that look like an image which is sent for it and not kept, and the key that `image:` searches by. @throws BadRequestError for what is no image */
export async function findSimilarTo(
  user: CurrentUser,
  datasetId: string,
  body: ReadableStream<Uint8Array> | null,
  query: SimilarQuery,
): Promise<SimilarToImage> {
  const { dataset, open } = await openForRead(user, datasetId, query);
  const image = await readExample(body);
  if (image.byteLength === 0) throw new BadRequestError("Send an image as the body");
  const among = await matchingItems(open, query.q);
  // The decoders come in only when somebody searches this way: they would take memory that every web process pays for.
  const { decodeMedia, UnusableFileError } = await import("@/lib/media/decode");
  const media = await limitExamples(() =>
    decodeMedia({ buffer: image }, { thumbnail: false, placeholder: true }),
  ).catch((error: unknown) => {
    if (error instanceof UnusableFileError) throw new BadRequestError(`This cannot be compared: ${error.message}`);
    throw error;
  });
  if (!media.reading) throw new BadRequestError("This file gave no picture to compare");
  const files = bitmapOfSet(await loadSets(open, [revisionSet("file")]), revisionSet("file"));
  const { descriptor } = media.reading;
  const near = await nearest(open, descriptor, query.limit, among, files, INDEX_MODEL);
  return { items: await withSimilarity(open, near, dataset), key: keyOfImage(descriptor, media.placeholder) };
}

/** The bytes of a body; what is too large is not read to its end. @throws PayloadTooLargeError */
async function readExample(body: ReadableStream<Uint8Array> | null): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader!.read()) {
    size += part.value.byteLength;
    if (size > MAX_EXAMPLE_BYTES) {
      // Who sends too much may be gone before we say so.
      await reader!.cancel().catch(() => undefined);
      throw new PayloadTooLargeError(`The image is larger than ${MAX_EXAMPLE_BYTES / 1024 / 1024} MB`);
    }
    parts.push(part.value);
  }
  return Buffer.concat(parts);
}

let lastExample: Promise<unknown> = Promise.resolve();
/** One after another: each takes a core and some hundred megabytes for a moment. */
function limitExamples<T>(work: () => Promise<T>): Promise<T> {
  const mine = lastExample.then(work);
  lastExample = mine.catch(() => undefined);
  return mine;
}

/** By the saved graph, and by comparing with the descriptors of items that it does not hold. */
async function nearest(
  open: OpenState,
  descriptor: Int8Array,
  limit: number,
  among: Bitmap,
  files: Bitmap,
  model: string,
): Promise<Neighbour[]> {
  const graph = await SimilarityGraph.view(open.lineageId, model);
  const outside = graph ? andNot(among, graph.items) : among;
  const found = graph ? graph.search(descriptor, limit, among) : [];
  const others = await revisionsOf(open.lineageId, "file", outside, files);
  await compareWith(open.lineageId, model, others, descriptor, (item, similarity) => found.push({ item, similarity }));
  return found.sort((a, b) => b.similarity - a.similarity || a.item - b.item).slice(0, limit);
}
