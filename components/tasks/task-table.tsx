"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Ban, ChevronDown, ChevronRight, CircleCheck, CircleX, Copy, ListChecks, LoaderCircle, RotateCcw, Square } from "lucide-react";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { Fragment, useState } from "react";
import { toast } from "sonner";
import { Button, IconButton } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { formatDuration } from "@/components/ui/format";
import { Badge, EmptyState, LoadError, ProgressBar, type Tone } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import { abortTask, retryTask, taskFiltersQuery, tasksQuery } from "@/lib/tasks/queries";
import { isActive, type TaskDto, type TaskFiltersDto, type TaskPage, type TaskStatus } from "@/lib/tasks/schema";

const LOOK: Record<TaskStatus, { tone: Tone; icon: typeof Ban }> = {
  INITIALIZING: { tone: "neutral", icon: LoaderCircle },
  RUNNING: { tone: "accent", icon: LoaderCircle },
  COMPLETED: { tone: "good", icon: CircleCheck },
  FAILED: { tone: "danger", icon: CircleX },
  ABORTED: { tone: "warn", icon: Ban },
};
const titled = (text: string) => text.toLowerCase().split("_").map((word) => word[0]!.toUpperCase() + word.slice(1)).join(" ");

const PARAMETERS = ["dataset_id", "task_type", "task_status", "created_by", "page"] as const;

/** The Task Manager. Its filters live in the address. */
export function TaskTable({ initial, initialParameters, filters }: { initial: TaskPage; initialParameters: string; filters: TaskFiltersDto }) {
  const pathname = usePathname();
  const search = useSearchParams();
  const parameters = Object.fromEntries(PARAMETERS.flatMap((name) => (search.get(name) ? [[name, search.get(name)!]] : [])));
  const isFirstView = new URLSearchParams(parameters).toString() === initialParameters;
  const { data: page, error, refetch } = useQuery({ ...tasksQuery(parameters), ...(isFirstView ? { initialData: initial } : {}) });
  const { data: options } = useQuery({ ...taskFiltersQuery(), initialData: filters });

  const set = (name: (typeof PARAMETERS)[number], value: string) => {
    const next = new URLSearchParams(window.location.search);
    if (value) next.set(name, value);
    else next.delete(name);
    if (name !== "page") next.delete("page");
    window.history.pushState(null, "", next.size > 0 ? `${pathname}?${next}` : pathname);
  };
  const filter = (name: (typeof PARAMETERS)[number], label: string, values: readonly (readonly [string, string])[]) => (
    <Select label={label} value={parameters[name] ?? ""} onChange={(event) => set(name, event.target.value)}>
      <option value="">{label}: all</option>
      {values.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </Select>
  );
  const pages = page ? Math.max(1, Math.ceil(page.total / page.page_size)) : 1;

  return (
    <div className="mx-auto grid w-full max-w-7xl gap-4 p-4 sm:p-6">
      <div className="flex flex-wrap items-center gap-2">
        <h1 className="mr-auto text-xl font-semibold">Tasks</h1>
        {filter("dataset_id", "Dataset", options.datasets.map((dataset) => [dataset.dataset_id, dataset.dataset_name]))}
        {filter("task_type", "Type", options.task_types.map((type) => [type, titled(type)]))}
        {filter("task_status", "Status", options.task_statuses.map((status) => [status, titled(status)]))}
        {filter("created_by", "User", options.created_by.map((email) => [email, email]))}
      </div>
      {error ? <LoadError message={error.message} retry={() => void refetch()} /> : null}
      {page && page.tasks.length === 0 ? (
        <EmptyState icon={<ListChecks size={30} aria-hidden />} title="No tasks">
          Imports, re-indexing, restores and clones are listed here while they run and after.
        </EmptyState>
      ) : null}
      {page && page.tasks.length > 0 ? (
        <div className="overflow-x-auto rounded-lg border border-line bg-surface" tabIndex={0} role="region" aria-label="Tasks">
          <table className="w-full min-w-208 text-left">
            <thead className="border-b border-line text-[13px] text-muted">
              <tr>
                {["Time", "Task", "Dataset", "Dataset ID", "Duration", "User", "Status"].map((name) => (
                  <th key={name} scope="col" className="px-3 py-2.5 font-medium">
                    {name}
                  </th>
                ))}
                <th scope="col" className="px-3 py-2.5">
                  <span className="sr-only">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {page.tasks.map((task) => (
                <TaskRow key={task.task_id} task={task} />
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {page && pages > 1 ? (
        <nav aria-label="Pages" className="flex items-center justify-center gap-3">
          <Button disabled={page.page <= 1} onClick={() => set("page", String(page.page - 1))}>
            Newer
          </Button>
          <span className="text-muted">
            Page {page.page} of {pages}
          </span>
          <Button disabled={page.page >= pages} onClick={() => set("page", String(page.page + 1))}>
            Older
          </Button>
        </nav>
      ) : null}
    </div>
  );
}

interface Failures {
  readonly failures?: { readonly path: string; readonly reason: string }[];
}

function TaskRow({ task }: { task: TaskDto }) {
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const { tone, icon: Icon } = LOOK[task.status];
  const failures = (task.result as Failures | null)?.failures ?? [];
  const expandable = task.error_message !== null || failures.length > 0;
  const options = { onError: (error: Error) => void toast.error(error.message), onSettled: () => client.invalidateQueries() };
  const abort = useMutation({ mutationFn: () => abortTask(task.task_id), onSuccess: () => void toast("Task aborted"), ...options });
  const retry = useMutation({ mutationFn: () => retryTask(task.task_id), onSuccess: () => void toast.success("Task started again"), ...options });
  return (
    <Fragment>
      <tr className="align-top">
        <td className="px-3 py-2.5 whitespace-nowrap">
          <Time iso={task.start_time} />
        </td>
        <td className="px-3 py-2.5 whitespace-nowrap">{titled(task.task_type)}</td>
        <td className="max-w-52 truncate px-3 py-2.5" title={task.dataset_name}>
          {task.dataset_status ? (
            <Link href={`/datasets/${task.dataset_id}`} className="rounded-sm text-accent-text underline">
              {task.dataset_name}
            </Link>
          ) : (
            task.dataset_name
          )}
        </td>
        <td className="px-3 py-2.5">
          <span className="flex items-center gap-1">
            <code className="text-xs">{task.dataset_id.slice(0, 8)}</code>
            <IconButton label="Copy dataset ID" className="size-6!" onClick={() => void navigator.clipboard.writeText(task.dataset_id).then(() => toast.success("Dataset ID copied"))}>
              <Copy size={13} aria-hidden />
            </IconButton>
          </span>
        </td>
        <td className="px-3 py-2.5 whitespace-nowrap">{task.end_time ? formatDuration(Date.parse(task.end_time) - Date.parse(task.start_time)) : "–"}</td>
        <td className="max-w-44 truncate px-3 py-2.5" title={task.created_by}>
          {task.created_by}
        </td>
        <td className="min-w-52 px-3 py-2.5">
          <div className="grid gap-1">
            <span>
              <Badge tone={tone} icon={<Icon size={12} aria-hidden className={isActive(task.status) ? "animate-spin" : undefined} />}>
                {titled(task.status)}
              </Badge>
            </span>
            {isActive(task.status) ? <ProgressBar percent={task.progress_percentage} label={`${titled(task.task_type)} of ${task.dataset_name}`} /> : null}
            <span className="text-[13px] text-muted">{task.status_message}</span>
          </div>
        </td>
        <td className="px-2 py-1.5">
          <div className="flex justify-end">
            {isActive(task.status) ? (
              <IconButton label="Abort" title={task.can.abort ?? "Abort"} disabled={task.can.abort !== null || abort.isPending} onClick={() => abort.mutate()}>
                <Square size={15} aria-hidden />
              </IconButton>
            ) : null}
            {task.status === "FAILED" || task.status === "ABORTED" ? (
              <IconButton label="Retry" title={task.can.retry ?? "Retry"} disabled={task.can.retry !== null || retry.isPending} onClick={() => retry.mutate()}>
                <RotateCcw size={15} aria-hidden />
              </IconButton>
            ) : null}
            {expandable ? (
              <IconButton label="Details" aria-expanded={open} onClick={() => setOpen(!open)}>
                {open ? <ChevronDown size={16} aria-hidden /> : <ChevronRight size={16} aria-hidden />}
              </IconButton>
            ) : null}
          </div>
        </td>
      </tr>
      {open ? (
        <tr>
          <td colSpan={8} className="bg-sunken px-4 py-3">
            {task.error_message ? <pre className="font-mono text-[13px] break-words whitespace-pre-wrap text-danger">{task.error_message}</pre> : null}
            {failures.length > 0 ? (
              <ul aria-label="Files that could not be used" className="grid gap-0.5 text-[13px]">
                {failures.map((failure) => (
                  <li key={failure.path}>
                    <code>{failure.path}</code>: {failure.reason}
                  </li>
                ))}
              </ul>
            ) : null}
          </td>
        </tr>
      ) : null}
    </Fragment>
  );
}
