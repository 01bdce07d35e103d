"use client";

import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useCallback, useMemo, useRef } from "react";
import { toast } from "sonner";
import { plural } from "@/components/ui/format";
import { deleteItems, editWords, setField, undoEdit, type WordEdit } from "@/lib/items/queries";
import type { EditDto, ItemDto, ItemPage, ItemSelection } from "@/lib/items/schema";
import type { FieldType } from "@/lib/metadata/rules";

/** The items that an edit is about: what the server is told, and which of the tiles here they are. */
export interface EditTarget {
  readonly request: ItemSelection;
  readonly has: (itemNo: number) => boolean;
  readonly count: number;
}

const DONE: Record<WordEdit, string> = { tag: "tagged", untag: "untagged", label: "labelled", unlabel: "unlabelled" };

/** An item that was deleted here and whose list has not been read again yet. */
export type ShownItem = ItemDto & { readonly leaving?: boolean };

export interface Edits {
  readonly words: (edit: WordEdit, target: EditTarget, words: readonly string[]) => Promise<boolean>;
  readonly remove: (target: EditTarget) => Promise<boolean>;
  readonly field: (target: EditTarget, change: { field: string; value: unknown; type?: FieldType }) => Promise<boolean>;
  /** Undoes the last edit made here; false when there is none. */
  readonly undoLast: () => boolean;
}

/** Undoes an edit and offers to do it again, and so on. */
async function runUndo(datasetId: string, editId: string, isRedo: boolean, refresh: () => void): Promise<void> {
  try {
    const { changed, skipped, edit_id } = await undoEdit(datasetId, editId);
    const description = skipped > 0 ? `${plural(skipped, "item")} stayed as they are, because someone changed them since` : undefined;
    const again = edit_id ? { label: isRedo ? "Undo" : "Redo", onClick: () => void runUndo(datasetId, edit_id, !isRedo, refresh) } : undefined;
    toast.success(`${isRedo ? "Done again" : "Undone"}: ${plural(changed, "item")}`, { description, action: again });
  } catch (error) {
    toast.error(isRedo ? "It was not done again" : "It was not undone", { description: (error as Error).message });
  }
  refresh();
}

/** Edits that show at once, go back when the server refuses, and can be undone. */
export function useEdits(datasetId: string): Edits {
  const client = useQueryClient();
  const lastRef = useRef<string | null>(null);

  const refresh = useCallback(() => {
    void client.invalidateQueries({ queryKey: ["dataset", datasetId] });
    void client.invalidateQueries({ queryKey: ["item", datasetId] });
    void client.invalidateQueries({ queryKey: ["snapshots", datasetId] });
  }, [client, datasetId]);

  /** Changes the tiles and the open item as the edit will. @returns what puts them back */
  const showAtOnce = useCallback(
    (target: EditTarget, change: (item: ItemDto) => ShownItem) => {
      const before: [QueryKey, unknown][] = [];
      const changed = (item: ItemDto) => (target.has(item.item_no) ? change(item) : item);
      for (const [key, page] of client.getQueriesData<ItemPage>({ queryKey: ["items", datasetId], type: "active" })) {
        if (!page?.items.some((item) => target.has(item.item_no))) continue;
        before.push([key, page]);
        client.setQueryData(key, { ...page, items: page.items.map(changed) });
      }
      for (const [key, item] of client.getQueriesData<ItemDto>({ queryKey: ["item", datasetId], predicate: ({ queryKey }) => queryKey.length === 4 })) {
        if (!item || !target.has(item.item_no)) continue;
        before.push([key, item]);
        client.setQueryData(key, changed(item));
      }
      return () => before.forEach(([key, value]) => client.setQueryData(key, value));
    },
    [client, datasetId],
  );

  const undo = useCallback(
    (editId: string): void => {
      if (lastRef.current === editId) lastRef.current = null;
      void runUndo(datasetId, editId, false, refresh);
    },
    [datasetId, refresh],
  );

  const run = useCallback(
    async (send: () => Promise<EditDto>, putBack: () => void, texts: { done: (changed: number) => string; nothing: string; failed: string }): Promise<boolean> => {
      try {
        const { changed, edit_id } = await send();
        lastRef.current = edit_id ?? lastRef.current;
        if (edit_id) toast.success(texts.done(changed), { action: { label: "Undo", onClick: () => undo(edit_id) } });
        else {
          putBack();
          toast.success(texts.nothing);
        }
        return true;
      } catch (error) {
        putBack();
        toast.error(texts.failed, { description: (error as Error).message });
        return false;
      } finally {
        refresh();
      }
    },
    [refresh, undo],
  );

  return useMemo(
    () => ({
      words: (edit, target, words) => {
        const [kind, adding] = [edit.endsWith("tag") ? ("tags" as const) : ("labels" as const), !edit.startsWith("un")];
        const putBack = showAtOnce(target, (item) => ({
          ...item,
          [kind]: adding ? [...new Set([...item[kind], ...words])].sort() : item[kind].filter((word) => !words.includes(word)),
          ...(kind === "labels" ? { propagated_labels: item.propagated_labels.filter((word) => !words.includes(word)) } : {}),
        }));
        return run(() => editWords(datasetId, edit, target.request, words), putBack, { done: (changed) => `${plural(changed, "item")} ${DONE[edit]}`, nothing: `No item had to be ${DONE[edit]}`, failed: `The items were not ${DONE[edit]}` });
      },
      remove: (target) => {
        const putBack = showAtOnce(target, (item) => ({ ...item, leaving: true }));
        return run(() => deleteItems(datasetId, target.request), putBack, { done: (changed) => `${plural(changed, "item")} deleted`, nothing: "They were gone already", failed: "The items were not deleted" });
      },
      field: (target, change) => {
        const putBack = showAtOnce(target, (item) => ({ ...item, metadata: Object.fromEntries(Object.entries({ ...item.metadata, [change.field]: change.value }).filter(([, value]) => value !== null)) }));
        return run(() => setField(datasetId, target.request, change), putBack, { done: (changed) => `${change.field} ${change.value === null ? "taken away from" : "set on"} ${plural(changed, "item")}`, nothing: "Nothing had to be changed", failed: "The field was not set" });
      },
      undoLast: () => {
        if (!lastRef.current) return false;
        undo(lastRef.current);
        return true;
      },
    }),
    [datasetId, run, showAtOnce, undo],
  );
}
