"use client";

import { toast } from "sonner";
import { useDialogs } from "@/components/dialogs/context";
import { showMistakes } from "@/components/tasks/mistakes";
import { isUndoableImport, useUndoImport } from "@/components/tasks/use-undo-import";
import { useTaskWatcher } from "@/components/tasks/task-watcher";
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
  const undo = useUndoImport();
  const tell = (task: TaskDto, kind: Kind) => {
    if (task.status === "FAILED") toast.error(FAILED[kind], { description: task.error_message, duration: REASON_MS });
    if (task.status !== "COMPLETED") return;
    const label = showMistakes(task);
    const show = label ? { label, onClick: () => dialogs.open({ name: "unusable", task }) } : null;
    // Files that speak of items that are there may have come as media to add.
    if (kind === "annotations" || isUndoableImport(task))
      return void toast.success("Annotations imported", {
        description: task.status_message,
        duration: REASON_MS,
        ...(show ? { cancel: show } : {}),
        ...(isUndoableImport(task) ? { action: { label: "Undo", onClick: () => void undo(task) } } : {}),
      });
    const more = show ? { duration: REASON_MS, action: show } : {};
    if (kind === "addition") toast.success("Media added", { description: task.status_message, ...more });
    // That its media are there is shown by the page of a new dataset itself.
    else if (label) toast.warning("Not everything could be used", { description: task.status_message, ...more });
  };
  return (taskId: string, kind: Kind = "addition"): void => watch(taskId, (task) => tell(task, kind));
}
