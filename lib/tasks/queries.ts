import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, startTask } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import { isActive, type TaskDto, type TaskFiltersDto, type TaskPage } from "./schema";

export const tasksQuery = (parameters: Readonly<Record<string, string>>) =>
  queryOptions({
    queryKey: keys.taskPage(parameters),
    queryFn: ({ signal }) => api<TaskPage>(`/tasks?${new URLSearchParams(parameters)}`, { signal }),
    placeholderData: keepPreviousData,
  });

export const taskFiltersQuery = () =>
  queryOptions({
    queryKey: keys.taskFilters(),
    queryFn: ({ signal }) => api<TaskFiltersDto>("/tasks/filters", { signal }),
  });

/** A task that is being watched: live events tell of changes, the interval covers what they miss. */
export const taskQuery = (id: string) =>
  queryOptions({
    queryKey: keys.task(id),
    queryFn: ({ signal }) => api<TaskDto>(`/tasks/${id}`, { signal }),
    refetchInterval: (query) => (query.state.data && !isActive(query.state.data.status) ? false : 1_500),
  });

export const abortTask = (id: string) => api<TaskDto>(`/tasks/${id}/abort`, { method: "POST" });
export const retryTask = (id: string) => startTask(`/tasks/${id}/retry`);
/** Takes back what a completed restore, or import of annotations, did. */
export const undoTask = (id: string) => api<void>(`/tasks/${id}/undo`, { method: "POST" });
