"use client";

import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { useTaskWatcher } from "@/components/tasks/task-watcher";
import { Name } from "@/components/ui/name";
import type { TaskDto } from "@/lib/tasks/schema";

/** Says that a clone began and how it ended, with a way to the new dataset. */
export function useWatchClone(): (taskId: string) => void {
  const router = useRouter();
  const watch = useTaskWatcher();
  const onEnd = (task: TaskDto) => {
    if (task.status === "COMPLETED")
      toast.success("Snapshot cloned", {
        description: <Name>{task.dataset_name}</Name>,
        duration: 15_000,
        action: { label: "Open", onClick: () => router.push(`/datasets/${task.dataset_id}`) },
      });
    else if (task.status === "FAILED")
      toast.error("Clone failed", { description: task.error_message, duration: 20_000 });
    else toast("Clone aborted");
  };
  return (taskId) => {
    toast("Clone started", { description: "The new dataset appears in the inventory when it is complete." });
    watch(taskId, onEnd);
  };
}
