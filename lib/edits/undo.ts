/** Taking one change of a dataset back, whatever was done since: an edit that one made, or any entry of the activity. */
import "server-only";
import { modelsWithoutEdit } from "@/lib/applied-models/applied-models";
import type { CurrentUser } from "@/lib/auth/service";
import { changeOf, combine, type Versions } from "@/lib/commits/combine";
import { commitEdit, type Change } from "@/lib/commits/edit";
import { findHeadEvent, type HeadEvent } from "@/lib/commits/events";
import { ConflictError, NotFoundError } from "@/lib/errors";
import { presentItems } from "@/lib/items/present";
import { NAME_OF_WRITTEN, WRITTEN_KINDS, type RevertDto, type UndoDto } from "@/lib/items/schema";
import { isRevertible, isUndoableEdit } from "@/lib/operations/events";
import { areKept, bitmapOfSet, loadSets, openState, type OpenState } from "@/lib/states/service";
import { formatCount } from "@/lib/text";
import { and, andNot, membersFrom, orMany, type Bitmap } from "@/lib/versioning/bitmap";
import { documentSet, LIVE } from "@/lib/versioning/names";
import { savesBeforeDeleting } from "./delete-items";
import { editDto } from "./edit-dto";

/** The edit, or the undo, of that id, taken back as far as it still fits. @throws NotFoundError, ConflictError */
export async function undoEdit(user: CurrentUser, datasetId: string, editId: string): Promise<UndoDto> {
  const { changed, edit_id, skipped } = await takeBack(user, datasetId, {
    what: "Edit",
    find: async () => {
      const event = await findHeadEvent(datasetId, editId);
      return event && isUndoableEdit(event) ? event : null;
    },
    partial: true,
    dryRun: false,
  });
  return { changed, edit_id, skipped };
}

/**
 * Any change of the dataset's data, edits and tasks alike, taken back.
 * @param options `partial` takes back what fits where something does not; `dry_run` only tells what it would come to
 * @throws NotFoundError, ConflictError which lists the items where it no longer fits
 */
export const revertEvent = (
  user: CurrentUser,
  datasetId: string,
  eventId: string,
  options: { readonly partial: boolean; readonly dry_run: boolean },
): Promise<RevertDto> =>
  takeBack(user, datasetId, {
    what: "Change",
    find: () => findHeadEvent(datasetId, eventId),
    partial: options.partial,
    dryRun: options.dry_run,
  });

interface Wanted {
  readonly what: string;
  readonly find: () => Promise<HeadEvent | null>;
  readonly partial: boolean;
  readonly dryRun: boolean;
}
interface Prepared {
  readonly event: HeadEvent;
  readonly change: Change;
  /** Items that leave the dataset. */
  readonly leaving: number;
  readonly conflicts: Conflicts;
  /** Items of the change that were deleted since. */
  readonly deleted: number;
  readonly told: RevertDto["conflicts"];
}
/** What no longer fits: items on which something was written since, by what. Words always fit. */
type Conflicts = ReadonlyMap<WrittenKind, Bitmap>;
type WrittenKind = RevertDto["conflicts"][number]["kinds"][number];

/**
 * What the change made of the version before it is undone in the head, as any three versions are combined: words that somebody put
 * elsewhere since stay there, whatever was written since stays and is listed, and so is what was deleted since.
 */
function takeBack(user: CurrentUser, datasetId: string, { what, find, partial, dryRun }: Wanted): Promise<RevertDto> {
  return commitEdit<Prepared, RevertDto>({
    user,
    datasetId,
    operation: "items_edit",
    prepare: async (head, dataset) => {
      const event = await find();
      if (!event) throw new NotFoundError(what);
      if (!isRevertible(event))
        throw new ConflictError("A dataset's first version has nothing before it to go back to");
      const ids = [event.from_state!, event.to_state];
      if (!(await areKept(ids))) throw new ConflictError(NOT_KEPT);
      const [theirs, base] = (await Promise.all(ids.map(openState))) as [OpenState, OpenState];
      const versions = { base, ours: head, theirs };
      const combined = await combine(versions);
      const live = bitmapOfSet(await loadSets(head, [LIVE]), LIVE);
      const conflicts = new Map<WrittenKind, Bitmap>();
      for (const kind of WRITTEN_KINDS) {
        const items = and(combined.conflicts[kind], live);
        if (!items.isEmpty) conflicts.set(kind, items);
      }
      const told = await conflictsOf(head, conflicts, dataset);
      if (told.length > 0 && !partial && !dryRun) throw new ConflictError(conflictWords(conflicts, told));
      const change = await withModels(versions, await changeOf(versions, combined));
      const deleted = andNot(combined.conflicts.removed, live).size;
      return { value: { event, change, leaving: combined.removed.size, conflicts, deleted, told }, names: () => [] };
    },
    change: (_sets, { event, change, leaving }) =>
      dryRun
        ? null
        : {
            ...change,
            savesFirst: savesBeforeDeleting(leaving),
            event: {
              kind: "undo",
              detail: { ...event.detail, undoes: event.kind, edit_id: event.id, changed: change.items?.size ?? 0 },
            },
          },
    answer: (outcome, { change, conflicts, deleted, told }) => ({
      ...editDto(dryRun ? { ...outcome, changed: change.items?.size ?? 0 } : outcome),
      skipped: conflicting(conflicts).size,
      deleted,
      conflicts: told,
    }),
  });
}

const MODELS = documentSet("models");

/** Runs that the change brought go, unless they ran since; where items come or go, whoever writes the list counts anew. */
async function withModels({ base, ours, theirs }: Versions, change: Change): Promise<Change> {
  const differs = (name: string) => base.state.sets.get(name)?.hash !== theirs.state.sets.get(name)?.hash;
  if (!differs(MODELS) || differs(LIVE)) return change;
  const left = await modelsWithoutEdit(theirs, base, ours, change.sets);
  return { ...change, models: [], sets: new Map([...change.sets, [MODELS, left]]) };
}

/** Why a change whose states are gone stays. */
export const NOT_KEPT =
  "The versions before and after this change are not kept any more, so it cannot be taken back by itself. Restore a snapshot from before it instead.";

const conflicting = (conflicts: Conflicts): Bitmap => orMany([...conflicts.values()]);

/** Items that are named where a change no longer fits. */
const MAX_NAMED = 20;

async function conflictsOf(
  head: OpenState,
  conflicts: Conflicts,
  dataset: Parameters<typeof presentItems>[2],
): Promise<RevertDto["conflicts"]> {
  const numbers = membersFrom(conflicting(conflicts), 0, MAX_NAMED);
  return (await presentItems(head, numbers, dataset)).map(({ item_no, media_id, file_name }) => ({
    media_id,
    file_name,
    kinds: [...conflicts].filter(([, items]) => items.has(item_no)).map(([kind]) => kind),
  }));
}

function conflictWords(conflicts: Conflicts, told: RevertDto["conflicts"]): string {
  const count = conflicting(conflicts).size;
  const named = told.map(({ file_name, media_id, kinds }) => {
    const written = kinds.map((kind) => NAME_OF_WRITTEN[kind]).join(", ");
    return `${file_name} (${media_id}: ${written})`;
  });
  const more = count > told.length ? `, and ${formatCount(count - told.length)} more` : "";
  const [items, their] = count === 1 ? ["1 item was", "it"] : [`${formatCount(count)} items were`, "them"];
  return `${items} written again since, so this change no longer fits ${their}: ${named.join("; ")}${more}. Send "partial": true to take back the rest.`;
}
