"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { abortTask, retryTask } from "@/lib/tasks/queries";
import type { TaskDto } from "@/lib/tasks/schema";

export function useTaskActions(task: TaskDto) {
  const client = useQueryClient();
  const options = {
    onError: (error: Error) => void toast.error(error.message),
    onSettled: () => client.invalidateQueries(),
  };
  const abort = useMutation({
    mutationFn: () => abortTask(task.task_id),
    onSuccess: () => void toast("Task aborted"),
    ...options,
  });
  const retry = useMutation({
    mutationFn: () => retryTask(task.task_id),
    onSuccess: () => void toast.success("Task started again"),
    ...options,
  });
  return { abort, retry };
}
