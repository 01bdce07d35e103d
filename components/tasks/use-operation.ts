"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { keys, makeStale } from "@/lib/query-keys";
import { useTaskWatcher } from "./task-watcher";
import { useTellEnd, type EndTexts } from "./use-tell-end";

/** Starts an operation of a dataset and says how it ended. A refusal is the mutation's error, for the dialog to show. */
export function useOperation<Input = void>(
  datasetId: string,
  texts: EndTexts,
  start: (input: Input) => Promise<string | null>,
  onStarted: () => void,
) {
  const client = useQueryClient();
  const watch = useTaskWatcher();
  const tellEnd = useTellEnd();
  return useMutation({
    mutationFn: start,
    onSuccess: (taskId) => {
      onStarted();
      if (taskId) watch(taskId, tellEnd(texts));
    },
    onSettled: () => makeStale(client, [keys.dataset(datasetId), keys.tasks()]),
  });
}
