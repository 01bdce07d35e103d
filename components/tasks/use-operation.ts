"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { keys, makeStale } from "@/lib/query-keys";
import { useTaskWatcher } from "./task-watcher";

interface OperationTexts {
  /** Title of the toast when it completed; the task's message follows. */
  readonly done: string;
  readonly failed: string;
}

/** Starts an operation of a dataset and says how it ended. A refusal is the mutation's error, for the dialog to show. */
export function useOperation<Input = void>(
  datasetId: string,
  texts: OperationTexts,
  start: (input: Input) => Promise<string | null>,
  onStarted: () => void,
) {
  const client = useQueryClient();
  const watch = useTaskWatcher();
  return useMutation({
    mutationFn: start,
    onSuccess: (taskId) => {
      onStarted();
      if (!taskId) return;
      watch(taskId, (task) => {
        if (task.status === "COMPLETED") toast.success(texts.done, { description: task.status_message });
        else if (task.status === "FAILED") toast.error(texts.failed, { description: task.error_message });
      });
    },
    onSettled: () => makeStale(client, [keys.dataset(datasetId), keys.tasks()]),
  });
}
