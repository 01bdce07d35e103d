"use client";

import { toast } from "sonner";
import { useDialogs } from "@/components/dialogs/context";
import { useTaskWatcher } from "@/components/tasks/task-watcher";
import { plural } from "@/components/ui/format";
import type { ImportResult } from "@/lib/pipeline/schema";
import type { TaskDto } from "@/lib/tasks/schema";

/** Tells how an import of media ended, and on demand which files could not be used and why. */
export function useWatchImport() {
  const watch = useTaskWatcher();
  const dialogs = useDialogs();
  const tell = (task: TaskDto, kind: "addition" | "creation") => {
    if (task.status === "FAILED") {
      toast.error("Media could not be added", { description: task.error_message });
      return;
    }
    if (task.status !== "COMPLETED") return;
    const { failures, failed } = task.result as ImportResult;
    const show = {
      label: "Show files",
      onClick: () => dialogs.open({ name: "unusable-files", datasetId: task.dataset_id, failures, total: failed }),
    };
    // The page of a new dataset shows by itself that its media are there.
    if (kind === "addition")
      toast.success("Media added", { description: task.status_message, ...(failed > 0 ? { action: show } : {}) });
    else if (failed > 0)
      toast.warning(`${plural(failed, "file")} could not be used`, { description: task.dataset_name, action: show });
  };
  return (taskId: string, kind: "addition" | "creation" = "addition"): void =>
    watch(taskId, (task) => tell(task, kind));
}
