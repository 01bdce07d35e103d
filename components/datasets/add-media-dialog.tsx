"use client";

import { buttonOf } from "@/lib/operations/declarations";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ImportCheck } from "@/components/imports/import-check";
import { useImport } from "@/components/imports/use-import";
import { DropZone } from "@/components/media/drop-zone";
import { UploadProgress } from "@/components/media/upload-progress";
import { findInterrupted, forgetUpload, undelivered, type PickedFile } from "@/components/media/upload";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { Checkbox } from "@/components/ui/field";
import { formatCount, plural } from "@/components/ui/format";
import type { DatasetDto } from "@/lib/datasets/schema";
import { useDataset } from "./use-dataset";
import { useWatchImport } from "./use-watch-import";
import { keys } from "@/lib/query-keys";
import type { StagedUpload } from "@/lib/uploads/schema";

interface AddMediaDialogProps {
  readonly dataset: DatasetDto;
  readonly onClose: () => void;
}

/** Takes pictures, archives and annotation files, in any mixture. */
export const AddMediaDialog = (props: AddMediaDialogProps) => <ImportDialog {...props} annotationsOnly={false} />;

/** Takes annotation files of items that are there. */
export const ImportAnnotationsDialog = (props: AddMediaDialogProps) => <ImportDialog {...props} annotationsOnly />;

function ImportDialog({
  dataset: known,
  onClose,
  annotationsOnly,
}: AddMediaDialogProps & { annotationsOnly: boolean }) {
  const dataset = useDataset(known);
  const client = useQueryClient();
  const watch = useWatchImport();
  const [files, setFiles] = useState<PickedFile[]>([]);
  const [labels, setLabels] = useState(false);
  const [reindex, setReindex] = useState(true);
  const [skip, setSkip] = useState(false);
  const draft = dataset.status === "DRAFT";
  const { state, busy, found, addsMedia, send, takeRest, begin, back, cancel } = useImport({
    annotationsOnly,
    draft,
    choices: { labels_from_folders: labels, auto_reindex: reindex, on_duplicate: skip ? "skip" : "keep" },
    onStarted: ({ taskId, isOfAnnotations }) => {
      onClose();
      watch(taskId, isOfAnnotations ? "annotations" : "addition");
    },
  });
  const interrupted = useQuery({
    queryKey: keys.upload(dataset.id),
    queryFn: () => findInterrupted(dataset.id),
    staleTime: 0,
  });
  const forget = () => {
    forgetUpload(dataset.id);
    client.setQueryData(keys.upload(dataset.id), null);
  };
  const close = () => {
    if (!busy) onClose();
  };
  /** Other files are another upload. */
  const chooseOthers = () => {
    forget();
    setFiles([]);
    back();
  };
  const incomplete = state.phase === "incomplete";
  const again = incomplete || state.phase === "failed";
  const title = buttonOf(annotationsOnly ? "annotation_import" : "media_addition");

  if (found)
    return (
      <Dialog
        onClose={close}
        title={title}
        size="large"
        description={`This is what was found. Nothing has run yet.${draft ? "" : " A revision of the current state is saved first."}`}
      >
        <ImportCheck
          preview={found}
          addsMedia={addsMedia}
          busy={busy}
          error={state.error}
          onBack={chooseOthers}
          onStart={(choices) => void begin(choices)}
        />
      </Dialog>
    );
  return (
    <Dialog onClose={close} title={title} size="medium" description={descriptionOf(annotationsOnly, draft, reindex)}>
      {interrupted.data && !busy ? <Interrupted upload={interrupted.data} onForget={forget} /> : null}
      <DropZone files={files} onFiles={setFiles} disabled={busy} annotationsOnly={annotationsOnly} />
      {annotationsOnly ? null : (
        <div className="grid gap-2">
          <Checkbox
            label="Use the names of class folders as labels"
            checked={labels}
            disabled={busy}
            onChange={(event) => setLabels(event.target.checked)}
          />
          {draft ? null : (
            <Checkbox
              label="Re-index right away"
              checked={reindex}
              disabled={busy}
              onChange={(event) => setReindex(event.target.checked)}
            />
          )}
          <Checkbox
            label="Skip files that the dataset already holds"
            checked={skip}
            disabled={busy}
            onChange={(event) => setSkip(event.target.checked)}
          />
        </div>
      )}
      <UploadProgress state={state} />
      <Alert>{state.error}</Alert>
      <DialogActions>
        <Button onClick={busy ? cancel : close}>{busy ? "Cancel upload" : "Cancel"}</Button>
        {incomplete ? (
          <Button onClick={() => void takeRest(dataset.id, files)}>
            Add the other {formatCount(state.files.size - undelivered(state))}
          </Button>
        ) : null}
        <Button
          variant="primary"
          disabled={busy || files.length === 0}
          aria-busy={busy}
          onClick={() => void send(dataset.id, files)}
        >
          {again ? "Try again" : annotationsOnly ? "Check" : "Add"}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function descriptionOf(annotationsOnly: boolean, draft: boolean, reindex: boolean): string {
  if (annotationsOnly)
    return "What the files say of pictures that are in the dataset is given to them. You see what was found before anything runs.";
  if (draft) return "The files become the first items of this dataset.";
  return `A revision of the current state is saved first. New items are shown at once and indexed ${reindex ? "after that" : "when you re-index"}.`;
}

/** What is left of an upload that a reload or a lost connection broke off. */
function Interrupted({ upload, onForget }: { upload: StagedUpload; onForget: () => void }) {
  return (
    <div
      role="status"
      className="flex flex-wrap items-center justify-between gap-2 rounded-md bg-warn-soft p-3 text-warn"
    >
      <p className="min-w-0 flex-1">
        An upload was interrupted. {plural(upload.files.length, "file")} arrived
        {upload.partial.length > 0 ? ` and ${plural(upload.partial.length, "file")} in part` : ""}. Choose the same
        files to go on with it.
      </p>
      <Button onClick={onForget}>Start over</Button>
    </div>
  );
}
