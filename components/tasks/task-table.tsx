"use client";

import clsx from "clsx";
import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, ChevronDown, ChevronRight, Copy, ListChecks, RotateCcw, Square } from "lucide-react";
import { Link } from "@/components/ui/link";
import { usePathname, useSearchParams } from "next/navigation";
import { Fragment, useState } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { copyId } from "@/components/ui/copy-id";
import { formatDuration, shortenedInside } from "@/components/ui/format";
import { Loaded } from "@/components/ui/loaded";
import { EmptyState, Skeleton } from "@/components/ui/status";
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
const CELL = "px-3 py-2.5 max-md:p-0 max-md:py-0.5";
const DATASET = "inline-block max-w-full truncate align-bottom";
/** As high as a mouse hits it without aiming, in a line that stays as high as the others. */
const DATASET_LINK =
  "-my-[1.5px] rounded-sm leading-[24px] text-accent-text underline pointer-coarse:my-0 pointer-coarse:leading-[48px]";
const FOR_FINGERS = "[&_:is(a,button)]:pointer-coarse:min-h-[48px] [&_:is(a,button)]:pointer-coarse:min-w-[48px]";
const FILTER = "min-w-0 max-sm:flex-1 max-sm:basis-36 sm:max-w-52";
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
  const tasks = useQuery({ ...tasksQuery(parameters), ...(isFirstView ? { initialData: initial } : {}) });
  const { data: options } = useQuery({ ...taskFiltersQuery(), initialData: filters });

  const change: Change = (values) => {
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
      <Loaded
        query={tasks}
        skeleton={<Skeleton className="h-64" />}
        empty={{
          when: (page) => page.tasks.length === 0,
          show: (
            <EmptyState
              icon={<ListChecks size={30} aria-hidden />}
              title="No tasks"
              action={
                Object.keys(parameters).length > 0 ? (
                  <Button onClick={() => window.history.pushState(null, "", pathname)}>Show all tasks</Button>
                ) : undefined
              }
            >
              What was done in the last {HISTORY_DAYS} days is listed here, while it runs and after.
            </EmptyState>
          ),
        }}
      >
        {(page) => (
          <>
            <div
              className={clsx("relative overflow-x-auto rounded-lg border border-line bg-surface", FOR_FINGERS)}
              tabIndex={0}
              role="region"
              aria-label="Tasks"
            >
              {/* On a phone each row is a card; the roles stay what they are in a table. */}
              <table role="table" className="w-full text-left max-md:block md:min-w-208">
                <TaskHead sortBy={sortBy} ascending={ascending} onChange={change} />
                <tbody role="rowgroup" className="divide-y divide-line max-md:block">
                  {page.tasks.map((task) => (
                    <TaskRow key={task.task_id} task={task} isAsked={task.task_id === asked} />
                  ))}
                </tbody>
              </table>
            </div>
            <Pages page={page} onChange={change} />
          </>
        )}
      </Loaded>
    </div>
  );
}

type Change = (values: Partial<Record<ViewParameter, string>>) => void;

interface TaskHeadProps {
  readonly sortBy: string;
  readonly ascending: boolean;
  readonly onChange: Change;
}

function TaskHead({ sortBy, ascending, onChange }: TaskHeadProps) {
  const Arrow = ascending ? ArrowUp : ArrowDown;
  return (
    <thead role="rowgroup" className="border-b border-line text-[13px] text-muted max-md:block">
      <tr role="row" className="max-md:flex max-md:flex-wrap max-md:gap-x-4 max-md:px-3 max-md:py-2">
        {COLUMNS.map(({ name, sortBy: column }) => (
          <th
            key={name}
            scope="col"
            role="columnheader"
            aria-sort={column !== sortBy ? undefined : ascending ? "ascending" : "descending"}
            className={clsx(
              "px-3 py-2.5 font-medium whitespace-nowrap max-md:p-0",
              // There it heads no column, and says nothing by itself.
              column === null && "max-md:sr-only",
            )}
          >
            {column ? (
              <button
                type="button"
                onClick={() =>
                  onChange({
                    sort_by: column === "start_time" ? "" : column,
                    sort_order: column === sortBy && !ascending ? "asc" : "",
                  })
                }
                className="-my-[1.5px] inline-flex min-h-[24px] items-center gap-1 rounded-sm hover:text-ink"
              >
                {name}
                {column === sortBy ? <Arrow size={13} aria-hidden /> : null}
              </button>
            ) : (
              name
            )}
          </th>
        ))}
        <th scope="col" role="columnheader" className="px-3 py-2.5 max-md:sr-only">
          <span className="sr-only">Actions</span>
        </th>
      </tr>
    </thead>
  );
}

function Pages({ page: { page, total, page_size }, onChange }: { page: TaskPage; onChange: Change }) {
  const pages = Math.ceil(total / page_size);
  if (pages <= 1) return null;
  return (
    <nav aria-label="Pages" className="flex items-center justify-center gap-3">
      <Button disabled={page <= 1} onClick={() => onChange({ page: String(page - 1) })}>
        Newer
      </Button>
      <span className="text-muted">
        Page {page} of {pages}
      </span>
      <Button disabled={page >= pages} onClick={() => onChange({ page: String(page + 1) })}>
        Older
      </Button>
    </nav>
  );
}

/** @param isAsked whether its address asks for it: its details are open from the start then */
function TaskRow({ task, isAsked }: { task: TaskDto; isAsked: boolean }) {
  const [toggled, setToggled] = useState<boolean | null>(null);
  const open = toggled ?? isAsked;
  const { abort, retry } = useTaskActions(task);
  return (
    <Fragment>
      <tr
        role="row"
        className="align-top pointer-coarse:align-middle max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-3 max-md:px-3 max-md:py-2.5"
      >
        <td role="cell" className={clsx(CELL, "whitespace-nowrap max-md:order-2 max-md:text-muted")}>
          <Time iso={task.start_time} />
        </td>
        <td role="cell" className={clsx(CELL, "whitespace-nowrap max-md:order-1 max-md:font-medium")}>
          {titled(task.task_type)}
        </td>
        <td
          role="cell"
          className={clsx(CELL, "max-w-40 max-md:order-3 max-md:max-w-full max-md:basis-full xl:max-w-52")}
          title={task.dataset_name}
        >
          {/* Cut at its own end, which in some scripts is on the left. */}
          {task.dataset_status ? (
            <Link dir="auto" href={`/datasets/${task.dataset_id}`} className={clsx(DATASET, DATASET_LINK)}>
              {task.dataset_name}
            </Link>
          ) : (
            <span dir="auto" className={DATASET}>
              {task.dataset_name}
            </span>
          )}
        </td>
        <td role="cell" className={clsx(CELL, "max-md:order-5")}>
          <span className="flex items-center gap-1">
            <code className="text-xs">{task.dataset_id.slice(0, 8)}</code>
            <IconButton
              label="Copy dataset ID"
              className="size-[24px]!"
              onClick={() => void copyId("Dataset ID", task.dataset_id)}
            >
              <Copy size={13} aria-hidden />
            </IconButton>
          </span>
        </td>
        <td role="cell" className={clsx(CELL, "whitespace-nowrap max-md:order-6")}>
          {task.end_time ? formatDuration(Date.parse(task.end_time) - Date.parse(task.start_time)) : "–"}
        </td>
        <td
          role="cell"
          className={clsx(CELL, "max-w-32 truncate max-md:order-7 max-md:max-w-full xl:max-w-44")}
          title={task.created_by}
        >
          {task.created_by}
        </td>
        <td role="cell" className={clsx(CELL, "min-w-44 max-md:order-4 max-md:basis-full xl:min-w-52")}>
          <TaskState task={task} onShow={() => setToggled(true)} />
        </td>
        <td role="cell" className="px-2 py-1.5 max-md:order-8 max-md:ml-auto max-md:p-0">
          <div className="flex justify-end">
            {isActive(task.status) ? (
              <IconButton
                label="Abort"
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
                title={task.can.retry ?? "Retry"}
                disabled={task.can.retry !== null || retry.isPending}
                onClick={() => retry.mutate()}
              >
                <RotateCcw size={15} aria-hidden />
              </IconButton>
            ) : null}
            <IconButton label="Copy task ID" onClick={() => void copyId("Task ID", task.task_id)}>
              <Copy size={15} aria-hidden />
            </IconButton>
            <IconButton label="Details" aria-expanded={open} onClick={() => setToggled(!open)}>
              {open ? <ChevronDown size={16} aria-hidden /> : <ChevronRight size={16} aria-hidden />}
            </IconButton>
          </div>
        </td>
      </tr>
      {open ? (
        <tr role="row" className="max-md:block">
          <td role="cell" colSpan={8} className="bg-sunken px-4 py-3 max-md:block">
            <TaskDetails task={task} />
          </td>
        </tr>
      ) : null}
    </Fragment>
  );
}
