/**
 * How alike the items of a version are to the example that a search names. A version's files and an example decide it, so it
 * is computed once and kept; raising the least likeness that counts only shortens what is there.
 */
import "server-only";
import { createHash } from "node:crypto";
import { derived } from "@/lib/derived";
import { ConflictError } from "@/lib/errors";
import { SimilarityGraph } from "@/lib/indexing/graph";
import { findItemReadings } from "@/lib/indexing/item-readings";
import { spaceOf } from "@/lib/indexing/spaces";
import { compareWith } from "@/lib/indexing/vectors";
import { INDEX_MODEL } from "@/lib/media/reading";
import { embedText, notEmbedded } from "@/lib/models/text-embedding";
import { findItemNumbers } from "@/lib/revisions/read-revisions";
import { itemsOf, revisionsOf } from "@/lib/revisions/revision-items";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { and, andNot, bitmapOf, type Bitmap } from "@/lib/versioning/bitmap";
import { revisionSet } from "@/lib/versioning/names";
import { descriptorIn } from "./image-key";
import { badSearch } from "./language";
import { leastOf, type Alike } from "./likeness";

export const NOT_INDEXED = "This item has not been indexed yet. Re-index the dataset, then look for similar items.";

/** The items that are at least so alike to an example, deleted ones too. */
export interface Scores {
  /** Names the example, the version's files, and what of them could be compared. */
  readonly key: string;
  /** Most alike first. */
  readonly items: Uint32Array;
  readonly similarities: Float32Array;
}

/** Scores from some likeness on, and what else their question needs. */
interface Known extends Scores {
  readonly from: number;
  /** Place of each item number in `items`, counted from 1. */
  readonly places: Uint32Array;
  /** How many could be compared, of how many. */
  readonly compared: number;
  readonly of: number;
  readonly at: number;
}
/** By lineage, the hash of the visible files, model and example. */
const known = derived<Known>("similarities", ({ items, places }) => items.byteLength * 2 + places.byteLength);
/** Embeddings come without the version changing: what could not be compared is tried again after this long. */
const COMPLETE_AGAIN_MS = 2_000;

interface Example {
  readonly vector: Int8Array;
  /** What the vectors that it is compared with are kept under. */
  readonly model: string;
  /** The learned model's id, where nothing to compare with is an error. */
  readonly needs: string | null;
}

const FILES = revisionSet("file");
const filesOf = async (open: OpenState): Promise<Bitmap> => bitmapOfSet(await loadSets(open, [FILES]), FILES);

/** @throws InvalidInputError at the term for an example that this version does not have, ConflictError where nothing can be compared */
async function exampleOf(open: OpenState, query: Alike): Promise<Example> {
  switch (query.to) {
    case "similar":
      return { vector: await vectorOfItem(open, query), model: spaceOf(open.state.sets.keys()).model, needs: null };
    case "image": {
      const vector = descriptorIn(query.example);
      if (!vector) throw badSearch(query.at, "This key of an image cannot be read here; search by the image again");
      return { vector, model: INDEX_MODEL, needs: null };
    }
    case "description": {
      const { vector, model, modelId } = await embedText(query.example);
      return { vector, model, needs: modelId };
    }
  }
}

/** By lineage, the hash of the visible files, model and media id. */
const ofItems = derived<Int8Array>("vectors of examples", (vector) => vector.byteLength);

/** An item that was deleted since is an example still: deleting all that look like it must not break the search. */
function vectorOfItem(open: OpenState, { example, at }: Alike): Promise<Int8Array> {
  const { model } = spaceOf(open.state.sets.keys());
  return ofItems.of(`${open.lineageId} ${open.state.sets.get(FILES)?.hash} ${model} ${example}`, async () => {
    const [[item], files] = await Promise.all([findItemNumbers(open.lineageId, [example]), filesOf(open)]);
    const readings = item === undefined ? [] : await findItemReadings(open.lineageId, [item], model);
    const reading = readings.find((row) => files.has(row.revision_no));
    if (!reading) throw badSearch(at, `There is no item ${example} in this version`);
    if (!reading.vector) throw new ConflictError(NOT_INDEXED);
    return Int8Array.from(reading.vector, (byte) => (byte << 24) >> 24);
  });
}

/** What is at least as alike to the example as the search asks for. @throws InvalidInputError, ConflictError */
export async function scoresOf(
  open: OpenState,
  query: Alike,
): Promise<Scores & { similarityOf(item: number): number | null }> {
  const least = leastOf(query);
  const { key, items, similarities, places } = await knownFrom(open, await exampleOf(open, query), least);
  // The first place that is less alike than asked for.
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (similarities[middle]! >= least) low = middle + 1;
    else high = middle;
  }
  const count = low;
  return {
    key,
    items: items.subarray(0, count),
    similarities: similarities.subarray(0, count),
    similarityOf: (item) => {
      const place = places[item] ?? 0;
      return place > 0 && place <= count ? similarities[place - 1]! : null;
    },
  };
}

async function knownFrom(open: OpenState, example: Example, least: number): Promise<Known> {
  const vector = createHash("sha256").update(example.vector).digest("base64url");
  const key = `${open.lineageId} ${open.state.sets.get(FILES)?.hash ?? "none"} ${example.model} ${vector}`;
  const found = await known.of(key, () => compare(open, example, least, key));
  const isWhole = found.compared === found.of || Date.now() - found.at < COMPLETE_AGAIN_MS;
  if (found.from <= least && isWhole) return found;
  return known.remember(key, await compare(open, example, Math.min(found.from, least), key));
}

/** By the saved graph, and one by one where it does not hold them. */
async function compare(open: OpenState, { vector, model, needs }: Example, from: number, key: string): Promise<Known> {
  const files = await filesOf(open);
  const [graph, items] = await Promise.all([
    SimilarityGraph.view(open.lineageId, model),
    itemsOf(open.lineageId, files),
  ]);
  const near = graph ? graph.above(vector, from, items) : [];
  const outside = graph ? andNot(items, graph.items) : items;
  const others = graph ? await revisionsOf(open.lineageId, "file", outside, files) : files;
  let compared = graph ? and(items, graph.items).size : 0;
  compared += await compareWith(open.lineageId, model, others, vector, (item, similarity) => {
    if (similarity >= from) near.push({ item, similarity });
  });
  if (compared === 0 && needs !== null && items.size > 0) throw notEmbedded(needs);
  near.sort((a, b) => b.similarity - a.similarity || a.item - b.item);
  const places = new Uint32Array(items.isEmpty ? 0 : items.maximum() + 1);
  near.forEach(({ item }, place) => (places[item] = place + 1));
  return {
    key: `${key} ${compared}`,
    items: Uint32Array.from(near, ({ item }) => item),
    similarities: Float32Array.from(near, ({ similarity }) => similarity),
    places,
    from,
    compared,
    of: items.size,
    at: Date.now(),
  };
}

/** The items as a set. */
export const itemsAlike = async (open: OpenState, query: Alike): Promise<Bitmap> =>
  bitmapOf(Uint32Array.from((await scoresOf(open, query)).items).sort());
