"use client";

import { useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { makeStale, staleAfterChange } from "@/lib/query-keys";
import { undoTask } from "@/lib/tasks/queries";
import type { TaskDto } from "@/lib/tasks/schema";

/** Long enough to read a reason in. */
const REASON_MS = 20_000;

/** Takes back what an import of annotations did, and says so. */
export function useUndoImport(): (task: TaskDto) => Promise<void> {
  const client = useQueryClient();
  return async ({ task_id, dataset_id }) => {
    try {
      await undoTask(task_id);
      toast.success("Import undone");
    } catch (error) {
      toast.error("The import was not undone", { description: (error as Error).message, duration: REASON_MS });
    }
    await makeStale(client, staleAfterChange(dataset_id));
  };
}

/** Whether there is an import of annotations to take back. */
export const isUndoableImport = ({ task_type, status, can }: TaskDto): boolean =>
  (task_type === "ANNOTATION_IMPORT" || task_type === "MEDIA_ADDITION") && status === "COMPLETED" && can.undo === null;
