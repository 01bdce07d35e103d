/**
 * Undoing one edit of the head, whatever was edited since. What the edit put into a set is taken out, what it took out is
 * put back; captions, boxes and metadata go back only for items on which nobody has changed them since.
 */
import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { modelsWithoutEdit } from "@/lib/applied-models/applied-models";
import { classesWithoutEdit } from "@/lib/classes/class-list";
import { commitEdit } from "@/lib/commits/edit";
import { findHeadEvent, type HeadEvent } from "@/lib/commits/events";
import { ConflictError, NotFoundError } from "@/lib/errors";
import { isUndoableEdit, type UndoableKind } from "@/lib/operations/events";
import type { UndoDto } from "@/lib/items/schema";
import { eachItemOf, itemsOf } from "@/lib/revisions/revision-items";
import { bitmapOfSet, loadSets, openStateIfKept, type OpenState } from "@/lib/states/service";
import { and, andNot, bitmapOf, emptyBitmap, or, xor, type Bitmap } from "@/lib/versioning/bitmap";
import { changedSetNames } from "@/lib/versioning/diff";
import {
  documentSet,
  FACETS,
  LIVE,
  parseSetName,
  REVISION_SETS,
  revisionSet,
  type Facet,
  type SetKind,
} from "@/lib/versioning/names";
import { editDto } from "./edit-dto";

const CLASSES = documentSet("classes");
const MODELS = documentSet("models");

interface Sets {
  readonly from: (name: string) => Bitmap;
  readonly to: (name: string) => Bitmap;
  readonly head: (name: string) => Bitmap;
}

interface Inverse {
  readonly event: HeadEvent & { readonly kind: UndoableKind };
  readonly changes: Map<string, Bitmap>;
  readonly touched: Bitmap;
  readonly skipped: number;
}

/** @throws NotFoundError, ConflictError */
export function undoEdit(user: CurrentUser, datasetId: string, editId: string): Promise<UndoDto> {
  return commitEdit<Inverse, UndoDto>({
    user,
    datasetId,
    operation: "items_edit",
    prepare: async (head) => {
      const event = await findHeadEvent(datasetId, editId);
      if (!event || !isUndoableEdit(event)) throw new NotFoundError("Edit");
      // States that nothing but the record of an edit names are kept for a day.
      const [from, to] = await Promise.all([openStateIfKept(event.from_state!), openStateIfKept(event.to_state!)]);
      if (!from || !to)
        throw new ConflictError(
          "This edit is too old to be undone by itself. Restore a snapshot from before it instead.",
        );
      return { value: { event, ...(await inverse(from, to, head)) }, names: () => [] };
    },
    change: (_sets, { event, changes, touched }) =>
      changes.size === 0
        ? null
        : {
            sets: changes,
            items: touched,
            event: {
              kind: "undo",
              detail: { ...event.detail, undoes: event.kind, edit_id: editId, changed: touched.size },
            },
          },
    answer: (outcome, { skipped }) => ({ ...editDto(outcome), skipped }),
  });
}

/** The sets of the head as they are without the edit. */
async function inverse(
  from: OpenState,
  to: OpenState,
  head: OpenState,
): Promise<{ changes: Map<string, Bitmap>; touched: Bitmap; skipped: number }> {
  const names = changedSetNames(from.state, to.state);
  const loaded = await Promise.all([from, to, head].map((open) => loadSets(open, [...names, LIVE])));
  const [inFrom, inTo, inHead] = loaded.map((sets) => (name: string) => bitmapOfSet(sets, name)) as [
    Sets["from"],
    Sets["to"],
    Sets["head"],
  ];
  const sets: Sets = { from: inFrom, to: inTo, head: inHead };
  const moved = await movedSince(to, head);
  const changes = new Map<string, Bitmap>();
  let touched = emptyBitmap;
  let skipped = 0;
  const reverted = new Map<Facet, Bitmap>();
  for (const facet of FACETS) {
    if (!names.includes(revisionSet(facet))) continue;
    const result = await revertRevisions(head.lineageId, facet, sets);
    reverted.set(facet, result.items);
    touched = or(touched, result.items);
    skipped += result.skipped;
    changes.set(revisionSet(facet), result.revisions);
  }
  for (const name of names) {
    if (REVISION_SETS.includes(name)) continue;
    const [put, taken] = [andNot(sets.to(name), sets.from(name)), andNot(sets.from(name), sets.to(name))];
    const kind = parseSetName(name)?.kind;
    // Sets of metadata fields follow the metadata of their items.
    const scope = name.startsWith("field:") || kind === "meta" ? (reverted.get("metadata") ?? emptyBitmap) : null;
    const elsewhere = (kind && moved.get(kind)) ?? emptyBitmap;
    const [out, back] = scope
      ? [and(put, scope), and(taken, scope)]
      : [andNot(put, elsewhere), andNot(taken, elsewhere)];
    const next = or(andNot(sets.head(name), out), back);
    touched = or(touched, or(and(sets.head(name), out), andNot(back, sets.head(name))));
    changes.set(name, next);
  }
  if (names.includes(MODELS) && !names.includes(LIVE))
    changes.set(MODELS, await modelsWithoutEdit(from, to, head, changes));
  if (names.includes(CLASSES)) changes.set(CLASSES, await classesWithoutEdit(from, to, head, changes));
  const live = or(sets.head(LIVE), changes.get(LIVE) ?? emptyBitmap);
  return { changes, touched: and(touched, live), skipped };
}

/** Kinds of set of which an item is in one at most. */
const EXCLUSIVE: readonly (SetKind | undefined)[] = ["cluster", "subcluster", "split"];

/** The items that something has put into another cluster or split since the edit, by kind: they stay where they are. */
async function movedSince(to: OpenState, head: OpenState): Promise<ReadonlyMap<SetKind, Bitmap>> {
  const moved = new Map<SetKind, Bitmap>();
  const names = changedSetNames(to.state, head.state).filter((name) => EXCLUSIVE.includes(parseSetName(name)?.kind));
  const [left, now] = await Promise.all([loadSets(to, names), loadSets(head, names)]);
  for (const name of names) {
    const { kind } = parseSetName(name)!;
    moved.set(kind, or(moved.get(kind) ?? emptyBitmap, xor(bitmapOfSet(left, name), bitmapOfSet(now, name))));
  }
  return moved;
}

/** Visible revisions with those of before the edit, for the items whose visible one is still the edit's. */
async function revertRevisions(
  lineageId: string,
  facet: Facet,
  sets: Sets,
): Promise<{ items: Bitmap; revisions: Bitmap; skipped: number }> {
  const name = revisionSet(facet);
  const [put, taken] = [andNot(sets.to(name), sets.from(name)), andNot(sets.from(name), sets.to(name))];
  const edited = or(await itemsOf(lineageId, put), await itemsOf(lineageId, taken));
  // An item shows something else now when a visible revision of it is not the one that the edit left.
  const fresh: number[] = [];
  await eachItemOf(lineageId, andNot(sets.head(name), sets.to(name)), (_revision, item) => void fresh.push(item));
  const stillThere = await itemsOf(lineageId, and(put, sets.head(name)));
  const emptied = andNot(edited, await itemsOf(lineageId, put));
  // What the edit wrote must still be visible; what it took away must not have been written again.
  const items = andNot(or(stillThere, emptied), bitmapOf(fresh));
  const [out, back]: [number[], number[]] = [[], []];
  await eachItemOf(lineageId, put, (revision, item) => void (items.has(item) && out.push(revision)));
  await eachItemOf(lineageId, taken, (revision, item) => void (items.has(item) && back.push(revision)));
  return {
    items,
    revisions: or(andNot(sets.head(name), bitmapOf(out)), bitmapOf(back)),
    skipped: andNot(edited, items).size,
  };
}
