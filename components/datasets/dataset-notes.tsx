"use client";

import { NotebookPen } from "lucide-react";
import { useDialogs } from "@/components/dialogs/context";
import { Button } from "@/components/ui/button";
import { Markdown } from "@/components/ui/markdown";
import type { DatasetDto } from "@/lib/datasets/schema";

/** A dataset's notes, with the way to change them for whoever may. Nothing where there are none and nobody could write any. */
export function DatasetNotes({ dataset }: { dataset: DatasetDto }) {
  const dialogs = useDialogs();
  const canEdit = dataset.can.dataset_describe === null;
  const isEmpty = dataset.notes.trim() === "";
  if (isEmpty && !canEdit) return null;
  return (
    <section aria-label="Notes" className="grid max-w-3xl grid-cols-[minmax(0,1fr)] gap-2">
      <div className="flex items-center gap-2">
        <h2 className="text-base font-semibold">Notes</h2>
        {canEdit ? (
          <Button variant="ghost" onClick={() => dialogs.open({ name: "notes", dataset })} className="text-muted!">
            <NotebookPen size={15} aria-hidden /> {isEmpty ? "Write notes" : "Edit notes"}
          </Button>
        ) : null}
      </div>
      {isEmpty ? (
        <p className="text-muted">How the data came to be, what to look out for, who to ask.</p>
      ) : (
        <Markdown>{dataset.notes}</Markdown>
      )}
    </section>
  );
}
