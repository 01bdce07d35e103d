"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { createDatasetAction } from "@/app/(app)/datasets/actions";
import { DropZone } from "@/components/media/drop-zone";
import { UploadProgress } from "@/components/media/upload-progress";
import { ImportCheck } from "@/components/imports/import-check";
import { useImport } from "@/components/imports/use-import";
import { forgetUpload, undelivered, type PickedFile } from "@/components/media/upload";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { Checkbox, TextArea, TextField } from "@/components/ui/field";
import { inputOf, useActionForm } from "@/components/ui/form";
import { formatCount } from "@/components/ui/format";
import { createDatasetForm } from "@/lib/datasets/schema";
import { keys, makeStale } from "@/lib/query-keys";
import { useWatchImport } from "./use-watch-import";

/** A name, files, and off it goes: the dataset's page shows the rest. */
export function CreateDatasetDialog({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const client = useQueryClient();
  const watch = useWatchImport();
  const [files, setFiles] = useState<PickedFile[]>([]);
  const [labels, setLabels] = useState(false);
  // Made by an earlier try, whose files did not arrive.
  const [draft, setDraft] = useState<string | null>(null);
  const hasFolders =
    files.some(({ path }) => path.includes("/")) || files.some(({ path }) => /\.(zip|tar|tgz|tar\.gz)$/i.test(path));

  const {
    state,
    busy: isImporting,
    found,
    send,
    takeRest,
    begin,
    back,
    cancel,
  } = useImport({
    draft: true,
    choices: { labels_from_folders: labels && hasFolders },
    onStarted: ({ taskId }, id) => finish(id, taskId),
  });
  const finish = async (id: string, taskId: string | null) => {
    toast.success("Dataset created");
    if (taskId) watch(taskId, "creation");
    router.push(`/datasets/${id}`);
    onClose();
    await makeStale(client, [keys.datasets()]);
  };
  const fill = async (id: string) => {
    setDraft(id);
    if (files.length === 0) return finish(id, null);
    await send(id, files);
  };
  const { formProps, fields, pending, problem } = useActionForm({
    action: createDatasetAction,
    schema: createDatasetForm,
    onDone: ({ dataset_id }) => void fill(dataset_id),
  });
  const busy = pending || isImporting;
  const close = () => {
    if (!busy) onClose();
  };
  if (found)
    return (
      <Dialog
        onClose={close}
        title="New dataset"
        size="large"
        description="This is what was found. Nothing has been imported yet."
      >
        <ImportCheck
          preview={found}
          addsMedia
          busy={busy}
          error={state.error}
          onBack={() => {
            if (draft) forgetUpload(draft);
            setFiles([]);
            back();
          }}
          onStart={(choices) => void begin(choices)}
        />
      </Dialog>
    );
  return (
    <Dialog onClose={close} title="New dataset" size="medium">
      <form
        {...formProps}
        className="grid gap-4"
        onSubmit={(event) => {
          if (!draft) return formProps.onSubmit(event);
          event.preventDefault();
          void fill(draft);
        }}
      >
        <TextField label="Name" {...inputOf(fields.name)} disabled={busy || draft !== null} autoComplete="off" />
        <TextArea label="Description" {...inputOf(fields.description)} rows={2} disabled={busy || draft !== null} />
        <DropZone files={files} onFiles={setFiles} disabled={busy} />
        {hasFolders ? (
          <Checkbox
            label="Use the names of class folders as labels"
            checked={labels}
            disabled={busy}
            onChange={(event) => setLabels(event.target.checked)}
          />
        ) : null}
        <UploadProgress state={state} />
        <Alert>{state.error}</Alert>
        {problem}
        <DialogActions>
          {busy ? <Button onClick={cancel}>Cancel upload</Button> : <Button onClick={onClose}>Cancel</Button>}
          {draft && state.phase === "incomplete" ? (
            <Button onClick={() => void takeRest(draft, files)}>
              Create with the other {formatCount(state.files.size - undelivered(state))}
            </Button>
          ) : null}
          <Button type="submit" variant="primary" disabled={busy} aria-busy={busy}>
            {state.phase === "failed" || state.phase === "incomplete" ? "Try again" : "Create"}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
