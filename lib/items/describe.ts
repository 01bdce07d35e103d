/** Finds items by a description, with the embeddings that an enrichment has kept. */
import "server-only";
import { LRUCache } from "lru-cache";
import type { CurrentUser } from "@/lib/auth/service";
import { ConflictError, InvalidInputError } from "@/lib/errors";
import { matchingItems } from "@/lib/search/matching";
import { presentItems } from "./present";
import { openForRead } from "./service";
import type { SimilarItems } from "./schema";
import { cosine } from "@/lib/media/pixels";
import { processWide } from "@/lib/process-wide";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import type { Bitmap } from "@/lib/versioning/bitmap";
import { revisionSet } from "@/lib/versioning/names";
import { embeddingKey, findInstalledModels, loadTextEmbedder, type TextEmbedder } from "@/lib/models/learned";
import { findItemVectors } from "@/lib/indexing/item-readings";
import type { DescribeQuery } from "./schema";

/**
 * One text model at a time, loaded once somebody searches: it takes as much memory as its weights. That is a thing in use
 * and no derived value: it is larger than what those are kept in, and must not push them out.
 */
const embedders = processWide("text-models", () => new LRUCache<string, Promise<TextEmbedder>>({ max: 1 }));

async function chooseModel(asked: string | undefined): Promise<string> {
  const models = (await findInstalledModels()).filter((model) => model.type === "embedding");
  if (asked !== undefined && !models.some((model) => model.id === asked))
    throw InvalidInputError.at(["query", "model"], `There is no embedding model “${asked}” here`);
  const id = asked ?? models[0]?.id;
  if (!id)
    throw new ConflictError(
      "There is no model for searching by description on this server. Its administrator can put one into the models folder; Enrich lists which.",
    );
  return id;
}

const BATCH = 5_000;

/** Live items of the version that match `q`, best first. @throws ConflictError when no item has an embedding yet */
export async function describeItems(user: CurrentUser, datasetId: string, query: DescribeQuery): Promise<SimilarItems> {
  const { open } = await openForRead(user, datasetId, query);
  const among = await matchingItems(open, query.q);
  const id = await chooseModel(query.model);
  const key = await embeddingKey(id);
  let embedder = embedders.get(key);
  if (!embedder) {
    embedders.set(key, (embedder = loadTextEmbedder(id)));
    embedder.catch(() => embedders.delete(key));
  }
  const wanted = await (await embedder)(query.text);
  const scores = await scoresOf(open, among, key, wanted);
  if (scores.length === 0 && !among.isEmpty)
    throw new ConflictError(`No item has an embedding of ${id} yet. Enrich the dataset with it first.`);
  const best = scores.sort((a, b) => b.similarity - a.similarity || a.item - b.item).slice(0, query.limit);
  const items = await presentItems(
    open,
    best.map(({ item }) => item),
  );
  return {
    items: items.map((item, index) => ({ ...item, similarity: Math.round(best[index]!.similarity * 1000) / 1000 })),
  };
}

/** Every embedding is compared: the cost follows the items that match. */
async function scoresOf(
  open: OpenState,
  among: Bitmap,
  key: string,
  wanted: Int8Array,
): Promise<{ item: number; similarity: number }[]> {
  const visible = bitmapOfSet(await loadSets(open, [revisionSet("file")]), revisionSet("file"));
  const items = among.toArray();
  const scores: { item: number; similarity: number }[] = [];
  for (let start = 0; start < items.length; start += BATCH) {
    for (const row of await findItemVectors(open.lineageId, key, items.slice(start, start + BATCH))) {
      if (visible.has(row.revision_no))
        scores.push({
          item: row.item_no,
          similarity: cosine(wanted, new Int8Array(row.vector.buffer, row.vector.byteOffset, row.vector.byteLength)),
        });
    }
  }
  return scores;
}
