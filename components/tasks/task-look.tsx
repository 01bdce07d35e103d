import { Ban, CircleCheck, CircleX, LoaderCircle } from "lucide-react";
import { Badge, ProgressBar, type Tone } from "@/components/ui/status";
import { isActive, type TaskDto, type TaskStatus } from "@/lib/tasks/schema";

const LOOK: Record<TaskStatus, { tone: Tone; icon: typeof Ban }> = {
  INITIALIZING: { tone: "neutral", icon: LoaderCircle },
  RUNNING: { tone: "accent", icon: LoaderCircle },
  COMPLETED: { tone: "good", icon: CircleCheck },
  FAILED: { tone: "danger", icon: CircleX },
  ABORTED: { tone: "warn", icon: Ban },
};

/** `MEDIA_ADDITION` as `Media Addition`. */
export const titled = (text: string): string =>
  text
    .toLowerCase()
    .split("_")
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join(" ");

/** How a task stands: its status, the bar while it runs, and what it says of itself. */
export function TaskState({ task }: { task: TaskDto }) {
  const { tone, icon: Icon } = LOOK[task.status];
  return (
    <div className="grid gap-1">
      <span>
        <Badge
          tone={tone}
          icon={<Icon size={12} aria-hidden className={isActive(task.status) ? "animate-spin" : undefined} />}
        >
          {titled(task.status)}
        </Badge>
      </span>
      {isActive(task.status) ? (
        <ProgressBar percent={task.progress_percentage} label={`${titled(task.task_type)} of ${task.dataset_name}`} />
      ) : null}
      <span className="text-[13px] break-words text-muted">{task.status_message}</span>
    </div>
  );
}
