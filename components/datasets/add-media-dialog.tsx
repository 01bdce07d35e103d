"use client";

import { buttonOf } from "@/lib/operations/declarations";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { DropZone, UploadProgress } from "@/components/media/drop-zone";
import { findInterrupted, forgetUpload, useUpload, type PickedFile } from "@/components/media/upload";
import { useTaskWatcher } from "@/components/tasks/task-watcher";
import { useTellEnd } from "@/components/tasks/use-tell-end";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { Checkbox } from "@/components/ui/field";
import { plural } from "@/components/ui/format";
import type { DatasetDto } from "@/lib/datasets/schema";
import { useDataset } from "./use-dataset";
import { keys, makeStale } from "@/lib/query-keys";
import type { StagedUpload } from "@/lib/uploads/schema";

export function AddMediaDialog({ dataset: known, onClose }: { dataset: DatasetDto; onClose: () => void }) {
  const dataset = useDataset(known);
  const client = useQueryClient();
  const watch = useTaskWatcher();
  const tellEnd = useTellEnd();
  const { state, upload, cancel } = useUpload();
  const [files, setFiles] = useState<PickedFile[]>([]);
  const [labels, setLabels] = useState(false);
  const [reindex, setReindex] = useState(false);
  const [skip, setSkip] = useState(false);
  const interrupted = useQuery({
    queryKey: keys.upload(dataset.id),
    queryFn: () => findInterrupted(dataset.id),
    staleTime: 0,
  });
  const forget = () => {
    forgetUpload(dataset.id);
    client.setQueryData(keys.upload(dataset.id), null);
  };
  const draft = dataset.status === "DRAFT";
  const busy = state.phase === "uploading" || state.phase === "starting";

  const close = () => {
    if (!busy) onClose();
  };

  const submit = async () => {
    const taskId = await upload(dataset.id, files, {
      labels_from_folders: labels,
      auto_reindex: reindex,
      on_duplicate: skip ? "skip" : "keep",
    });
    await makeStale(client, [keys.dataset(dataset.id), keys.upload(dataset.id)]);
    if (!taskId) return;
    onClose();
    watch(taskId, tellEnd({ done: "Media added", failed: "Media could not be added" }));
  };

  return (
    <Dialog
      onClose={close}
      title={buttonOf("media_addition")}
      size="medium"
      description={
        draft
          ? "The files become the first items of this dataset."
          : "A revision of the current state is saved first. New items are shown at once and indexed when you re-index."
      }
    >
      {interrupted.data && !busy ? <Interrupted upload={interrupted.data} onForget={forget} /> : null}
      <DropZone files={files} onFiles={setFiles} disabled={busy} />
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
      {state.files.size > 0 ? <UploadProgress state={state} /> : null}
      {state.error ? (
        <p role="alert" className="text-danger">
          {state.error}
        </p>
      ) : null}
      <DialogActions>
        <Button onClick={busy ? cancel : close}>{busy ? "Cancel upload" : "Cancel"}</Button>
        <Button variant="primary" disabled={busy || files.length === 0} aria-busy={busy} onClick={() => void submit()}>
          Add
        </Button>
      </DialogActions>
    </Dialog>
  );
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
