"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, ChevronDown, ChevronRight, Copy, ListChecks, RotateCcw, Square } from "lucide-react";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { Fragment, useState } from "react";
import { LoadError } from "@/components/ui/alert";
import { Button, IconButton } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { copyId } from "@/components/ui/copy-id";
import { formatDuration, shortenedInside } from "@/components/ui/format";
import { EmptyState } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import { taskFiltersQuery, tasksQuery } from "@/lib/tasks/queries";
import {
  HISTORY_DAYS,
  isActive,
  VIEW_PARAMETERS,
  type SORT_COLUMNS,
  type TaskDto,
  type TaskFiltersDto,
  type TaskPage,
  type ViewParameter,
} from "@/lib/tasks/schema";
import { TaskDetails } from "./task-details";
import { TaskState, titled } from "./task-look";
import { useTaskActions } from "./use-task-actions";

/** Columns, with what the server sorts each by. */
const COLUMNS: readonly { readonly name: string; readonly sortBy: (typeof SORT_COLUMNS)[number] | null }[] = [
  { name: "Time", sortBy: "start_time" },
  { name: "Task", sortBy: "task_type" },
  { name: "Dataset", sortBy: "dataset_name" },
  { name: "Dataset ID", sortBy: "dataset_id" },
  { name: "Duration", sortBy: null },
  { name: "User", sortBy: "created_by" },
  { name: "Status", sortBy: "status" },
];

/** Spans that can be chosen; the address holds the day on which one begins. */
const SPANS = [
  ["1", "Last 24 hours"],
  ["3", "Last 3 days"],
  ["7", "Last 7 days"],
] as const;
const TOUCH = "pointer-coarse:size-[40px]";
const FILTER = "min-w-0 max-sm:flex-1 max-sm:basis-32 sm:max-w-52 pointer-coarse:min-h-[40px]";
/** An option is as wide as its text: a name of 255 characters would be wider than the screen. */
const SHOWN_OF_NAME = 40;
const DAY_MS = 86_400_000;
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();
const spanOf = (from: string | undefined): string =>
  from ? String(Math.max(1, Math.round((Date.now() - Date.parse(from)) / DAY_MS))) : "";

/** The Task Manager. Its filters live in the address. */
export function TaskTable({
  initial,
  initialParameters,
  filters,
}: {
  initial: TaskPage;
  initialParameters: string;
  filters: TaskFiltersDto;
}) {
  const pathname = usePathname();
  const search = useSearchParams();
  const parameters = Object.fromEntries(
    VIEW_PARAMETERS.flatMap((name) => (search.get(name) ? [[name, search.get(name)!]] : [])),
  );
  const isFirstView = new URLSearchParams(parameters).toString() === initialParameters;
  const {
    data: page,
    error,
    refetch,
  } = useQuery({ ...tasksQuery(parameters), ...(isFirstView ? { initialData: initial } : {}) });
  const { data: options } = useQuery({ ...taskFiltersQuery(), initialData: filters });

  const change = (values: Partial<Record<ViewParameter, string>>) => {
    const next = new URLSearchParams(window.location.search);
    if (!("page" in values)) next.delete("page");
    for (const [name, value] of Object.entries(values)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    window.history.pushState(null, "", next.size > 0 ? `${pathname}?${next}` : pathname);
  };
  const sortBy = parameters.sort_by ?? "start_time";
  const ascending = parameters.sort_order === "asc";
  const asked = search.get("task");
  const filter = (name: ViewParameter, label: string, values: readonly (readonly [string, string])[]) => (
    <Select
      label={label}
      value={parameters[name] ?? ""}
      onChange={(event) => change({ [name]: event.target.value })}
      className={FILTER}
    >
      <option value="">{label}: all</option>
      {values.map(([value, text]) => (
        <option key={value} value={value}>
          {shortenedInside(text, SHOWN_OF_NAME)}
        </option>
      ))}
    </Select>
  );
  const pages = page ? Math.max(1, Math.ceil(page.total / page.page_size)) : 1;

  return (
    <div className="mx-auto grid w-full max-w-7xl grid-cols-[minmax(0,1fr)] gap-4 p-4 sm:p-6">
      <div className="flex flex-wrap items-center gap-2">
        <h1 className="mr-auto text-xl max-sm:basis-full font-semibold">Tasks</h1>
        {filter(
          "dataset_id",
          "Dataset",
          options.datasets.map((dataset) => [dataset.dataset_id, dataset.dataset_name]),
        )}
        {filter(
          "task_type",
          "Type",
          options.task_types.map((type) => [type, titled(type)]),
        )}
        {filter(
          "task_status",
          "Status",
          options.task_statuses.map((status) => [status, titled(status)]),
        )}
        {filter(
          "created_by",
          "User",
          options.created_by.map((email) => [email, email]),
        )}
        <Select
          label="Time"
          className={FILTER}
          value={spanOf(parameters.start_time_from)}
          onChange={(event) =>
            change({ start_time_from: event.target.value ? daysAgo(Number(event.target.value)) : "" })
          }
        >
          <option value="">Last {HISTORY_DAYS} days</option>
          {SPANS.map(([days, text]) => (
            <option key={days} value={days}>
              {text}
            </option>
          ))}
        </Select>
      </div>
      {error ? <LoadError message={error.message} retry={() => void refetch()} /> : null}
      {page && page.tasks.length === 0 ? (
        <EmptyState icon={<ListChecks size={30} aria-hidden />} title="No tasks">
          What was done in the last {HISTORY_DAYS} days is listed here, while it runs and after.
        </EmptyState>
      ) : null}
      {page && page.tasks.length > 0 ? (
        <div
          className="relative overflow-x-auto rounded-lg border border-line bg-surface"
          tabIndex={0}
          role="region"
          aria-label="Tasks"
        >
          <table className="w-full min-w-208 text-left">
            <thead className="border-b border-line text-[13px] text-muted">
              <tr>
                {COLUMNS.map(({ name, sortBy: column }) => (
                  <th
                    key={name}
                    scope="col"
                    aria-sort={column !== sortBy ? undefined : ascending ? "ascending" : "descending"}
                    className="px-3 py-2.5 font-medium whitespace-nowrap"
                  >
                    {column ? (
                      <button
                        type="button"
                        onClick={() =>
                          change({
                            sort_by: column === "start_time" ? "" : column,
                            sort_order: column === sortBy && !ascending ? "asc" : "",
                          })
                        }
                        className="inline-flex items-center gap-1 rounded-sm hover:text-ink"
                      >
                        {name}
                        {column === sortBy ? (
                          ascending ? (
                            <ArrowUp size={13} aria-hidden />
                          ) : (
                            <ArrowDown size={13} aria-hidden />
                          )
                        ) : null}
                      </button>
                    ) : (
                      name
                    )}
                  </th>
                ))}
                <th scope="col" className="px-3 py-2.5">
                  <span className="sr-only">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {page.tasks.map((task) => (
                <TaskRow key={task.task_id} task={task} isAsked={task.task_id === asked} />
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {page && pages > 1 ? (
        <nav aria-label="Pages" className="flex items-center justify-center gap-3">
          <Button disabled={page.page <= 1} onClick={() => change({ page: String(page.page - 1) })}>
            Newer
          </Button>
          <span className="text-muted">
            Page {page.page} of {pages}
          </span>
          <Button disabled={page.page >= pages} onClick={() => change({ page: String(page.page + 1) })}>
            Older
          </Button>
        </nav>
      ) : null}
    </div>
  );
}

/** @param isAsked whether its address asks for it: its details are open from the start then */
function TaskRow({ task, isAsked }: { task: TaskDto; isAsked: boolean }) {
  const [toggled, setToggled] = useState<boolean | null>(null);
  const open = toggled ?? isAsked;
  const { abort, retry } = useTaskActions(task);
  return (
    <Fragment>
      <tr className="align-top">
        <td className="px-3 py-2.5 whitespace-nowrap">
          <Time iso={task.start_time} />
        </td>
        <td className="px-3 py-2.5 whitespace-nowrap">{titled(task.task_type)}</td>
        <td className="max-w-40 truncate px-3 py-2.5 xl:max-w-52" title={task.dataset_name}>
          {task.dataset_status ? (
            <Link href={`/datasets/${task.dataset_id}`} className="rounded-sm text-accent-text underline">
              <bdi>{task.dataset_name}</bdi>
            </Link>
          ) : (
            <bdi>{task.dataset_name}</bdi>
          )}
        </td>
        <td className="px-3 py-2.5">
          <span className="flex items-center gap-1">
            <code className="text-xs">{task.dataset_id.slice(0, 8)}</code>
            <IconButton
              label="Copy dataset ID"
              className="size-6! pointer-coarse:size-[40px]!"
              onClick={() => void copyId("Dataset ID", task.dataset_id)}
            >
              <Copy size={13} aria-hidden />
            </IconButton>
          </span>
        </td>
        <td className="px-3 py-2.5 whitespace-nowrap">
          {task.end_time ? formatDuration(Date.parse(task.end_time) - Date.parse(task.start_time)) : "–"}
        </td>
        <td className="max-w-32 truncate px-3 py-2.5 xl:max-w-44" title={task.created_by}>
          {task.created_by}
        </td>
        <td className="min-w-44 px-3 py-2.5 xl:min-w-52">
          <TaskState task={task} onShow={() => setToggled(true)} />
        </td>
        <td className="px-2 py-1.5">
          <div className="flex justify-end">
            {isActive(task.status) ? (
              <IconButton
                label="Abort"
                className={TOUCH}
                title={task.can.abort ?? "Abort"}
                disabled={task.can.abort !== null || abort.isPending}
                onClick={() => abort.mutate()}
              >
                <Square size={15} aria-hidden />
              </IconButton>
            ) : null}
            {task.status === "FAILED" || task.status === "ABORTED" ? (
              <IconButton
                label="Retry"
                className={TOUCH}
                title={task.can.retry ?? "Retry"}
                disabled={task.can.retry !== null || retry.isPending}
                onClick={() => retry.mutate()}
              >
                <RotateCcw size={15} aria-hidden />
              </IconButton>
            ) : null}
            <IconButton label="Copy task ID" className={TOUCH} onClick={() => void copyId("Task ID", task.task_id)}>
              <Copy size={15} aria-hidden />
            </IconButton>
            <IconButton label="Details" className={TOUCH} aria-expanded={open} onClick={() => setToggled(!open)}>
              {open ? <ChevronDown size={16} aria-hidden /> : <ChevronRight size={16} aria-hidden />}
            </IconButton>
          </div>
        </td>
      </tr>
      {open ? (
        <tr>
          <td colSpan={8} className="bg-sunken px-4 py-3">
            <TaskDetails task={task} />
          </td>
        </tr>
      ) : null}
    </Fragment>
  );
}
