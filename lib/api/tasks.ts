import { declare, EMPTY, TASK } from "@/lib/api-operation";
import { listTasksQuery, taskDto, taskFiltersDto, taskPage } from "@/lib/tasks/schema";

export const listTasks = declare({
  method: "GET",
  path: "/tasks",
  tag: "Tasks",
  summary: "List tasks",
  description: "Of all datasets that the caller may see; of the last 14 days unless a time is asked for.",
  query: listTasksQuery,
  answers: taskPage,
  pages: "page",
});

export const listTaskFilters = declare({
  method: "GET",
  path: "/tasks/filters",
  tag: "Tasks",
  summary: "List what tasks can be narrowed to",
  answers: taskFiltersDto,
});

export const getTask = declare({
  method: "GET",
  path: "/tasks/[taskId]",
  tag: "Tasks",
  summary: "Get a task",
  description: "Ask until `status` is `COMPLETED`, `FAILED` or `ABORTED`.",
  answers: taskDto,
});

export const abortTask = declare({
  method: "POST",
  path: "/tasks/[taskId]/abort",
  tag: "Tasks",
  summary: "Abort a task",
  description: "409 once it is over, or commits.",
  answers: taskDto,
  refuses: [409],
});

export const retryTask = declare({
  method: "POST",
  path: "/tasks/[taskId]/retry",
  tag: "Tasks",
  summary: "Start a failed or aborted task again",
  description: "As a new task.",
  answers: TASK,
  refuses: [409],
});

export const undoTask = declare({
  method: "POST",
  path: "/tasks/[taskId]/undo",
  tag: "Tasks",
  summary: "Undo a task",
  description: "A restore, while nothing was edited since, or an import of annotations.",
  answers: EMPTY,
  refuses: [409],
});
