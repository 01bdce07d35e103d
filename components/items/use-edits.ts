"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef } from "react";
import { toast } from "sonner";
import { plural } from "@/components/ui/format";
import { datasetQuery } from "@/lib/datasets/queries";
import { deleteItems, editWords, setField, undoEdit, type WordEdit } from "@/lib/items/queries";
import type { EditDto, ItemDto } from "@/lib/items/schema";
import { keys, makeStale } from "@/lib/query-keys";
import type { ItemSelection } from "@/lib/search/schema";
import type { FieldType } from "@/lib/fields/rules";
import { setSplit } from "@/lib/splits/queries";
import { changeLog, forgotten, lastStanding, logged, readLog, redone, undone } from "./edit-log";
import type { Overlays, ShownItem } from "./use-overlays";

/** The items that an edit is about: what the server is told, and which of the tiles here they are. */
export interface EditTarget {
  readonly request: ItemSelection;
  readonly has: (itemNo: number) => boolean;
  readonly count: number;
}

const DONE: Record<WordEdit, string> = { tag: "tagged", untag: "untagged", label: "labelled", unlabel: "unlabelled" };

export interface Edits {
  readonly words: (edit: WordEdit, target: EditTarget, words: readonly string[]) => Promise<boolean>;
  readonly remove: (target: EditTarget) => Promise<boolean>;
  /** Puts the items into a split; null takes them out of theirs. */
  readonly split: (target: EditTarget, split: string | null) => Promise<boolean>;
  readonly field: (target: EditTarget, change: { field: string; value: unknown; type?: FieldType }) => Promise<boolean>;
  /** Says that something was saved, with its Undo. @param what of which item, for the list of one's edits */
  readonly saved: (editId: string | null, what: string) => void;
  /** Says what was done, with its Undo. */
  readonly done: (editId: string, what: string) => void;
  /** Takes an edit of the list back. */
  readonly undo: (editId: string) => void;
  /** Does it again, by taking its undo back. */
  readonly redo: (undoneBy: string) => void;
  /** Undoes the last edit made here that stands; false when there is none. */
  readonly undoLast: () => boolean;
}

const skippedText = (skipped: number): string | undefined =>
  skipped > 0
    ? `${plural(skipped, "item stayed as it is, because someone changed it", "items stayed as they are, because someone changed them")} since`
    : undefined;

/** Undoes an edit, or an undo, and offers the opposite. */
async function runUndo(
  datasetId: string,
  editId: string,
  isRedo: boolean,
  overlays: Overlays,
  refresh: () => Promise<unknown>,
): Promise<void> {
  overlays.removeEdit(editId);
  try {
    const { changed, skipped, edit_id } = await undoEdit(datasetId, editId);
    const description = skippedText(skipped);
    if (!edit_id) {
      changeLog(datasetId, (log) => forgotten(log, editId));
      toast(isRedo ? "There was nothing to do again" : "There was nothing left to undo", { description });
      return void refresh();
    }
    changeLog(datasetId, (log) => (isRedo ? redone(log, editId, edit_id) : undone(log, editId, edit_id)));
    const done = isRedo ? "Done again" : "Undone";
    // What is about the dataset as a whole, such as the order of its classes, touches no item.
    toast.success(changed > 0 ? `${done}: ${plural(changed, "item")}` : done, {
      description,
      action: {
        label: isRedo ? "Undo" : "Redo",
        onClick: () => void runUndo(datasetId, edit_id, !isRedo, overlays, refresh),
      },
    });
  } catch (error) {
    toast.error(isRedo ? "It was not done again" : "It was not undone", { description: (error as Error).message });
  }
  void refresh();
}

/** Edits that show at once, go back when the server refuses, and can be undone. */
export function useEdits(datasetId: string, stateId: string, overlays: Overlays): Edits {
  const client = useQueryClient();

  const refresh = useCallback(async (): Promise<string | null> => {
    void makeStale(client, [keys.itemsNow(datasetId), keys.snapshots(datasetId)]);
    await makeStale(client, [keys.dataset(datasetId)]);
    return client.getQueryData(datasetQuery(datasetId).queryKey)?.state_id ?? null;
  }, [client, datasetId]);

  const undo = useCallback(
    (editId: string) => void runUndo(datasetId, editId, false, overlays, refresh),
    [datasetId, overlays, refresh],
  );
  /** Puts an edit into the list, and says so with its Undo. */
  const tell = useCallback(
    (editId: string, at: string, title: string, text: string, description?: string) => {
      changeLog(datasetId, (log) => logged(log, { editId, text, at }));
      toast.success(title, { description, action: { label: "Undo", onClick: () => undo(editId) } });
    },
    [datasetId, undo],
  );

  /** Edits that are not answered yet: undoing the last one waits for them. */
  const sentRef = useRef(new Set<Promise<unknown>>());
  const send = useCallback(
    async (
      target: EditTarget,
      change: (item: ItemDto) => ShownItem,
      ask: () => Promise<EditDto & { readonly skipped?: number }>,
      texts: { done: (changed: number) => string; nothing: string; failed: string },
    ): Promise<boolean> => {
      const at = new Date().toISOString();
      const overlay = overlays.add(target.has, change);
      try {
        const { changed, skipped = 0, edit_id } = await ask();
        const description = skippedText(skipped);
        if (edit_id) {
          overlays.confirm(overlay, edit_id);
          tell(edit_id, at, texts.done(changed), texts.done(changed), description);
        } else {
          overlays.remove(overlay);
          toast.success(texts.nothing, { description });
        }
        return true;
      } catch (error) {
        overlays.remove(overlay);
        toast.error(texts.failed, { description: (error as Error).message });
        return false;
      } finally {
        void refresh().then((head) => head && overlays.settle(overlay, head));
      }
    },
    [overlays, refresh, tell],
  );
  const run = useCallback(
    (...edit: Parameters<typeof send>): Promise<boolean> => {
      const answer = send(...edit).finally(() => sentRef.current.delete(answer));
      sentRef.current.add(answer);
      return answer;
    },
    [send],
  );

  return useMemo(
    () => ({
      words: (edit, target, words) => {
        const [kind, adding] = [edit.endsWith("tag") ? ("tags" as const) : ("labels" as const), !edit.startsWith("un")];
        const change = (item: ItemDto): ShownItem => ({
          ...item,
          [kind]: adding
            ? [...new Set([...item[kind], ...words])].sort()
            : item[kind].filter((word) => !words.includes(word)),
          ...(kind === "labels"
            ? { propagated_labels: item.propagated_labels.filter((word) => !words.includes(word)) }
            : {}),
        });
        return run(target, change, () => editWords(datasetId, edit, target.request, words), {
          done: (changed) => `${plural(changed, "item")} ${DONE[edit]} “${words.join("”, “")}”`,
          nothing: `No item had to be ${DONE[edit]}`,
          failed: `The items were not ${DONE[edit]}`,
        });
      },
      remove: (target) =>
        run(
          target,
          (item) => ({ ...item, leaving: true }),
          () => deleteItems(datasetId, target.request),
          {
            done: (changed) => `${plural(changed, "item")} deleted`,
            nothing: "They were gone already",
            failed: "The items were not deleted",
          },
        ),
      split: (target, split) =>
        run(
          target,
          (item) => ({ ...item, split }),
          () => setSplit(datasetId, target.request, split),
          {
            done: (changed) =>
              split === null
                ? `${plural(changed, "item")} taken out of splits`
                : `${plural(changed, "item")} put into “${split}”`,
            nothing: "No item had to be moved",
            failed: "The split was not set",
          },
        ),
      field: (target, change) => {
        const shown = (item: ItemDto): ShownItem => ({
          ...item,
          metadata: Object.fromEntries(
            Object.entries({ ...item.metadata, [change.field]: change.value }).filter(([, value]) => value !== null),
          ),
        });
        return run(target, shown, () => setField(datasetId, target.request, { ...change, seen_state_id: stateId }), {
          done: (changed) =>
            `${change.field} ${change.value === null ? "taken away from" : "set on"} ${plural(changed, "item")}`,
          nothing: "Nothing had to be changed",
          failed: "The field was not set",
        });
      },
      saved: (editId, what) => {
        if (editId) tell(editId, new Date().toISOString(), "Saved", what);
        else toast.success("Saved");
      },
      done: (editId, what) => tell(editId, new Date().toISOString(), what, what),
      undo,
      redo: (undoneBy) => void runUndo(datasetId, undoneBy, true, overlays, refresh),
      undoLast: () => {
        const waiting = [...sentRef.current];
        const undoIt = () => {
          const last = lastStanding(readLog(datasetId));
          if (last) undo(last.editId);
          return last !== null;
        };
        if (waiting.length === 0) return undoIt();
        void Promise.allSettled(waiting).then(undoIt);
        return true;
      },
    }),
    [datasetId, stateId, overlays, refresh, run, tell, undo],
  );
}
