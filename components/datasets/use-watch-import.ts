"use client";

import { toast } from "sonner";
import { useDialogs } from "@/components/dialogs/context";
import { showMistakes } from "@/components/tasks/mistakes";
import { useTaskWatcher } from "@/components/tasks/task-watcher";
import type { TaskDto } from "@/lib/tasks/schema";

/** Long enough to read a reason in, or to go and see what could not be used. */
const REASON_MS = 20_000;

/** Tells how an import of media ended, with what it could not use, by name and reason, and the way to add that again. */
export function useWatchImport() {
  const watch = useTaskWatcher();
  const dialogs = useDialogs();
  const tell = (task: TaskDto, kind: "addition" | "creation") => {
    if (task.status === "FAILED")
      toast.error("Media could not be added", { description: task.error_message, duration: REASON_MS });
    if (task.status !== "COMPLETED") return;
    const label = showMistakes(task);
    const more = label
      ? { duration: REASON_MS, action: { label, onClick: () => dialogs.open({ name: "unusable", task }) } }
      : {};
    if (kind === "addition") toast.success("Media added", { description: task.status_message, ...more });
    // That its media are there is shown by the page of a new dataset itself.
    else if (label) toast.warning("Not everything could be used", { description: task.status_message, ...more });
  };
  return (taskId: string, kind: "addition" | "creation" = "addition"): void =>
    watch(taskId, (task) => tell(task, kind));
}
