"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { DropZone, UploadProgress } from "@/components/media/drop-zone";
import { useUpload, type PickedFile } from "@/components/media/upload";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { Checkbox, TextArea, TextField } from "@/components/ui/field";
import { api } from "@/lib/api-client";

/** A name, files, and off it goes: the dataset's page shows the rest. */
export function CreateDatasetDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const router = useRouter();
  const client = useQueryClient();
  const { state, upload, cancel, reset } = useUpload();
  const [files, setFiles] = useState<PickedFile[]>([]);
  const [labels, setLabels] = useState(false);
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const busy = state.phase === "uploading" || state.phase === "starting";
  const hasFolders =
    files.some(({ path }) => path.includes("/")) || files.some(({ path }) => /\.(zip|tar|tgz|tar\.gz)$/i.test(path));

  const close = (next: boolean) => {
    if (busy && !next) return;
    onOpenChange(next);
    if (!next) {
      reset();
      setFiles([]);
      setDraft(null);
      setError(null);
    }
  };

  const submit = async (fields: FormData) => {
    setError(null);
    try {
      const id =
        draft ??
        (
          await api<{ dataset_id: string }>("/dataset", {
            method: "POST",
            body: { name: String(fields.get("name")), description: String(fields.get("description")) },
          })
        ).dataset_id;
      setDraft(id);
      if (files.length > 0 && !(await upload(id, files, { labels_from_folders: labels && hasFolders }))) return;
      await client.invalidateQueries({ queryKey: ["datasets"] });
      toast.success("Dataset created");
      router.push(`/datasets/${id}`);
    } catch (problem) {
      setError((problem as Error).message);
    }
  };

  return (
    <Dialog open={open} onOpenChange={close} title="New dataset" size="medium">
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(new FormData(event.currentTarget));
        }}
      >
        <TextField
          label="Name"
          name="name"
          required
          maxLength={255}
          disabled={busy || draft !== null}
          error={error}
          autoComplete="off"
        />
        <TextArea label="Description" name="description" rows={2} maxLength={5000} disabled={busy || draft !== null} />
        <DropZone files={files} onFiles={setFiles} disabled={busy} />
        {hasFolders ? (
          <Checkbox
            label="Use the names of class folders as labels"
            checked={labels}
            disabled={busy}
            onChange={(event) => setLabels(event.target.checked)}
          />
        ) : null}
        {state.files.size > 0 ? <UploadProgress state={state} /> : null}
        {state.error ? (
          <p role="alert" className="text-danger">
            {state.error}
          </p>
        ) : null}
        <DialogActions>
          {busy ? (
            <Button onClick={cancel}>Cancel upload</Button>
          ) : (
            <Button onClick={() => close(false)}>Cancel</Button>
          )}
          <Button type="submit" variant="primary" disabled={busy} aria-busy={busy}>
            {state.phase === "failed" ? "Try again" : "Create"}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
