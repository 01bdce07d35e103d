"use client";

import Link from "next/link";
import { DatasetTitle } from "@/components/datasets/dataset-title";
import { StatusBadge } from "@/components/datasets/status-badge";
import { Alert } from "@/components/ui/alert";
import { plural } from "@/components/ui/format";
import { ProgressBar } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import type { DatasetDto } from "@/lib/datasets/schema";
import { DatasetToolbar } from "./dataset-toolbar";
import { busyWords, unindexedWords, WayOut } from "./way-out";
import { useWorkspace } from "./workspace";

/** What the dataset is, how it stands, and what can be started on it. */
export function DatasetHeader() {
  const { dataset } = useWorkspace();
  return (
    <div className="border-b border-line bg-surface px-4 py-2.5 sm:px-5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 max-xl:basis-full">
          <DatasetTitle dataset={dataset}>
            <span aria-live="polite">
              <StatusBadge status={dataset.status} />
            </span>
          </DatasetTitle>
          <Facts dataset={dataset} />
        </div>
        <DatasetToolbar />
      </div>
      <Progress dataset={dataset} />
      <Standing dataset={dataset} />
    </div>
  );
}

function Facts({ dataset: { n_images, n_videos, created_at, role } }: { dataset: DatasetDto }) {
  return (
    <div className="flex flex-wrap gap-x-3 text-muted">
      {n_images > 0 ? <span>{plural(n_images, "image")}</span> : null}
      {n_videos > 0 ? <span>{plural(n_videos, "video")}</span> : null}
      {n_images + n_videos === 0 ? <span>No media</span> : null}
      <span>
        Created <Time iso={created_at} />
      </span>
      {role === "VIEWER" ? <span>You are a Viewer: look, compare, copy; changes need the Editor role</span> : null}
    </div>
  );
}

/** How far the task is that holds the dataset. */
function Progress({ dataset }: { dataset: DatasetDto }) {
  const { active_task: task } = dataset;
  if (!task) return null;
  return (
    <div className="mt-3 grid max-w-xl grid-cols-[minmax(0,1fr)] gap-1.5">
      <p className="flex justify-between gap-4 text-[13px] text-muted">
        <span className="min-w-0 wrap-anywhere">{busyWords(dataset)}</span>
        <Link
          href={`/tasks?dataset_id=${dataset.id}`}
          className="shrink-0 rounded-sm text-accent-text underline pointer-coarse:-my-3 pointer-coarse:py-3"
        >
          Show task
        </Link>
      </p>
      <ProgressBar percent={task.progress_percentage} label={task.task_type} />
    </div>
  );
}

/** What is wrong, or in the way, and the way out. */
function Standing({ dataset }: { dataset: DatasetDto }) {
  const unindexed = unindexedWords(dataset);
  return (
    <>
      <Alert className="mt-3">{dataset.fatal_error_msg}</Alert>
      {unindexed ? (
        <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-warn">
          <p>
            {unindexed}
            {dataset.snapshots_enabled
              ? `; snapshots unlock once ${dataset.n_unindexed === 1 ? "it is" : "they are"}`
              : ""}
            .
          </p>
          <WayOut dataset={dataset} />
        </div>
      ) : null}
    </>
  );
}
