/** Items of a state as people see them: the visible revisions, the sets and columns that speak of them, put together. */
import "server-only";
import { createHash } from "node:crypto";
import { confidenceColumn, DUPLICATE_GROUP, MISLABEL, UNIQUENESS } from "@/lib/indexing/rules";
import { mediaUrl } from "@/lib/media/urls";
import { bitmapOfSet, loadColumn, loadSets, type OpenState } from "@/lib/states/service";
import { facetSetsOf, type FacetSet } from "@/lib/states/facet-sets";
import { and, bitmapOf } from "@/lib/versioning/bitmap";
import { fractionFrom } from "@/lib/versioning/columns";
import { FACETS, revisionSet, SET_KINDS, type SetKind } from "@/lib/versioning/names";
import type { LoadedSet } from "@/lib/versioning/state";
import { storedObjects } from "@/lib/objects/identity";
import { canonicalJson, captionsOf, type FilePayload, type OriginPayload } from "@/lib/revisions/payloads";
import * as repository from "./repository";
import type { RevisionRow } from "./repository";
import type { ItemDto } from "./schema";
import type { Neighbour } from "@/lib/indexing/graph";
import { similarityShown } from "@/lib/search/likeness";

/** Items of a state as DTOs, in the order of the numbers. */
export async function presentItems(open: OpenState, numbers: readonly number[]): Promise<ItemDto[]> {
  if (numbers.length === 0) return [];
  const shown = facetSetsOf(open).filter(({ kind }) => kind !== "kind" && kind !== "meta");
  const [{ items, revisions }, sets, uniqueness, groups, doubts] = await Promise.all([
    repository.findItems(open.lineageId, numbers),
    loadSets(open, [...shown.map(({ name }) => name), ...FACETS.map(revisionSet)]),
    loadColumn(open, UNIQUENESS),
    loadColumn(open, DUPLICATE_GROUP),
    loadColumn(open, MISLABEL),
  ]);
  const confidences = await confidencesOf(open, numbers, shown, sets);
  const visible = new Map<number, Partial<Record<RevisionRow["facet"], RevisionRow>>>();
  for (const revision of revisions) {
    if (!bitmapOfSet(sets, revisionSet(revision.facet)).has(revision.revision_no)) continue;
    const facets = visible.get(revision.item_no) ?? {};
    facets[revision.facet] = revision;
    visible.set(revision.item_no, facets);
  }
  const values = wordsOf(numbers, shown, sets);
  const byNumber = new Map(items.map((item) => [item.item_no, item]));
  return numbers.flatMap((number) => {
    const item = byNumber.get(number);
    const facets = visible.get(number);
    const file = facets?.file;
    if (!item || !file?.sha256 || !file.kind) return [];
    const payload = file.payload as FilePayload;
    const words = values.get(number)!;
    const hasThumbnail = file.placeholder !== null;
    const captions = captionsOf(facets?.caption?.payload);
    const objects = storedObjects(facets?.objects?.payload, item.media_id);
    const { license = null, source_url = null } = (facets?.origin?.payload ?? {}) as OriginPayload;
    const split = words.split[0] ?? null;
    const metadata = (facets?.metadata?.payload as Record<string, unknown> | undefined) ?? {};
    return {
      media_id: item.media_id,
      item_no: number,
      media_type: file.kind,
      file_name: payload.name,
      file_path: payload.path,
      file_size: file.size ?? 0,
      width: file.width,
      height: file.height,
      duration_ms: file.duration_ms,
      mime_type: file.mime ?? "application/octet-stream",
      taken_at: file.taken_at,
      sha256: file.sha256,
      tags: words.tag,
      labels: words.label,
      propagated_labels: words.propagated,
      issues: words.issue,
      caption: captions[0] ?? null,
      captions,
      objects,
      split,
      license,
      source_url,
      metadata,
      statistics: file.stats ?? {},
      issue_confidences: Object.fromEntries(
        words.issue
          .flatMap((issue) => confidences.get(issue)?.get(number) ?? [])
          .map(({ issue, confidence }) => [issue, confidence]),
      ),
      cluster_id: words.cluster[0] ?? null,
      subcluster_id: words.subcluster[0] ?? null,
      duplicate_group: groups.get(number) || null,
      mislabel_score: rounded(fractionFrom(doubts.get(number))),
      uniqueness_score: rounded(fractionFrom(uniqueness.get(number))),
      created_at: item.created_at,
      etag: etagOf([file.sha256, words.tag, words.label, captions, objects, metadata, split, license, source_url]),
      url: mediaUrl(file.sha256, "original"),
      thumbnail_url: hasThumbnail ? mediaUrl(file.sha256, "small") : null,
      preview_url: hasThumbnail ? mediaUrl(file.sha256, "large") : null,
      placeholder: file.placeholder?.replaceAll("\n", "") ?? null,
    };
  });
}

/** Items with how alike they are to something, in the order that they come in. */
export async function withSimilarity(
  open: OpenState,
  near: readonly Neighbour[],
): Promise<(ItemDto & { similarity: number })[]> {
  const items = await presentItems(
    open,
    near.map(({ item }) => item),
  );
  return items.map((item, index) => ({ ...item, similarity: similarityShown(near[index]!.similarity) }));
}

const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 1000) / 1000);

/** How sure each issue of a page's items is, where an index run has said so: by issue, then by item. */
async function confidencesOf(
  open: OpenState,
  numbers: readonly number[],
  shown: readonly FacetSet[],
  sets: ReadonlyMap<string, LoadedSet>,
) {
  const page = bitmapOf(numbers);
  const issues = shown
    .filter(({ kind, name }) => kind === "issue" && bitmapOfSet(sets, name).intersects(page))
    .map(({ value }) => value);
  const columns = await Promise.all(
    issues.map(async (issue) => [issue, await loadColumn(open, confidenceColumn(issue))] as const),
  );
  return new Map(
    columns.map(([issue, column]) => [
      issue,
      new Map(
        numbers.flatMap((number) =>
          column.get(number)
            ? [[number, { issue, confidence: rounded(fractionFrom(column.get(number)))! }] as const]
            : [],
        ),
      ),
    ]),
  );
}

const etagOf = (editable: unknown): string =>
  createHash("sha256").update(canonicalJson(editable)).digest("hex").slice(0, 24);

/** Tags, labels and issues of a page's items: each set is intersected with the page first, so the cost follows the page. */
function wordsOf(numbers: readonly number[], shown: readonly FacetSet[], sets: ReadonlyMap<string, LoadedSet>) {
  const result = new Map(
    numbers.map((number) => [
      number,
      Object.fromEntries(SET_KINDS.map((kind) => [kind, [] as string[]])) as Record<SetKind, string[]>,
    ]),
  );
  const page = bitmapOf(numbers);
  for (const { name, kind, value } of shown) {
    const set = bitmapOfSet(sets, name);
    if (!set.intersects(page)) continue;
    for (const number of and(set, page).toArray()) result.get(number)![kind].push(value);
  }
  for (const words of result.values()) Object.values(words).forEach((list) => list.sort());
  return result;
}
