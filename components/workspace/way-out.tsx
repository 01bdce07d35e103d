"use client";

import { useDialogs } from "@/components/dialogs/context";
import { Button } from "@/components/ui/button";
import { ProgressBar } from "@/components/ui/status";
import type { DatasetDto } from "@/lib/datasets/schema";
import { plural } from "@/lib/text";
import { addMediaRefusal } from "./add-media-refusal";

/** `16 items aren't indexed yet`; null where all are. */
export function unindexedWords({ status, n_unindexed: count }: DatasetDto): string | null {
  if (status !== "PARTIAL_INDEX") return null;
  // A damaged state cannot be counted.
  return count > 0
    ? `${plural(count, "item")} ${count === 1 ? "isn't" : "aren't"} indexed yet`
    : "Some items aren't indexed yet";
}

/** `Read 16 of 60 files; snapshots unlock when it's done`; null while nothing runs. */
export function busyWords({ active_task: task, snapshots_enabled, role }: DatasetDto): string | null {
  if (!task) return null;
  return snapshots_enabled && role !== "VIEWER"
    ? `${task.status_message}; snapshots unlock when it's done`
    : task.status_message;
}

/** The button that leads out of a state that closes something; nothing where waiting leads out, or where one may not. */
export function WayOut({ dataset }: { dataset: DatasetDto }) {
  const dialogs = useDialogs();
  if (dataset.status === "PARTIAL_INDEX" && dataset.can.reindex === null)
    return <Button onClick={() => dialogs.open({ name: "reindex", dataset })}>Re-index now</Button>;
  if (dataset.status === "DRAFT" && addMediaRefusal(dataset) === null)
    return <Button onClick={() => dialogs.open({ name: "add-media", dataset })}>Add media</Button>;
  return null;
}

/** Why no snapshot can be created now, what goes on, and the way out. */
export function SnapshotsBlocked({ dataset }: { dataset: DatasetDto }) {
  const { active_task: task } = dataset;
  const reason = dataset.can.snapshot_create;
  if (reason === null) return null;
  const unindexed = unindexedWords(dataset);
  return (
    <div className="grid gap-2 rounded-md bg-sunken px-3 py-2.5 text-[13px]">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2">
        <p className="min-w-0 flex-1 basis-40 wrap-anywhere">{unindexed ? `${unindexed}. ${reason}` : reason}</p>
        <WayOut dataset={dataset} />
      </div>
      {task ? (
        <>
          <p className="wrap-anywhere text-muted">{task.status_message}</p>
          <ProgressBar percent={task.progress_percentage} label={task.task_type} />
        </>
      ) : null}
    </div>
  );
}
