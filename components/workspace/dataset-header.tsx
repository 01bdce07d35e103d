"use client";

import { buttonOf } from "@/lib/operations/declarations";
import {
  History,
  LoaderCircle,
  Plus,
  RefreshCw,
  Sparkles,
  TableProperties,
  Trash2,
  UserPlus,
  Waypoints,
} from "lucide-react";
import Link from "next/link";
import { TaskTray } from "@/components/tasks/task-tray";
import { IconButton } from "@/components/ui/button";
import { plural } from "@/components/ui/format";
import { ProgressBar } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import { StatusBadge } from "@/components/datasets/status-badge";
import { useDialogs } from "@/components/dialogs/context";
import { addMediaRefusal } from "./add-media-refusal";
import { useWorkspace } from "./workspace";

/** What the dataset is and what can be started on it. */
export function DatasetHeader() {
  const { dataset, creating, setView } = useWorkspace();
  const dialogs = useDialogs();
  const { can, active_task: task } = dataset;
  const addMedia = addMediaRefusal(dataset);
  const open = (name: "add-media" | "reindex" | "enrich" | "propagation" | "metadata" | "share" | "delete-dataset") =>
    dialogs.open({ name, dataset });
  return (
    <div className="border-b border-line bg-surface px-4 py-2.5 sm:px-5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 max-sm:basis-full">
          <div className="flex items-center gap-3">
            <h1 className="truncate text-xl font-semibold" title={dataset.display_name}>
              {dataset.display_name}
            </h1>
            <span aria-live="polite">
              <StatusBadge status={dataset.status} />
            </span>
          </div>
          <div className="flex flex-wrap gap-x-3 text-muted">
            <span>{plural(dataset.n_images, "image")}</span>
            {dataset.n_videos > 0 ? <span>{plural(dataset.n_videos, "video")}</span> : null}
            <span className="flex gap-1">
              Created <Time iso={dataset.created_at} />
            </span>
            {dataset.role === "VIEWER" ? (
              <span>You are a Viewer: look, compare, copy; changes need the Editor role</span>
            ) : null}
          </div>
        </div>
        <div role="toolbar" aria-label="Dataset" className="flex items-center gap-0.5">
          <IconButton
            label={buttonOf("media_addition")}
            title={addMedia ?? buttonOf("media_addition")}
            disabled={addMedia !== null}
            onClick={() => open("add-media")}
          >
            <Plus size={19} aria-hidden />
          </IconButton>
          <IconButton
            label={buttonOf("reindex")}
            title={can.reindex ?? buttonOf("reindex")}
            disabled={can.reindex !== null}
            onClick={() => open("reindex")}
          >
            <RefreshCw size={17} aria-hidden />
          </IconButton>
          <IconButton
            label={buttonOf("enrichment")}
            title={can.enrichment ?? buttonOf("enrichment")}
            disabled={can.enrichment !== null}
            onClick={() => open("enrich")}
          >
            <Sparkles size={18} aria-hidden />
          </IconButton>
          <IconButton
            label={buttonOf("label_propagation")}
            title={can.label_propagation ?? buttonOf("label_propagation")}
            disabled={can.label_propagation !== null}
            onClick={() => open("propagation")}
          >
            <Waypoints size={18} aria-hidden />
          </IconButton>
          <IconButton
            label={buttonOf("custom_metadata")}
            title={can.custom_metadata ?? buttonOf("custom_metadata")}
            disabled={can.custom_metadata !== null}
            onClick={() => open("metadata")}
          >
            <TableProperties size={18} aria-hidden />
          </IconButton>
          <IconButton
            label="Share"
            title={can.dataset_share ?? "Share"}
            disabled={can.dataset_share !== null}
            onClick={() => open("share")}
          >
            <UserPlus size={18} aria-hidden />
          </IconButton>
          <IconButton
            label="Delete dataset"
            title={can.dataset_delete ?? "Delete dataset"}
            disabled={can.dataset_delete !== null}
            onClick={() => open("delete-dataset")}
          >
            <Trash2 size={17} aria-hidden />
          </IconButton>
          <span aria-hidden className="mx-1 h-6 w-px bg-line" />
          <TaskTray datasetId={dataset.id} busy={task !== null} />
          <IconButton
            label="Snapshots"
            aria-busy={creating}
            onClick={() => setView({ panel: "snapshots" })}
            className="text-accent-text"
          >
            {creating ? (
              <LoaderCircle size={20} aria-hidden className="animate-spin" />
            ) : (
              <History size={20} aria-hidden />
            )}
          </IconButton>
        </div>
      </div>
      {task ? (
        <div className="mt-3 grid max-w-xl gap-1.5">
          <p className="flex justify-between gap-4 text-[13px] text-muted">
            <span className="truncate">{task.status_message}</span>
            <Link href={`/tasks?dataset_id=${dataset.id}`} className="shrink-0 rounded-sm text-accent-text underline">
              Show task
            </Link>
          </p>
          <ProgressBar percent={task.progress_percentage} label={task.task_type} />
        </div>
      ) : null}
      {dataset.fatal_error_msg ? (
        <p role="alert" className="mt-3 rounded-md bg-danger-soft p-3 text-danger">
          {dataset.fatal_error_msg}
        </p>
      ) : null}
      {dataset.status === "PARTIAL_INDEX" ? (
        <p className="mt-2 text-[13px] text-warn">
          Some items are not indexed yet. Re-index to bring everything up to date; snapshots can be created after that.
        </p>
      ) : null}
    </div>
  );
}
