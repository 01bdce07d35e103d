"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleAlert, Images } from "lucide-react";
import { Link } from "@/components/ui/link";
import { useDialogs } from "@/components/dialogs/context";
import { addMediaRefusal } from "@/components/workspace/add-media-refusal";
import { useWorkspace } from "@/components/workspace/workspace";
import { useIsGuest } from "@/components/layout/guest";
import { Button } from "@/components/ui/button";
import { EmptyState, ProgressBar } from "@/components/ui/status";
import { tasksQuery } from "@/lib/tasks/queries";
import type { TaskDto } from "@/lib/tasks/schema";
import { NothingMatches } from "./nothing-matches";
import { SkeletonTiles } from "./skeleton-tiles";

/** Tasks at whose end there are items. */
const BRINGING: readonly string[] = [
  "DATASET_CREATION",
  "MEDIA_ADDITION",
  "MERGE",
  "SNAPSHOT_RESTORE",
  "SNAPSHOT_CLONE",
];
const IMPORTS: readonly string[] = ["DATASET_CREATION", "MEDIA_ADDITION"];

/** Why no item is shown, and what to do. */
export function EmptyGrid() {
  const { dataset, view } = useWorkspace();
  const { status, active_task: task } = dataset;
  if (view.q !== "") return <NothingMatches />;
  if (view.snapshot) {
    return (
      <EmptyState icon={<Images size={30} aria-hidden />} title="No items">
        There were none when this snapshot was taken.
      </EmptyState>
    );
  }
  if (status === "INDEXING" || (task && BRINGING.includes(task.task_type))) return <ItemsAreComing />;
  return <NoItems />;
}

/** What is going on, above the places where the items will be. */
function ItemsAreComing() {
  const task = useWorkspace().dataset.active_task;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div role="status" className="grid max-w-xl gap-2 px-4 pt-4">
        <p className="text-base font-semibold">{task?.status_message || "Reading files…"}</p>
        <p className="text-muted">
          {task && !IMPORTS.includes(task.task_type)
            ? "The items show here once that is done."
            : "The items show here once all files are read. You can leave this page meanwhile."}
        </p>
        {task ? <ProgressBar percent={task.progress_percentage} label="Progress" /> : null}
      </div>
      <SkeletonTiles aria-hidden />
    </div>
  );
}

function NoItems() {
  const { dataset } = useWorkspace();
  const isDraft = dataset.status === "DRAFT";
  const isGuest = useIsGuest();
  const { data } = useQuery({ ...tasksQuery({ dataset_id: dataset.id, page_size: "5" }), enabled: !isGuest });
  const last = data?.tasks.find(({ dataset_id: id }) => id === dataset.id);
  if (last?.status === "FAILED" && IMPORTS.includes(last.task_type)) return <ImportFailed task={last} />;
  return (
    <EmptyState
      icon={<Images size={30} aria-hidden />}
      title={isDraft ? "No media yet" : "No items"}
      action={<AddMedia />}
    >
      {isGuest
        ? "There is nothing to look at yet."
        : isDraft
          ? "Add images, videos, folders or archives to begin."
          : "Every item was deleted. An earlier snapshot may hold them: restore it from Snapshots."}
    </EmptyState>
  );
}

const ImportFailed = ({ task }: { task: TaskDto }) => (
  <EmptyState
    icon={<CircleAlert size={30} aria-hidden className="text-danger" />}
    title="No files were added"
    action={<AddMedia />}
  >
    <p className="wrap-anywhere">{task.error_message ?? task.status_message}</p>
    <Link
      href={`/tasks?dataset_id=${task.dataset_id}`}
      className="mt-1 inline-block rounded-sm text-accent-text underline"
    >
      Show task
    </Link>
  </EmptyState>
);

function AddMedia() {
  const { dataset } = useWorkspace();
  const dialogs = useDialogs();
  if (addMediaRefusal(dataset) !== null) return null;
  return (
    <Button variant="primary" onClick={() => dialogs.open({ name: "add-media", dataset })}>
      Add media
    </Button>
  );
}
