/** Items of a state as people see them: the visible revisions, the sets and columns that speak of them, put together. */
import "server-only";
import { createHash } from "node:crypto";
import type { Neighbour } from "@/lib/indexing/graph";
import { mediaUrl, type LinkedDataset } from "@/lib/media/urls";
import { canonicalJson } from "@/lib/revisions/payloads";
import { similarityShown } from "@/lib/search/likeness";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { FACETS, revisionSet } from "@/lib/versioning/names";
import { factsOf, readIndexed } from "./facts";
import * as repository from "./repository";
import type { RevisionRow } from "./repository";
import type { ItemDto } from "./schema";

/** Items of a state as DTOs, in the order of the numbers, with links that are good for the dataset. */
export async function presentItems(
  open: OpenState,
  numbers: readonly number[],
  dataset: LinkedDataset,
): Promise<ItemDto[]> {
  if (numbers.length === 0) return [];
  return presentRows({ open, numbers, dataset }, repository.findItems(open.lineageId, numbers));
}

/** A part of a page: items of one state. */
export interface ItemsOfState {
  readonly open: OpenState;
  readonly numbers: readonly number[];
  readonly dataset: LinkedDataset;
}

/** Items of several states as DTOs, those of each in the order of its numbers. What is asked for does not grow with the states. */
export async function presentItemsOfMany(parts: readonly ItemsOfState[]): Promise<ItemDto[][]> {
  if (parts.length === 0) return [];
  const rows = repository.findItemsOfMany(
    parts.map(({ open, numbers }) => ({ lineageId: open.lineageId, itemNos: numbers })),
  );
  return Promise.all(
    parts.map((part) =>
      presentRows(
        part,
        rows.then((found) => found.get(part.open.lineageId)!),
      ),
    ),
  );
}

async function presentRows(
  { open, numbers, dataset }: ItemsOfState,
  rows: ReturnType<typeof repository.findItems>,
): Promise<ItemDto[]> {
  const [{ items, revisions }, shown, said] = await Promise.all([
    rows,
    loadSets(open, FACETS.map(revisionSet)),
    readIndexed(open, numbers),
  ]);
  const visible = new Map<number, Partial<Record<RevisionRow["facet"], RevisionRow>>>();
  for (const revision of revisions) {
    if (!bitmapOfSet(shown, revisionSet(revision.facet)).has(revision.revision_no)) continue;
    const facets = visible.get(revision.item_no) ?? {};
    facets[revision.facet] = revision;
    visible.set(revision.item_no, facets);
  }
  const byNumber = new Map(items.map((item) => [item.item_no, item]));
  return numbers.flatMap((number) => {
    const item = byNumber.get(number);
    const facets = visible.get(number);
    const file = facets?.file;
    if (!item || !file?.sha256 || !file.kind) return [];
    const facts = factsOf(
      { ...item, ...file, sha256: file.sha256, kind: file.kind },
      {
        caption: facets?.caption?.payload,
        objects: facets?.objects?.payload,
        metadata: facets?.metadata?.payload,
        origin: facets?.origin?.payload,
      },
      said,
    );
    const { sha256, tags, labels, captions, objects, metadata, split, license, source_url } = facts;
    const hasThumbnail = file.placeholder !== null;
    return {
      ...facts,
      etag: etagOf([sha256, tags, labels, captions, objects, metadata, split, license, source_url]),
      url: mediaUrl(dataset, sha256, "original"),
      thumbnail_url: hasThumbnail ? mediaUrl(dataset, sha256, "small") : null,
      preview_url: hasThumbnail ? mediaUrl(dataset, sha256, "large") : null,
      placeholder: file.placeholder?.replaceAll("\n", "") ?? null,
    };
  });
}

/** Items with how alike they are to something, in the order that they come in. */
export async function withSimilarity(
  open: OpenState,
  near: readonly Neighbour[],
  dataset: LinkedDataset,
): Promise<(ItemDto & { similarity: number })[]> {
  const items = await presentItems(
    open,
    near.map(({ item }) => item),
    dataset,
  );
  return items.map((item, index) => ({ ...item, similarity: similarityShown(near[index]!.similarity) }));
}

const etagOf = (editable: unknown): string =>
  createHash("sha256").update(canonicalJson(editable)).digest("hex").slice(0, 24);
