import { Ban, CircleCheck, CircleX, LoaderCircle } from "lucide-react";
import { Link } from "@/components/ui/link";
import { Badge, ProgressBar, type Tone } from "@/components/ui/status";
import { isActive, type TaskDto, type TaskStatus } from "@/lib/tasks/schema";
import { addressOfDetails, showMistakes } from "./mistakes";

const LOOK: Record<TaskStatus, { tone: Tone; icon: typeof Ban }> = {
  INITIALIZING: { tone: "neutral", icon: LoaderCircle },
  RUNNING: { tone: "accent", icon: LoaderCircle },
  COMPLETED: { tone: "good", icon: CircleCheck },
  FAILED: { tone: "danger", icon: CircleX },
  ABORTED: { tone: "warn", icon: Ban },
};

const SHOW =
  "inline-flex min-h-[24px] items-center rounded-sm text-left text-[13px] text-accent-text underline pointer-coarse:min-h-[48px]";

/** Words that are written otherwise everywhere else. */
const SPELT: Readonly<Record<string, string>> = { REINDEX: "Re-index" };

/** `MEDIA_ADDITION` as `Media Addition`. */
export const titled = (text: string): string =>
  SPELT[text] ??
  text
    .toLowerCase()
    .split("_")
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join(" ");

interface TaskStateProps {
  readonly task: TaskDto;
  /** Shows what the task could not use, where its details are at hand; else that is a link to them. */
  readonly onShow?: () => void;
}

/** How a task stands: its status, the bar while it runs, what it says of itself, and the way to what it could not use. */
export function TaskState({ task, onShow }: TaskStateProps) {
  const { tone, icon: Icon } = LOOK[task.status];
  const status = titled(task.status);
  const show = showMistakes(task);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] justify-items-start gap-1">
      <Badge
        tone={tone}
        icon={<Icon size={12} aria-hidden className={isActive(task.status) ? "animate-spin" : undefined} />}
      >
        {status}
      </Badge>
      {isActive(task.status) ? (
        <ProgressBar percent={task.progress_percentage} label={`${titled(task.task_type)} of ${task.dataset_name}`} />
      ) : null}
      {/* Some say of themselves what the badge says already. */}
      {task.status_message === status ? null : (
        <span className="text-[13px] wrap-anywhere text-muted">{task.status_message}</span>
      )}
      {show && onShow ? (
        <button type="button" onClick={onShow} className={SHOW}>
          {show}
        </button>
      ) : show ? (
        <Link href={addressOfDetails(task)} className={SHOW}>
          {show}
        </Link>
      ) : null}
    </div>
  );
}
