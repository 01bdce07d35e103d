/** Reading and changing items. Reads take a state, so a page, its facets and its counts always agree. */
import { randomUUID } from "node:crypto";
import type { CurrentUser } from "@/lib/auth/service";
import type { DatasetView } from "@/lib/datasets/repository";
import { moveHeadTo } from "@/lib/datasets/repository";
import { derivedStatus } from "@/lib/datasets/rules";
import { assertSnapshotSupport, lockFor, requireDataset } from "@/lib/datasets/service";
import { queuedTransaction } from "@/lib/db";
import { ConflictError, InvalidInputError, NotFoundError, PreconditionFailedError } from "@/lib/errors";
import { fieldSetChanges } from "@/lib/metadata/field-sets";
import { fieldsIn, parseValue, splitEnumValue } from "@/lib/metadata/rules";
import { findStateOfSnapshot, insertSnapshot } from "@/lib/snapshots/repository";
import { reserveNumbers } from "@/lib/states/repository";
import { bitmapOfSet, loadSets, openState, prepareEdit, type OpenState } from "@/lib/states/service";
import { and, andNot, bitmapOf, membersFrom, or, type Bitmap } from "@/lib/versioning/bitmap";
import { LIVE, revisionSet, SET_KINDS, setName, type Facet } from "@/lib/versioning/names";
import { matching } from "./matching";
import { nextInOrder } from "./order";
import { orderOf } from "./order-cache";
import { hashOfPayload, type CaptionPayload } from "./payloads";
import { facetSetsOf, presentItems } from "./present";
import * as repository from "./repository";
import type { FacetsDto, ItemDto, ItemPage, ItemSelection, ListItemsQuery, PatchItemInput } from "./schema";

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
