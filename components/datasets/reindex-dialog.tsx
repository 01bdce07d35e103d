"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { useTaskWatcher } from "@/components/tasks/task-watcher";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { startTask } from "@/lib/api-client";
import type { DatasetDto } from "@/lib/datasets/schema";

export function ReindexDialog({ dataset, open, onOpenChange }: { dataset: DatasetDto; open: boolean; onOpenChange: (open: boolean) => void }) {
  const client = useQueryClient();
  const watch = useTaskWatcher();
  const reindex = useMutation({
    mutationFn: () => startTask(`/dataset/${dataset.id}/reindex`),
    onSuccess: (taskId) => {
      onOpenChange(false);
      if (taskId) watch(taskId, (task) => (task.status === "COMPLETED" ? toast.success("Dataset re-indexed", { description: task.status_message }) : toast.error("Re-index failed", { description: task.error_message })));
    },
    onError: (error) => toast.error("Re-index was not started", { description: error.message }),
    onSettled: () => client.invalidateQueries({ queryKey: ["dataset", dataset.id] }),
  });
  return (
    <ConfirmDialog open={open} onOpenChange={onOpenChange} title="Re-index" confirmLabel="Yes" pending={reindex.isPending} onConfirm={() => reindex.mutate()}>
      <p>Brings every item under the index. The dataset is Read Only meanwhile; a revision of the current state is saved first.</p>
    </ConfirmDialog>
  );
}
