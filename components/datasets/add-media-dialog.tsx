"use client";

import { buttonOf } from "@/lib/operations/declarations";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { DropZone } from "@/components/media/drop-zone";
import { UploadProgress } from "@/components/media/upload-progress";
import {
  findInterrupted,
  forgetUpload,
  undelivered,
  useUpload,
  type ImportChoices,
  type PickedFile,
} from "@/components/media/upload";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { Checkbox } from "@/components/ui/field";
import { formatCount, plural } from "@/components/ui/format";
import type { DatasetDto } from "@/lib/datasets/schema";
import { useDataset } from "./use-dataset";
import { useWatchImport } from "./use-watch-import";
import { keys, makeStale } from "@/lib/query-keys";
import type { StagedUpload } from "@/lib/uploads/schema";

export function AddMediaDialog({ dataset: known, onClose }: { dataset: DatasetDto; onClose: () => void }) {
  const dataset = useDataset(known);
  const client = useQueryClient();
  const watch = useWatchImport();
  const { state, upload, start, cancel } = useUpload();
  const [files, setFiles] = useState<PickedFile[]>([]);
  const [labels, setLabels] = useState(false);
  const [reindex, setReindex] = useState(true);
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

  const begin = async (starting: (choices: ImportChoices) => Promise<string | null>) => {
    const taskId = await starting({
      labels_from_folders: labels,
      auto_reindex: reindex,
      on_duplicate: skip ? "skip" : "keep",
    });
    await makeStale(client, [keys.dataset(dataset.id), keys.upload(dataset.id)]);
    if (!taskId) return;
    onClose();
    watch(taskId);
  };
  const send = () => void begin((choices) => upload(dataset.id, files, choices));
  const goOn = () => void begin((choices) => start(dataset.id, choices));
  const incomplete = state.phase === "incomplete";
  const again = incomplete || state.phase === "failed";

  return (
    <Dialog
      onClose={close}
      title={buttonOf("media_addition")}
      size="medium"
      description={
        draft
          ? "The files become the first items of this dataset."
          : `A revision of the current state is saved first. New items are shown at once and indexed ${reindex ? "after that" : "when you re-index"}.`
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
      <UploadProgress state={state} />
      <Alert>{state.error}</Alert>
      <DialogActions>
        <Button onClick={busy ? cancel : close}>{busy ? "Cancel upload" : "Cancel"}</Button>
        {incomplete ? (
          <Button onClick={goOn}>Add the other {formatCount(state.files.size - undelivered(state))}</Button>
        ) : null}
        <Button variant="primary" disabled={busy || files.length === 0} aria-busy={busy} onClick={send}>
          {again ? "Try again" : "Add"}
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
