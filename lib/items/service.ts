/** Reading and changing items. Reads take a state, so a page, its facets and its counts always agree. */
import { createHash, randomUUID } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { CurrentUser } from "@/lib/auth/service";
import type { DatasetView } from "@/lib/datasets/repository";
import { moveHeadTo } from "@/lib/datasets/repository";
import { derivedStatus } from "@/lib/datasets/rules";
import { assertSnapshotSupport, lockFor, requireDataset } from "@/lib/datasets/service";
import { queuedTransaction } from "@/lib/db";
import { ConflictError, InvalidInputError, NotFoundError, PreconditionFailedError } from "@/lib/errors";
import { confidenceColumn, DUPLICATE_GROUP, MISLABEL, UNIQUENESS } from "@/lib/indexing/rules";
import { fieldSetChanges } from "@/lib/metadata/field-sets";
import { fieldsIn, parseValue, splitEnumValue } from "@/lib/metadata/rules";
import { mediaUrl } from "@/lib/media/urls";
import { findStateOfSnapshot, insertSnapshot } from "@/lib/snapshots/repository";
import { reserveNumbers } from "@/lib/states/repository";
import { bitmapOfSet, loadColumn, loadSets, openState, prepareEdit, type OpenState } from "@/lib/states/service";
import { and, andNot, bitmapOf, emptyBitmap, membersFrom, or, type Bitmap } from "@/lib/versioning/bitmap";
import { fractionFrom } from "@/lib/versioning/columns";
import { evaluate, setsIn, type Filter } from "@/lib/versioning/filter";
import { FACETS, LIVE, parseSetName, revisionSet, SET_KINDS, setName, type Facet, type SetKind } from "@/lib/versioning/names";
import type { LoadedSet, State } from "@/lib/versioning/state";
import { nextInOrder } from "./order";
import { orderOf } from "./order-cache";
import { canonicalJson, hashOfPayload, type CaptionPayload, type FilePayload } from "./payloads";
import * as repository from "./repository";
import type { RevisionRow } from "./repository";
import type { FacetsDto, ItemDto, ItemPage, ItemSelection, ListItemsQuery, PatchItemInput } from "./schema";
import { parseSearch, type Query } from "./search";
import { foldText, TextIndex } from "./text-index";

/** Deleting more than this many items at once saves an automatic revision first. */
export const REVISION_FROM_DELETED_ITEMS = 100;
/** More sets than this would make every edit and facet slow; see architecture. */
const MAX_SETS = 10_000;

/** The dataset and the state that a read is about: its head, or a snapshot of it. Both are asked for at once. */
export async function openForRead(user: CurrentUser, datasetId: string, snapshotId: string | undefined): Promise<{ dataset: DatasetView; open: OpenState }> {
  const [dataset, stateId] = await Promise.all([requireDataset(user, datasetId), snapshotId ? findStateOfSnapshot(datasetId, snapshotId) : null]);
  if (!snapshotId) return { dataset, open: await openState(dataset.head_state_id) };
  assertSnapshotSupport(dataset);
  if (!stateId) throw new NotFoundError("Snapshot");
  return { dataset, open: await openState(stateId) };
}

// ── Filters ──────────────────────────────────────────────────────────────────

/** Turns a search into a filter; text is looked up in the revisions that the state shows. */
async function compile(query: Query, open: OpenState): Promise<Filter> {
  switch (query.type) {
    case "all":
      return { type: "all" };
    case "set":
      return { type: "set", name: setName(query.kind, query.value) };
    case "not":
      return { type: "not", of: await compile(query.of, open) };
    case "and":
    case "or":
      return { type: query.type, of: await Promise.all(query.of.map((part) => compile(part, open))) };
    case "text": {
      const facets = query.in === "any" ? (["file", "caption"] as const) : query.in === "name" ? (["file"] as const) : (["caption"] as const);
      const found = await Promise.all(facets.map((facet) => searchText(open, facet, query.value)));
      return { type: "items", items: found.reduce((a, b) => or(a, b)) };
    }
  }
}

const texts = new TextIndex(160 * 1024 * 1024);
const foundTexts = new LRUCache<string, Bitmap>({ max: 500 });

/** Items whose visible name or caption contains a text; the answer for one set of revisions never changes. */
async function searchText(open: OpenState, facet: "file" | "caption", text: string): Promise<Bitmap> {
  const ref = open.state.sets.get(revisionSet(facet));
  if (!ref) return emptyBitmap;
  const key = `${open.lineageId} ${ref.hash} ${foldText(text)}`;
  const known = foundTexts.get(key);
  if (known) return known;
  const visible = bitmapOfSet(await loadSets(open, [revisionSet(facet)]), revisionSet(facet));
  const found = await texts.search(`${open.lineageId} ${facet}`, visible, text, (revisions) => repository.findTexts(open.lineageId, facet, revisions.toArray()));
  foundTexts.set(key, found);
  return found;
}

export async function matching(open: OpenState, q: string): Promise<Bitmap> {
  const filter = await compile(parseSearch(q), open);
  return evaluate(filter, await loadSets(open, setsIn(filter)));
}

// ── Pages ────────────────────────────────────────────────────────────────────

interface Cursor {
  /** The state that the listing began with: later pages read the same one, whatever was edited meanwhile. */
  readonly state: string;
  readonly after: number;
}
const encodeCursor = (cursor: Cursor): string => Buffer.from(`${cursor.state} ${cursor.after}`).toString("base64url");
function decodeCursor(text: string): Cursor {
  const match = /^([0-9a-f-]{36}) (\d+)$/.exec(Buffer.from(text, "base64url").toString());
  if (!match) throw InvalidInputError.at(["query", "cursor"], "This is not a cursor of this list");
  return { state: match[1]!, after: Number(match[2]) };
}

/** The next `limit` members of `filter` in the order asked for. */
async function pageOf(open: OpenState, filter: Bitmap, query: ListItemsQuery, after: number | null): Promise<number[]> {
  const { by, descending } = query.sort;
  if (by === "added" && !descending) return membersFrom(filter, after === null ? 0 : after + 1, query.limit);
  if (by === "added") {
    const end = after === null ? filter.size : after === 0 ? 0 : filter.rank(after - 1);
    const page: number[] = [];
    for (let position = end - 1; position >= 0 && page.length < query.limit; position -= 1) page.push(filter.at(position)!);
    return page;
  }
  return nextInOrder(await orderOf(open, by, query.seed), filter, { after, descending, limit: query.limit });
}

/** A cursor's state must be one that this dataset's readers may see: head, an earlier head, or a snapshot, all of its lineage. */
async function openAtCursor(dataset: DatasetView, base: OpenState, stateId: string | undefined): Promise<OpenState> {
  if (!stateId || stateId === base.id) return base;
  const open = await openState(stateId).catch(() => null);
  if (!open || open.lineageId !== dataset.lineage_id) throw InvalidInputError.at(["query", "cursor"], "This is not a cursor of this list");
  return open;
}

export async function listItems(user: CurrentUser, datasetId: string, query: ListItemsQuery): Promise<ItemPage> {
  const { dataset, open: base } = await openForRead(user, datasetId, query.snapshot_id);
  const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor);
  const open = await openAtCursor(dataset, base, cursor?.state);
  const filter = await matching(open, query.q);
  const numbers = await pageOf(open, filter, { ...query, limit: query.limit + 1 }, cursor?.after ?? null);
  const page = numbers.slice(0, query.limit);
  return {
    items: await presentItems(open, page),
    next_cursor: numbers.length > query.limit ? encodeCursor({ state: open.id, after: page.at(-1)! }) : null,
    total: filter.size,
    state_id: open.id,
  };
}

/** One item of the head or of a snapshot; an item that was deleted since it was added is still found. */
export async function getItem(user: CurrentUser, datasetId: string, mediaId: string, snapshotId: string | undefined): Promise<ItemDto> {
  const { open } = await openForRead(user, datasetId, snapshotId);
  const numbers = await repository.findItemNumbers(open.lineageId, [mediaId]);
  const [item] = await presentItems(open, numbers);
  if (!item) throw new NotFoundError("Item");
  return item;
}

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
    const caption = (facets?.caption?.payload as CaptionPayload | undefined)?.text ?? null;
    const objects = (facets?.objects?.payload as unknown[] | undefined) ?? [];
    const metadata = (facets?.metadata?.payload as Record<string, unknown> | undefined) ?? {};
    return {
      media_id: item.media_id,
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
      caption,
      objects,
      metadata,
      statistics: file.stats ?? {},
      issue_confidences: Object.fromEntries(words.issue.flatMap((issue) => confidences.get(issue)?.get(number) ?? []).map(({ issue, confidence }) => [issue, confidence])),
      cluster_id: words.cluster[0] ?? null,
      subcluster_id: words.subcluster[0] ?? null,
      duplicate_group: groups.get(number) || null,
      mislabel_score: rounded(fractionFrom(doubts.get(number))),
      uniqueness_score: rounded(fractionFrom(uniqueness.get(number))),
      created_at: item.created_at,
      etag: etagOf([file.sha256, words.tag, words.label, caption, objects, metadata]),
      url: mediaUrl(file.sha256, "original"),
      thumbnail_url: hasThumbnail ? mediaUrl(file.sha256, "small") : null,
      preview_url: hasThumbnail ? mediaUrl(file.sha256, "large") : null,
      placeholder: file.placeholder?.replaceAll("\n", "") ?? null,
    };
  });
}

const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 1000) / 1000);

/** How sure each issue of a page's items is, where an index run has said so: by issue, then by item. */
async function confidencesOf(open: OpenState, numbers: readonly number[], shown: readonly FacetSet[], sets: ReadonlyMap<string, LoadedSet>) {
  const page = bitmapOf(numbers);
  const issues = shown.filter(({ kind, name }) => kind === "issue" && bitmapOfSet(sets, name).intersects(page)).map(({ value }) => value);
  const columns = await Promise.all(issues.map(async (issue) => [issue, await loadColumn(open, confidenceColumn(issue))] as const));
  return new Map(
    columns.map(([issue, column]) => [issue, new Map(numbers.flatMap((number) => (column.get(number) ? [[number, { issue, confidence: rounded(fractionFrom(column.get(number)))! }] as const] : [])))]),
  );
}

const etagOf = (editable: unknown): string => createHash("sha256").update(canonicalJson(editable)).digest("hex").slice(0, 24);

/** Tags, labels and issues of a page's items: each set is intersected with the page first, so the cost follows the page. */
function wordsOf(numbers: readonly number[], shown: readonly FacetSet[], sets: ReadonlyMap<string, LoadedSet>) {
  const result = new Map(numbers.map((number) => [number, Object.fromEntries(SET_KINDS.map((kind) => [kind, [] as string[]])) as Record<SetKind, string[]>]));
  const page = bitmapOf(numbers);
  for (const { name, kind, value } of shown) {
    const set = bitmapOfSet(sets, name);
    if (!set.intersects(page)) continue;
    for (const number of and(set, page).toArray()) result.get(number)![kind].push(value);
  }
  for (const words of result.values()) Object.values(words).forEach((list) => list.sort());
  return result;
}

type FacetSet = { readonly name: string; readonly kind: SetKind; readonly value: string };
const facetSetCache = new WeakMap<State, readonly FacetSet[]>();

/** The sets of a state that people see, taken apart once. */
function facetSetsOf(open: OpenState): readonly FacetSet[] {
  let known = facetSetCache.get(open.state);
  if (!known) {
    known = [...open.state.sets.keys()].flatMap((name) => {
      const parsed = parseSetName(name);
      return parsed ? [{ name, ...parsed }] : [];
    });
    facetSetCache.set(open.state, known);
  }
  return known;
}

/** How many of the matching items each tag, label, issue, kind, cluster and option of a metadata field has. */
export async function getFacets(user: CurrentUser, datasetId: string, query: { q: string; snapshot_id?: string }): Promise<FacetsDto> {
  const { open } = await openForRead(user, datasetId, query.snapshot_id);
  const facetSets = facetSetsOf(open);
  const [filter, sets] = [await matching(open, query.q), await loadSets(open, facetSets.map(({ name }) => name))];
  const facets: Record<string, { value: string; count: number }[]> = Object.fromEntries(SET_KINDS.filter((kind) => kind !== "meta" && kind !== "propagated").map((kind) => [kind, []]));
  for (const { name, kind, value } of facetSets) {
    const count = bitmapOfSet(sets, name).andCardinality(filter);
    if (count === 0 || kind === "propagated") continue;
    if (kind !== "meta") facets[kind]!.push({ value, count });
    else {
      const option = splitEnumValue(value);
      (facets[option.field] ??= []).push({ value: option.value, count });
    }
  }
  for (const list of Object.values(facets)) list.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  return { total: filter.size, facets };
}

// ── Edits ────────────────────────────────────────────────────────────────────

/** The live items that an edit is about. By `q`: what matched at `state_id` (else now) and still lives. */
async function selected(open: OpenState, live: Bitmap, selection: ItemSelection): Promise<Bitmap> {
  if (selection.item_ids) return and(live, bitmapOf(await repository.findItemNumbers(open.lineageId, selection.item_ids)));
  const read = selection.state_id ? await openState(selection.state_id).catch(() => null) : open;
  if (!read || read.lineageId !== open.lineageId) throw InvalidInputError.at(["body", "state_id"], "This is not a state of this dataset");
  return and(live, await matching(read, selection.q ?? ""));
}

type WordKind = "tag" | "label";

/** Adds or takes away tags or labels. @returns how many items were changed */
export async function editWords(user: CurrentUser, datasetId: string, kind: WordKind, operation: "add" | "remove", selection: ItemSelection, words: readonly string[]): Promise<{ changed: number }> {
  return queuedTransaction(datasetId, async (tx) => {
    const dataset = await lockFor(user, datasetId, "items_edit", tx);
    const open = await openState(dataset.head_state_id, tx);
    const live = bitmapOfSet(await loadSets(open, [LIVE], tx), LIVE);
    const items = await selected(open, live, selection);
    const names = [...new Set(words)].map((word) => setName(kind, word));
    // Whoever labels an item, or takes the label away, decides it: it no longer counts as propagated.
    const propagated = kind === "label" ? [...new Set(words)].map((word) => setName("propagated", word)).filter((name) => open.state.sets.has(name)) : [];
    if (operation === "add" && open.state.sets.size + names.length > MAX_SETS) throw new ConflictError(`A dataset can have at most ${MAX_SETS} different tags, labels and issues together`);
    const sets = await loadSets(open, [...names, ...propagated], tx);
    let touched = bitmapOf([]);
    const changes = new Map<string, Bitmap>();
    for (const name of names) {
      const old = bitmapOfSet(sets, name);
      const affected = operation === "add" ? andNot(items, old) : and(items, old);
      if (affected.isEmpty) continue;
      touched = or(touched, affected);
      changes.set(name, operation === "add" ? or(old, items) : andNot(old, items));
    }
    for (const name of propagated) {
      const decided = and(items, bitmapOfSet(sets, name));
      if (decided.isEmpty) continue;
      touched = or(touched, decided);
      changes.set(name, andNot(bitmapOfSet(sets, name), decided));
    }
    if (changes.size === 0) return { changed: 0 };
    const prepared = await prepareEdit(open, () => changes, [...names, ...propagated], tx);
    const verb = operation === "add" ? kind : `un${kind}`;
    await moveHeadTo(prepared, { datasetId, fromStateId: open.id, kind: verb, actor: user.email, detail: { words: [...words], changed: touched.size } }, null, tx);
    return { changed: touched.size };
  });
}

/** Values of typed fields have to be of that type, and several only where the field takes several. @throws InvalidInputError */
function checkedMetadata(open: OpenState, metadata: Record<string, unknown> | null): Record<string, unknown> | null {
  const fields = fieldsIn(open.state.sets.keys());
  for (const [name, value] of Object.entries(metadata ?? {})) {
    const field = fields.get(name);
    if (!field) continue;
    if (Array.isArray(value) !== field.multi) throw InvalidInputError.at(["body", "metadata", name], field.multi ? "This field takes a list of values" : "This field takes one value");
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      const parsed = parseValue(field.type, one);
      if ("problem" in parsed) throw InvalidInputError.at(["body", "metadata", name], parsed.problem);
      if (parsed.value !== one) throw InvalidInputError.at(["body", "metadata", name], `Write it as ${JSON.stringify(parsed.value)}`);
    }
  }
  return metadata;
}

/** Facets that a PATCH replaces: null takes the facet away, undefined leaves it. */
type FacetPatch = { readonly [F in Exclude<Facet, "file">]?: unknown };

/**
 * Replaces an item's caption, boxes or metadata. The revisions are inserted first, without a lock: until the state names
 * them they do not exist.
 * @param ifMatch the etag of the item as its reader saw it @throws PreconditionFailedError when it changed since
 */
export async function patchItem(user: CurrentUser, datasetId: string, mediaId: string, input: PatchItemInput, ifMatch: string | null): Promise<ItemDto> {
  const { lineage_id: lineageId } = await requireDataset(user, datasetId, "items.edit");
  const [itemNo] = await repository.findItemNumbers(lineageId, [mediaId]);
  if (itemNo === undefined) throw new NotFoundError("Item");
  const patch: FacetPatch = {
    caption: input.caption === undefined ? undefined : input.caption === null ? null : ({ text: input.caption } satisfies CaptionPayload),
    objects: input.objects,
    metadata: input.metadata,
  };
  const prepared: { facet: Exclude<Facet, "file">; revisions: number[]; next: number | null }[] = [];
  for (const [facet, payload] of Object.entries(patch) as [Exclude<Facet, "file">, unknown][]) {
    if (payload === undefined) continue;
    let next: number | null = null;
    if (payload !== null) {
      const { firstRevision } = await reserveNumbers(lineageId, 0, 1);
      next = (await repository.insertRevisions(lineageId, facet, [{ itemNo, revisionNo: firstRevision, contentHash: hashOfPayload(facet, payload), payload }])).get(itemNo)!;
    }
    prepared.push({ facet, revisions: await repository.findRevisionNumbers(lineageId, facet, [itemNo]), next });
  }
  return queuedTransaction(datasetId, async (tx) => {
    const dataset = await lockFor(user, datasetId, "items_edit", tx);
    const open = await openState(dataset.head_state_id, tx);
    const [before] = await presentItems(open, [itemNo]);
    const live = bitmapOfSet(await loadSets(open, [LIVE], tx), LIVE);
    if (!before || !live.has(itemNo)) throw new NotFoundError("Item");
    if (ifMatch !== null && ifMatch.replaceAll('"', "") !== before.etag) throw new PreconditionFailedError("Someone changed this item since you opened it. Look at it again, then repeat your change.");
    const fieldSets = patch.metadata === undefined ? new Map<string, Bitmap>() : await fieldSetChanges(open, new Map([[itemNo, checkedMetadata(open, patch.metadata as Record<string, unknown> | null)]]), [], tx);
    const names = [...prepared.map(({ facet }) => revisionSet(facet)), ...fieldSets.keys()];
    const edit = await prepareEdit(
      open,
      (sets) =>
        new Map([
          ...fieldSets,
          ...prepared.map(({ facet, revisions, next }): [string, Bitmap] => {
            const without = andNot(bitmapOfSet(sets, revisionSet(facet)), bitmapOf(revisions));
            return [revisionSet(facet), next === null ? without : or(without, bitmapOf([next]))];
          }),
        ]),
      names,
      tx,
    );
    if (edit.id === open.id) return before;
    await moveHeadTo(edit, { datasetId, fromStateId: open.id, kind: "patch", actor: user.email, detail: { media_id: mediaId, facets: prepared.map(({ facet }) => facet) } }, null, tx);
    const [after] = await presentItems(await openState(edit.id, tx), [itemNo]);
    return after!;
  });
}

/** Takes items out of the dataset. More than 100 at once save an automatic revision first. */
export async function deleteItems(user: CurrentUser, datasetId: string, selection: ItemSelection): Promise<{ changed: number }> {
  return queuedTransaction(datasetId, async (tx) => {
    const dataset = await lockFor(user, datasetId, "items_edit", tx);
    const open = await openState(dataset.head_state_id, tx);
    const live = bitmapOfSet(await loadSets(open, [LIVE], tx), LIVE);
    const items = await selected(open, live, selection);
    if (items.isEmpty) return { changed: 0 };
    if (items.size > REVISION_FROM_DELETED_ITEMS && dataset.snapshots_enabled) {
      await insertSnapshot(
        {
          id: randomUUID(), datasetId, name: `Before deleting ${items.size.toLocaleString("en")} items`, description: "Saved automatically before the operation.",
          reason: "auto", stateId: open.id, createdBy: user.email,
        },
        tx,
      );
    }
    const prepared = await prepareEdit(open, () => new Map([[LIVE, andNot(live, items)]]), [LIVE], tx);
    // Deleting the items that were not indexed yet makes a partial index whole.
    const status = dataset.status === derivedStatus(prepared.fullyIndexed) ? null : derivedStatus(prepared.fullyIndexed);
    await moveHeadTo(prepared, { datasetId, fromStateId: open.id, kind: "delete", actor: user.email, detail: { changed: items.size } }, status, tx);
    return { changed: items.size };
  });
}
