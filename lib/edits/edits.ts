/** Changing items: each edit is one transaction under the dataset's lock, and tells what undoes it. */
import { findItemNumbers, findRevisionNumbers, insertRevisions } from "@/lib/revisions/repository";
import { randomUUID } from "node:crypto";
import type { CurrentUser } from "@/lib/auth/service";
import { moveHeadTo } from "@/lib/datasets/repository";
import { derivedStatus } from "@/lib/datasets/rules";
import { lockFor, requireDataset } from "@/lib/datasets/service";
import { queuedTransaction } from "@/lib/db";
import { ConflictError, InvalidInputError, NotFoundError, PreconditionFailedError } from "@/lib/errors";
import { fieldSetChanges } from "@/lib/fields/field-sets";
import { fieldsIn, parseValue } from "@/lib/fields/rules";
import { insertSnapshot } from "@/lib/snapshots/repository";
import { reserveNumbers } from "@/lib/states/repository";
import { bitmapOfSet, loadSets, openState, prepareEdit, type OpenState } from "@/lib/states/service";
import { and, andNot, bitmapOf, or, type Bitmap } from "@/lib/versioning/bitmap";
import { LIVE, revisionSet, setName, type Facet } from "@/lib/versioning/names";
import { hashOfPayload, type CaptionPayload } from "@/lib/revisions/payloads";
import { presentItems } from "@/lib/items/present";
import type { EditDto, PatchedItemDto, PatchItemInput } from "@/lib/items/schema";
import type { ItemSelection } from "@/lib/search/schema";
import { selected } from "@/lib/search/selection";

/** Deleting more than this many items at once saves an automatic revision first. */
const REVISION_FROM_DELETED_ITEMS = 100;
/** More sets than this would make every edit and facet slow; see architecture. */
const MAX_SETS = 10_000;
export const NOTHING_CHANGED: EditDto = { changed: 0, edit_id: null };

type WordKind = "tag" | "label";

/** Adds or takes away tags or labels. @returns how many items were changed */
export async function editWords(
  user: CurrentUser,
  datasetId: string,
  kind: WordKind,
  operation: "add" | "remove",
  selection: ItemSelection,
  words: readonly string[],
): Promise<EditDto> {
  return queuedTransaction(datasetId, async (tx) => {
    const dataset = await lockFor(user, datasetId, "items_edit", tx);
    const open = await openState(dataset.head_state_id, tx);
    const live = bitmapOfSet(await loadSets(open, [LIVE], tx), LIVE);
    const items = await selected(open, live, selection);
    const names = [...new Set(words)].map((word) => setName(kind, word));
    // Whoever labels an item, or takes the label away, decides it: it no longer counts as propagated.
    const propagated =
      kind === "label"
        ? [...new Set(words)].map((word) => setName("propagated", word)).filter((name) => open.state.sets.has(name))
        : [];
    if (operation === "add" && open.state.sets.size + names.length > MAX_SETS)
      throw new ConflictError(`A dataset can have at most ${MAX_SETS} different tags, labels and issues together`);
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
    if (changes.size === 0) return NOTHING_CHANGED;
    const prepared = await prepareEdit(open, () => changes, [...names, ...propagated], tx);
    const verb = operation === "add" ? kind : `un${kind}`;
    const edit_id = await moveHeadTo(
      prepared,
      {
        datasetId,
        fromStateId: open.id,
        kind: verb,
        actor: user.email,
        detail: { words: [...words], changed: touched.size },
      },
      null,
      tx,
    );
    return { changed: touched.size, edit_id };
  });
}

/** Values of typed fields have to be of that type, and several only where the field takes several. @throws InvalidInputError */
function checkedMetadata(open: OpenState, metadata: Record<string, unknown> | null): Record<string, unknown> | null {
  const fields = fieldsIn(open.state.sets.keys());
  for (const [name, value] of Object.entries(metadata ?? {})) {
    const field = fields.get(name);
    if (!field) continue;
    if (Array.isArray(value) !== field.multi)
      throw InvalidInputError.at(
        ["body", "metadata", name],
        field.multi ? "This field takes a list of values" : "This field takes one value",
      );
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      const parsed = parseValue(field.type, one);
      if ("problem" in parsed) throw InvalidInputError.at(["body", "metadata", name], parsed.problem);
      if (parsed.value !== one)
        throw InvalidInputError.at(["body", "metadata", name], `Write it as ${JSON.stringify(parsed.value)}`);
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
export async function patchItem(
  user: CurrentUser,
  datasetId: string,
  mediaId: string,
  input: PatchItemInput,
  ifMatch: string | null,
): Promise<PatchedItemDto> {
  const { lineage_id: lineageId } = await requireDataset(user, datasetId, "items.edit");
  const [itemNo] = await findItemNumbers(lineageId, [mediaId]);
  if (itemNo === undefined) throw new NotFoundError("Item");
  const patch: FacetPatch = {
    caption:
      input.caption === undefined
        ? undefined
        : input.caption === null
          ? null
          : ({ text: input.caption } satisfies CaptionPayload),
    objects: input.objects,
    metadata: input.metadata,
  };
  const prepared: { facet: Exclude<Facet, "file">; revisions: number[]; next: number | null }[] = [];
  for (const [facet, payload] of Object.entries(patch) as [Exclude<Facet, "file">, unknown][]) {
    if (payload === undefined) continue;
    let next: number | null = null;
    if (payload !== null) {
      const { firstRevision } = await reserveNumbers(lineageId, 0, 1);
      next = (
        await insertRevisions(lineageId, facet, [
          { itemNo, revisionNo: firstRevision, contentHash: hashOfPayload(facet, payload), payload },
        ])
      ).get(itemNo)!;
    }
    prepared.push({ facet, revisions: await findRevisionNumbers(lineageId, facet, [itemNo]), next });
  }
  return queuedTransaction(datasetId, async (tx) => {
    const dataset = await lockFor(user, datasetId, "items_edit", tx);
    const open = await openState(dataset.head_state_id, tx);
    const [before] = await presentItems(open, [itemNo]);
    const live = bitmapOfSet(await loadSets(open, [LIVE], tx), LIVE);
    if (!before || !live.has(itemNo)) throw new NotFoundError("Item");
    if (ifMatch !== null && ifMatch.replaceAll('"', "") !== before.etag)
      throw new PreconditionFailedError(
        "Someone changed this item since you opened it. Look at it again, then repeat your change.",
      );
    const fieldSets =
      patch.metadata === undefined
        ? new Map<string, Bitmap>()
        : await fieldSetChanges(
            open,
            new Map([[itemNo, checkedMetadata(open, patch.metadata as Record<string, unknown> | null)]]),
            [],
            tx,
          );
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
    if (edit.id === open.id) return { ...before, edit_id: null };
    const edit_id = await moveHeadTo(
      edit,
      {
        datasetId,
        fromStateId: open.id,
        kind: "patch",
        actor: user.email,
        detail: { media_id: mediaId, facets: prepared.map(({ facet }) => facet) },
      },
      null,
      tx,
    );
    const [after] = await presentItems(await openState(edit.id, tx), [itemNo]);
    return { ...after!, edit_id };
  });
}

/** Takes items out of the dataset. More than 100 at once save an automatic revision first. */
export async function deleteItems(user: CurrentUser, datasetId: string, selection: ItemSelection): Promise<EditDto> {
  return queuedTransaction(datasetId, async (tx) => {
    const dataset = await lockFor(user, datasetId, "items_edit", tx);
    const open = await openState(dataset.head_state_id, tx);
    const live = bitmapOfSet(await loadSets(open, [LIVE], tx), LIVE);
    const items = await selected(open, live, selection);
    if (items.isEmpty) return NOTHING_CHANGED;
    if (items.size > REVISION_FROM_DELETED_ITEMS && dataset.snapshots_enabled) {
      await insertSnapshot(
        {
          id: randomUUID(),
          datasetId,
          name: `Before deleting ${items.size.toLocaleString("en")} items`,
          description: "Saved automatically before the operation.",
          reason: "auto",
          stateId: open.id,
          createdBy: user.email,
        },
        tx,
      );
    }
    const prepared = await prepareEdit(open, () => new Map([[LIVE, andNot(live, items)]]), [LIVE], tx);
    // Deleting the items that were not indexed yet makes a partial index whole.
    const status =
      dataset.status === derivedStatus(prepared.fullyIndexed) ? null : derivedStatus(prepared.fullyIndexed);
    const edit_id = await moveHeadTo(
      prepared,
      { datasetId, fromStateId: open.id, kind: "delete", actor: user.email, detail: { changed: items.size } },
      status,
      tx,
    );
    return { changed: items.size, edit_id };
  });
}
