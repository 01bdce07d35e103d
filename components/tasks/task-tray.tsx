"use client";

import { useQuery } from "@tanstack/react-query";
import { ListChecks, LoaderCircle, Square } from "lucide-react";
import { Link } from "@/components/ui/link";
import * as Popover from "@radix-ui/react-popover";
import { IconButton } from "@/components/ui/button";
import { Loaded } from "@/components/ui/loaded";
import { Skeleton } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import { tasksQuery } from "@/lib/tasks/queries";
import { isActive, type TaskDto } from "@/lib/tasks/schema";
import { TaskState, titled } from "./task-look";
import { useTaskActions } from "./use-task-actions";

const SHOWN = "5";

/** The latest tasks of one dataset, a click away from its page. */
export function TaskTray({ datasetId, busy }: { datasetId: string; busy: boolean }) {
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <IconButton label="Tasks" aria-busy={busy}>
          {busy ? (
            <LoaderCircle size={18} aria-hidden className="animate-spin" />
          ) : (
            <ListChecks size={18} aria-hidden />
          )}
        </IconButton>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label="Tasks of this dataset"
          className="z-30 max-h-(--radix-popover-content-available-height) w-[min(24rem,calc(100vw-1rem))] animate-fade-in overflow-y-auto rounded-lg border border-line bg-raised shadow-xl"
        >
          <Latest datasetId={datasetId} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Latest({ datasetId }: { datasetId: string }) {
  const latest = useQuery(tasksQuery({ dataset_id: datasetId, page_size: SHOWN }));
  return (
    <>
      <Loaded
        query={latest}
        skeleton={<Skeleton className="m-4 h-24" />}
        empty={{
          when: ({ tasks }) => tasks.length === 0,
          show: <p className="p-4 text-muted">Nothing was done here yet.</p>,
        }}
      >
        {({ tasks }) => (
          <ul className="divide-y divide-line">
            {tasks.map((task) => (
              <TrayEntry key={task.task_id} task={task} />
            ))}
          </ul>
        )}
      </Loaded>
      <p className="border-t border-line px-4 py-2.5">
        <Link
          href={`/tasks?dataset_id=${datasetId}`}
          className="-my-[1.5px] inline-flex min-h-[24px] items-center rounded-sm text-accent-text underline pointer-coarse:-my-2.5 pointer-coarse:min-h-[48px]"
        >
          All tasks of this dataset
        </Link>
      </p>
    </>
  );
}

function TrayEntry({ task }: { task: TaskDto }) {
  const { abort } = useTaskActions(task);
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-1 px-4 py-3">
      <div className="flex items-center justify-between gap-3">
        <span className="font-medium">{titled(task.task_type)}</span>
        <span className="flex items-center gap-1 text-[13px] text-muted">
          <Time iso={task.start_time} />
          {isActive(task.status) ? (
            <IconButton
              label={`Abort ${titled(task.task_type)}`}
              title={task.can.abort ?? "Abort"}
              disabled={task.can.abort !== null || abort.isPending}
              onClick={() => abort.mutate()}
              className="size-7!"
            >
              <Square size={13} aria-hidden />
            </IconButton>
          ) : null}
        </span>
      </div>
      <TaskState task={task} />
      {task.error_message ? (
        <p className="line-clamp-3 text-[13px] wrap-anywhere text-danger">{task.error_message}</p>
      ) : null}
    </li>
  );
}
