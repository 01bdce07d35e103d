"use client";

import clsx from "clsx";
import { Copy } from "lucide-react";
import { Link } from "@/components/ui/link";
import { DatasetTitle } from "@/components/datasets/dataset-title";
import { StatusBadge } from "@/components/datasets/status-badge";
import { useIsGuest } from "@/components/layout/guest";
import { Alert } from "@/components/ui/alert";
import { IconButton } from "@/components/ui/button";
import { copyId } from "@/components/ui/copy-id";
import { plural } from "@/components/ui/format";
import { ProgressBar } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import type { DatasetDto } from "@/lib/datasets/schema";
import { DatasetToolbar } from "./dataset-toolbar";
import { Tabs } from "./tabs";
import { busyWords, unindexedWords, WayOut } from "./way-out";
import { useWorkspace } from "./workspace";

/** What the dataset is, how it stands, and what can be started on it. */
export function DatasetHeader() {
  const { dataset } = useWorkspace();
  return (
    <div className="relative border-b border-line bg-surface px-4 pt-2.5 sm:px-5">
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
      <Standing dataset={dataset} />
      <div className="flex min-w-0 items-center justify-between gap-4">
        <Tabs />
        <DatasetId id={dataset.id} />
      </div>
    </div>
  );
}

/** By which scripts name it. */
const DatasetId = ({ id }: { id: string }) => (
  <p className="flex min-w-0 items-center gap-1 text-[13px] text-muted">
    <span className="shrink-0">ID</span>
    <code className="min-w-0 truncate" title={id}>
      {id}
    </code>
    <IconButton label="Copy dataset ID" onClick={() => void copyId("Dataset ID", id)} className="size-7! text-muted!">
      <Copy size={14} aria-hidden />
    </IconButton>
  </p>
);

/**
 * What it holds, or, while a task holds it, how far that is: in the same place, so that neither its coming nor its going moves what
 * stands below.
 */
function Facts({ dataset }: { dataset: DatasetDto }) {
  const { n_images, n_videos, created_at, role, active_task } = dataset;
  const isGuest = useIsGuest();
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] text-muted [&>*]:[grid-area:1/1]">
      <div className={clsx("flex flex-wrap gap-x-3", active_task && "invisible")}>
        {n_images > 0 ? <span>{plural(n_images, "image")}</span> : null}
        {n_videos > 0 ? <span>{plural(n_videos, "video")}</span> : null}
        {n_images + n_videos === 0 ? <span>No media</span> : null}
        <span>
          Created <Time iso={created_at} />
        </span>
        {role === "VIEWER" && !isGuest ? (
          <span>You are a Viewer: look, compare, copy; changes need the Editor role</span>
        ) : null}
      </div>
      {active_task ? <Progress dataset={dataset} task={active_task} /> : null}
    </div>
  );
}

/** How far the task is that holds the dataset. */
function Progress({ dataset, task }: { dataset: DatasetDto; task: NonNullable<DatasetDto["active_task"]> }) {
  const words = busyWords(dataset) ?? "";
  const isGuest = useIsGuest();
  return (
    <>
      <p className="flex max-w-xl gap-3">
        <span className="min-w-0 truncate" title={words}>
          {words}
        </span>
        {isGuest ? null : (
          <Link
            href={`/tasks?dataset_id=${dataset.id}`}
            className="shrink-0 rounded-sm text-accent-text underline pointer-coarse:-my-3 pointer-coarse:py-3"
          >
            Show task
          </Link>
        )}
      </p>
      <div className="absolute inset-x-0 bottom-0">
        <ProgressBar className="h-[3px]" percent={task.progress_percentage} label={task.task_type} />
      </div>
    </>
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
