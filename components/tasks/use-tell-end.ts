"use client";

import { useRouter } from "next/navigation";
import { toast } from "sonner";
import type { TaskDto } from "@/lib/tasks/schema";
import { addressOfDetails, showMistakes } from "./mistakes";

/** Titles of the toasts; the task's own message follows. */
export interface EndTexts {
  readonly done: string;
  readonly failed: string;
}

/** Long enough to read a reason in, or to go and see what could not be used. */
const REASON_MS = 20_000;

/** Says how a task ended, with the way to what it could not use. */
export function useTellEnd(): (texts: EndTexts) => (task: TaskDto) => void {
  const router = useRouter();
  return (texts) => (task) => {
    const show = showMistakes(task);
    if (task.status === "COMPLETED")
      toast.success(texts.done, {
        description: task.status_message,
        ...(show
          ? { duration: REASON_MS, action: { label: show, onClick: () => router.push(addressOfDetails(task)) } }
          : {}),
      });
    else if (task.status === "FAILED")
      toast.error(texts.failed, { description: task.error_message, duration: REASON_MS });
  };
}
