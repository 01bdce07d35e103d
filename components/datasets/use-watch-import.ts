"use client";

import { useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { useDialogs } from "@/components/dialogs/context";
import { showMistakes } from "@/components/tasks/mistakes";
import { useTaskWatcher } from "@/components/tasks/task-watcher";
import { makeStale, staleAfterChange } from "@/lib/query-keys";
import { undoTask } from "@/lib/tasks/queries";
import type { TaskDto } from "@/lib/tasks/schema";

/** Long enough to read a reason in, or to go and see what could not be used. */
const REASON_MS = 20_000;

type Kind = "addition" | "creation" | "annotations";
const FAILED: Readonly<Record<Kind, string>> = {
  addition: "Media could not be added",
  creation: "Media could not be added",
  annotations: "Annotations could not be imported",
};

/** Tells how an import ended, with what it could not use, by name and reason, and the way to add that again. */
export function useWatchImport() {
  const watch = useTaskWatcher();
  const dialogs = useDialogs();
  const client = useQueryClient();
  const undo = async ({ task_id, dataset_id }: TaskDto) => {
    try {
      await undoTask(task_id);
      toast.success("Import undone");
    } catch (error) {
      toast.error("The import was not undone", { description: (error as Error).message, duration: REASON_MS });
    }
    await makeStale(client, staleAfterChange(dataset_id));
  };
  const tell = (task: TaskDto, kind: Kind) => {
    if (task.status === "FAILED") toast.error(FAILED[kind], { description: task.error_message, duration: REASON_MS });
    if (task.status !== "COMPLETED") return;
    const label = showMistakes(task);
    const show = label ? { label, onClick: () => dialogs.open({ name: "unusable", task }) } : null;
    if (kind === "annotations")
      return void toast.success("Annotations imported", {
        description: task.status_message,
        duration: REASON_MS,
        ...(show ? { cancel: show } : {}),
        ...(task.can.undo === null ? { action: { label: "Undo", onClick: () => void undo(task) } } : {}),
      });
    const more = show ? { duration: REASON_MS, action: show } : {};
    if (kind === "addition") toast.success("Media added", { description: task.status_message, ...more });
    // That its media are there is shown by the page of a new dataset itself.
    else if (label) toast.warning("Not everything could be used", { description: task.status_message, ...more });
  };
  return (taskId: string, kind: Kind = "addition"): void => watch(taskId, (task) => tell(task, kind));
}
