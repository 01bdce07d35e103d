"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Trash2, X } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Button, IconButton } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { plural } from "@/components/ui/format";
import type { DatasetDto } from "@/lib/datasets/schema";
import { deleteItems, type WordEdit } from "@/lib/items/queries";
import type { Selection } from "./use-selection";
import { WordsDialog } from "./words-dialog";

const EDITS: readonly { edit: WordEdit; title: string }[] = [
  { edit: "tag", title: "Tag" },
  { edit: "untag", title: "Untag" },
  { edit: "label", title: "Label" },
  { edit: "unlabel", title: "Unlabel" },
];
const REVISION_FROM = 100;

/** What can be done with the selected items. */
export function SelectionBar({ dataset, selection }: { dataset: DatasetDto; selection: Selection }) {
  const client = useQueryClient();
  const [editing, setEditing] = useState<WordEdit | null>(null);
  const [deleting, setDeleting] = useState(false);
  const blocked = dataset.can.items_edit;
  const remove = useMutation({
    mutationFn: () => deleteItems(dataset.id, selection.request),
    onSuccess: ({ changed }) => {
      toast.success(`${plural(changed, "item")} deleted`);
      setDeleting(false);
      selection.clear();
    },
    onError: (error) => toast.error("The items were not deleted", { description: error.message }),
    onSettled: () => client.invalidateQueries(),
  });
  if (selection.count === 0) return null;
  return (
    <>
      <div role="region" aria-label="Selection" className="sticky bottom-0 z-20 flex flex-wrap items-center gap-2 border-t border-line bg-surface px-4 py-2.5">
        <IconButton label="Clear selection" onClick={selection.clear}>
          <X size={18} aria-hidden />
        </IconButton>
        <p aria-live="polite" className="mr-2 font-medium">
          {plural(selection.count, "item")} selected
        </p>
        {selection.isAll ? null : (
          <Button variant="ghost" onClick={selection.selectAll}>
            Select all
          </Button>
        )}
        <div className="ml-auto flex flex-wrap gap-2" title={blocked ?? undefined}>
          {EDITS.map(({ edit, title }) => (
            <Button key={edit} disabled={blocked !== null} onClick={() => setEditing(edit)}>
              {title}
            </Button>
          ))}
          <Button variant="danger" disabled={blocked !== null} onClick={() => setDeleting(true)}>
            <Trash2 size={16} aria-hidden /> Delete
          </Button>
        </div>
        {blocked ? <p className="w-full text-right text-[13px] text-muted">{blocked}</p> : null}
      </div>
      {editing ? <WordsDialog key={editing} dataset={dataset} edit={editing} selection={selection} onClose={() => setEditing(null)} /> : null}
      <ConfirmDialog open={deleting} onOpenChange={setDeleting} title="Delete items" confirmLabel="Delete" danger pending={remove.isPending} onConfirm={() => remove.mutate()}>
        <p>
          {plural(selection.count, "item")} will leave the dataset. Snapshots that hold {selection.count === 1 ? "it" : "them"} keep {selection.count === 1 ? "it" : "them"}, and restoring one brings {selection.count === 1 ? "it" : "them"} back.
        </p>
        {selection.count > REVISION_FROM && dataset.snapshots_enabled ? <p>A revision of the current state is saved first.</p> : null}
      </ConfirmDialog>
    </>
  );
}
