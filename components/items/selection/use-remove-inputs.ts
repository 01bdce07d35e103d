"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { plural } from "@/components/ui/format";
import { deleteItems, undoEdit } from "@/lib/items/queries";
import { makeStale, staleAfterChange } from "@/lib/query-keys";
import { changeLog, forgotten, logged, undone } from "../edit-log";
import type { ChosenInputs } from "./chosen-inputs";

interface Removed {
  readonly datasetId: string;
  readonly editId: string;
  readonly changed: number;
}

/** Takes items out of their datasets, one dataset after another, with one Undo for all of them. */
export function useRemoveInputs(onDone: () => void) {
  const client = useQueryClient();
  const refresh = (ids: readonly string[]) => makeStale(client, ids.flatMap(staleAfterChange));

  const undo = async (removed: readonly Removed[]) => {
    let [back, failure] = [0, null as Error | null];
    for (const { datasetId, editId } of removed) {
      try {
        const { changed, edit_id } = await undoEdit(datasetId, editId);
        back += changed;
        changeLog(datasetId, (log) => (edit_id ? undone(log, editId, edit_id) : forgotten(log, editId)));
      } catch (error) {
        failure = error as Error;
      }
    }
    if (failure) toast.error("Not everything was undone", { description: failure.message });
    else toast.success(`Undone: ${plural(back, "item")}`);
    void refresh(removed.map(({ datasetId }) => datasetId));
  };

  return useMutation({
    mutationFn: async (chosen: readonly ChosenInputs[]): Promise<void> => {
      const removed: Removed[] = [];
      try {
        for (const { dataset_id: datasetId, selection } of chosen) {
          const at = new Date().toISOString();
          const { changed, edit_id: editId } = await deleteItems(datasetId, selection);
          if (!editId) continue;
          removed.push({ datasetId, editId, changed });
          changeLog(datasetId, (log) => logged(log, { editId, text: `${plural(changed, "item")} deleted`, at }));
        }
      } finally {
        // What was removed before a refusal is told, and can be undone, like the rest.
        const count = removed.reduce((sum, { changed }) => sum + changed, 0);
        if (count > 0)
          toast.success(`${plural(count, "item")} removed`, {
            ...(removed.length > 1 ? { description: `From ${plural(removed.length, "dataset")}` } : {}),
            action: { label: "Undo", onClick: () => void undo(removed) },
          });
      }
      if (removed.length === 0) toast.success("They were gone already");
    },
    onSuccess: onDone,
    onSettled: (_done, _error, chosen) => refresh(chosen.map(({ dataset_id }) => dataset_id)),
  });
}
