"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { TextArea } from "@/components/ui/field";
import { inputOf } from "@/components/ui/form";
import { Markdown } from "@/components/ui/markdown";
import type { DatasetDto } from "@/lib/datasets/schema";
import { useNotesForm } from "./use-details-form";

/** Writes a dataset's notes, and shows beforehand how they will read. */
export function NotesDialog({ dataset, onClose }: { dataset: DatasetDto; onClose: () => void }) {
  const { formProps, fields, pending, problem } = useNotesForm(dataset, onClose);
  const [text, setText] = useState(dataset.notes);
  const [isPreview, setPreview] = useState(false);
  return (
    <Dialog
      onClose={onClose}
      title="Notes"
      size="large"
      description="How the data came to be, what to look out for, who to ask: for everyone who sees the dataset."
    >
      <form {...formProps} className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <input type="hidden" name="dataset_id" value={dataset.id} />
        <div hidden={isPreview}>
          <TextArea
            label="Notes in Markdown"
            dir="auto"
            rows={14}
            {...inputOf(fields.notes)}
            onChange={(event) => setText(event.target.value)}
            hint="# Heading, **bold**, - list, [link](https://example.org), | table |"
          />
        </div>
        {isPreview ? (
          <section
            aria-label="Preview"
            tabIndex={0}
            className="max-h-96 min-h-40 overflow-y-auto rounded-md border border-line p-3"
          >
            {text.trim() ? <Markdown>{text}</Markdown> : <p className="text-muted">Nothing to show yet.</p>}
          </section>
        ) : null}
        {problem}
        <DialogActions>
          <Button aria-pressed={isPreview} onClick={() => setPreview(!isPreview)} className="mr-auto">
            Preview
          </Button>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={pending} aria-busy={pending}>
            Save
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
