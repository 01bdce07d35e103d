/** Finds items by a description, with the embeddings that an enrichment has kept. */
import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { compareWith } from "@/lib/indexing/vectors";
import type { Neighbour } from "@/lib/indexing/graph";
import { embedText, notEmbedded } from "@/lib/models/text-embedding";
import { revisionsOf } from "@/lib/revisions/revision-items";
import { matchingItems } from "@/lib/search/matching";
import { bitmapOfSet, loadSets } from "@/lib/states/service";
import { revisionSet } from "@/lib/versioning/names";
import type { DescribeQuery, SimilarItems } from "./schema";
import { openForRead } from "./service";
import { withSimilarity } from "./present";

/** Live items of the version that match `q`, best first. @throws ConflictError when no item has an embedding yet */
export async function describeItems(user: CurrentUser, datasetId: string, query: DescribeQuery): Promise<SimilarItems> {
  const { dataset, open } = await openForRead(user, datasetId, query);
  const among = await matchingItems(open, query.q);
  const { modelId, model, vector } = await embedText(query.text, query.model);
  const visible = bitmapOfSet(await loadSets(open, [revisionSet("file")]), revisionSet("file"));
  const wanted = await revisionsOf(open.lineageId, "file", among, visible);
  const scores: Neighbour[] = [];
  await compareWith(open.lineageId, model, wanted, vector, (item, similarity) => scores.push({ item, similarity }));
  if (scores.length === 0 && !among.isEmpty) throw notEmbedded(modelId);
  scores.sort((a, b) => b.similarity - a.similarity || a.item - b.item);
  return { items: await withSimilarity(open, scores.slice(0, query.limit), dataset) };
}
