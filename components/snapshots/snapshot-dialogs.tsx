"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { useTaskWatcher } from "@/components/tasks/task-watcher";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { TextArea, TextField } from "@/components/ui/field";
import { plural } from "@/components/ui/format";
import { Skeleton } from "@/components/ui/status";
import type { DatasetDto } from "@/lib/datasets/schema";
import {
  cloneSnapshot,
  createSnapshot,
  removeSnapshot,
  restorePreviewQuery,
  restoreSnapshot,
  updateSnapshot,
  type SnapshotFields,
} from "@/lib/snapshots/queries";
import type { CatalogEntryDto } from "@/lib/snapshots/schema";
import { undoRestore } from "@/lib/tasks/queries";
import type { TaskDto } from "@/lib/tasks/schema";

export type SnapshotDialog =
  { type: "create" } | { type: "edit" | "clone" | "restore" | "discard" | "remove"; entry: CatalogEntryDto };

interface Props {
  readonly dataset: DatasetDto;
  readonly dialog: SnapshotDialog | null;
  readonly onClose: () => void;
}

export function SnapshotDialogs({ dataset, dialog, onClose }: Props) {
  switch (dialog?.type) {
    case undefined:
      return null;
    case "create":
      return <CreateDialog dataset={dataset} onClose={onClose} />;
    case "edit":
      return <EditDialog dataset={dataset} entry={dialog.entry} onClose={onClose} />;
    case "clone":
      return <CloneDialog dataset={dataset} entry={dialog.entry} onClose={onClose} />;
    case "restore":
    case "discard":
      return <RestoreDialog dataset={dataset} entry={dialog.entry} onClose={onClose} />;
    case "remove":
      return <RemoveDialog dataset={dataset} entry={dialog.entry} onClose={onClose} />;
  }
}

function useRefresh(dataset: DatasetDto) {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["snapshots", dataset.id] }),
      client.invalidateQueries({ queryKey: ["dataset", dataset.id] }),
      client.invalidateQueries({ queryKey: ["tasks"] }),
    ]);
}

interface FieldsFormProps {
  readonly initial: SnapshotFields;
  readonly submitLabel: string;
  readonly pending: boolean;
  readonly onSubmit: (fields: SnapshotFields) => void;
  readonly onClose: () => void;
}

function FieldsForm({ initial, submitLabel, pending, onSubmit, onClose }: FieldsFormProps) {
  const [error, setError] = useState<string | null>(null);
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        const fields = new FormData(event.currentTarget);
        const name = String(fields.get("name")).trim();
        if (name === "") return setError("Enter a name for the snapshot");
        setError(null);
        onSubmit({ name, description: String(fields.get("description")) });
      }}
    >
      <TextField
        label="Name"
        name="name"
        defaultValue={initial.name}
        maxLength={255}
        error={error}
        autoComplete="off"
      />
      <TextArea
        label="Description"
        name="description"
        defaultValue={initial.description}
        maxLength={5000}
        rows={4}
        hint="Optional: why you keep this state."
      />
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={pending} aria-busy={pending}>
          {submitLabel}
        </Button>
      </DialogActions>
    </form>
  );
}

function CreateDialog({ dataset, onClose }: { dataset: DatasetDto; onClose: () => void }) {
  const refresh = useRefresh(dataset);
  const create = useMutation({
    mutationKey: ["create-snapshot", dataset.id],
    mutationFn: (fields: SnapshotFields) => createSnapshot(dataset.id, fields),
    onSuccess: () => {
      toast.success("Snapshot created");
      onClose();
    },
    onError: (error) => toast.error("Snapshot creation failed", { description: error.message, duration: 20_000 }),
    onSettled: refresh,
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Create Snapshot"
      description={`Keeps ${plural(dataset.n_images + dataset.n_videos, "item")} with their tags, labels, captions and metadata as they are now.`}
    >
      <FieldsForm
        initial={{ name: "", description: "" }}
        submitLabel="Create"
        pending={create.isPending}
        onSubmit={(fields) => create.mutate(fields)}
        onClose={onClose}
      />
    </Dialog>
  );
}

interface EntryDialogProps {
  readonly dataset: DatasetDto;
  readonly entry: CatalogEntryDto;
  readonly onClose: () => void;
}

function EditDialog({ dataset, entry, onClose }: EntryDialogProps) {
  const refresh = useRefresh(dataset);
  const update = useMutation({
    mutationFn: (fields: SnapshotFields) => updateSnapshot(dataset.id, entry.snapshot_id, fields),
    onSuccess: () => {
      toast.success("Snapshot updated");
      onClose();
    },
    onError: (error) => toast.error("The snapshot was not updated", { description: error.message }),
    onSettled: refresh,
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Update Snapshot"
      description="Only the name and the description change; the saved data does not."
    >
      <FieldsForm
        initial={{ name: entry.snapshot_name, description: entry.description }}
        submitLabel="Update"
        pending={update.isPending}
        onSubmit={(fields) => update.mutate(fields)}
        onClose={onClose}
      />
    </Dialog>
  );
}

function RestoreDialog({ dataset, entry, onClose }: EntryDialogProps) {
  const refresh = useRefresh(dataset);
  const client = useQueryClient();
  const watch = useTaskWatcher();
  const preview = useQuery(restorePreviewQuery(dataset.id, entry.snapshot_id));
  const undo = async (taskId: string) => {
    try {
      await undoRestore(taskId);
      toast.success("Restore undone");
    } catch (error) {
      toast.error("The restore was not undone", { description: (error as Error).message, duration: 20_000 });
    }
    await client.invalidateQueries();
  };
  const onEnd = (task: TaskDto) => {
    if (task.status === "COMPLETED")
      toast.success("Snapshot restored", {
        description: entry.snapshot_name,
        duration: 15_000,
        ...(task.can.undo === null ? { action: { label: "Undo", onClick: () => void undo(task.task_id) } } : {}),
      });
    else if (task.status === "FAILED")
      toast.error("Restore failed", { description: task.error_message, duration: 20_000 });
    else toast("Restore aborted");
  };
  const restore = useMutation({
    mutationFn: () => restoreSnapshot(dataset.id, entry.snapshot_id),
    onSuccess: (taskId) => {
      if (taskId) watch(taskId, onEnd);
      onClose();
    },
    onError: (error) => toast.error("The restore was not started", { description: error.message, duration: 20_000 }),
    onSettled: refresh,
  });
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={entry.is_current ? "Discard changes" : "Restore Snapshot"}
      confirmLabel="Yes"
      pending={restore.isPending}
      onConfirm={() => restore.mutate()}
    >
      <p>
        Restores <strong className="text-ink">{entry.snapshot_name}</strong> with{" "}
        {plural(entry.n_images + entry.n_videos, "item")}. All current data is replaced with the saved state.
      </p>
      <div>
        {preview.data ? (
          <PreviewText added={preview.data.added} removed={preview.data.removed} changed={preview.data.changed} />
        ) : preview.error ? (
          preview.error.message
        ) : (
          <Skeleton className="h-5 w-64" />
        )}
      </div>
      <p>
        {preview.data && preview.data.added + preview.data.removed + preview.data.changed === 0
          ? "Nothing is lost."
          : "A revision of the current state is saved first unless it equals the Current Version, so you can come back to it."}
      </p>
    </ConfirmDialog>
  );
}

/** The comparison runs from the snapshot to the head: what was added since goes, what was removed comes back. */
function PreviewText({ added, removed, changed }: { added: number; removed: number; changed: number }) {
  const parts = [
    removed > 0 ? `${plural(removed, "item")} will come back` : null,
    added > 0 ? `${plural(added, "item")} will go` : null,
    changed > 0
      ? `${plural(changed, "item")} will get ${changed === 1 ? "its" : "their"} earlier tags, labels or other data`
      : null,
  ].filter((part) => part !== null);
  return (
    <span className="text-ink">
      {parts.length > 0 ? `${parts.join("; ")}.` : "The current data equals this snapshot."}
    </span>
  );
}

function CloneDialog({ dataset, entry, onClose }: EntryDialogProps) {
  const refresh = useRefresh(dataset);
  const router = useRouter();
  const watch = useTaskWatcher();
  const clone = useMutation({
    mutationFn: () => cloneSnapshot(dataset.id, entry.snapshot_id),
    onSuccess: (taskId) => {
      onClose();
      toast("Clone started", { description: "The new dataset appears in the inventory when it is complete." });
      if (taskId) {
        watch(taskId, (task) => {
          if (task.status === "COMPLETED")
            toast.success("Snapshot cloned", {
              description: task.dataset_name,
              duration: 15_000,
              action: { label: "Open", onClick: () => router.push(`/datasets/${task.dataset_id}`) },
            });
          else if (task.status === "FAILED")
            toast.error("Clone failed", { description: task.error_message, duration: 20_000 });
          else toast("Clone aborted");
        });
      }
    },
    onError: (error) => toast.error("The clone was not started", { description: error.message, duration: 20_000 }),
    onSettled: refresh,
  });
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Clone Snapshot"
      confirmLabel="Yes"
      pending={clone.isPending}
      onConfirm={() => clone.mutate()}
    >
      <p>
        Makes a new, independent dataset <strong className="text-ink">{dataset.display_name} (cloned)</strong> with the{" "}
        {plural(entry.n_images + entry.n_videos, "item")} of {entry.snapshot_name}. You will be its only owner; this
        dataset is not affected.
      </p>
    </ConfirmDialog>
  );
}

function RemoveDialog({ dataset, entry, onClose }: EntryDialogProps) {
  const refresh = useRefresh(dataset);
  const remove = useMutation({
    mutationFn: () => removeSnapshot(dataset.id, entry.snapshot_id),
    onSuccess: () => {
      toast.success("Snapshot removed");
      onClose();
    },
    onError: (error) => toast.error("The snapshot was not removed", { description: error.message }),
    onSettled: refresh,
  });
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Remove Snapshot"
      confirmLabel="Yes"
      danger
      pending={remove.isPending}
      onConfirm={() => remove.mutate()}
    >
      <p>
        Removes <strong className="text-ink">{entry.snapshot_name}</strong> from the catalog. The dataset, its current
        data and datasets cloned from this snapshot are not affected.
      </p>
    </ConfirmDialog>
  );
}
