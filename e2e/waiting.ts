/**
 * Waiting for tasks, and for pages to answer. A slow machine takes its time, so no wait has a limit in total: it gives up when a task failed, or
 * when nothing of it has moved for STILL_MS.
 */
import { expect, type APIRequestContext, type Locator, type Page } from "@playwright/test";

export const STILL_MS = 75_000;

interface Task {
  readonly task_id: string;
  readonly dataset_id: string;
  readonly status: "INITIALIZING" | "RUNNING" | "COMPLETED" | "FAILED" | "ABORTED";
  readonly status_message: string;
  readonly progress_percentage: number;
  readonly error_message: string | null;
}

const isActive = ({ status }: Task): boolean => status === "INITIALIZING" || status === "RUNNING";

/** The newest tasks of a dataset, and what shows that they move. */
async function look(request: APIRequestContext, datasetId: string): Promise<{ tasks: Task[]; trace: string }> {
  const read = async (query: string): Promise<Task[]> => {
    const response = await request.get(`/api/v1/tasks?page_size=50&${query}`);
    expect(response.ok(), `reading tasks: ${response.status()}`).toBe(true);
    return ((await response.json()) as { tasks: Task[] }).tasks;
  };
  const tasks = await read(`dataset_id=${datasetId}`);
  // A task that has not begun waits for others: while those move, so does the queue.
  const queue = tasks.some(({ status }) => status === "INITIALIZING") ? await read("task_status=RUNNING") : [];
  const trace = [...tasks, ...queue].map((task) =>
    [task.task_id, task.status, task.status_message, task.progress_percentage].join(),
  );
  return { tasks, trace: trace.join("\n") };
}

/** Tries `attempt`, which may take STILL_MS, again and again for as long as tasks of the dataset have moved meanwhile. */
async function whileMoving(
  request: APIRequestContext,
  datasetId: string,
  attempt: (timeout: number) => Promise<void>,
): Promise<void> {
  for (let { trace } = await look(request, datasetId); ;) {
    try {
      return await attempt(STILL_MS);
    } catch (error) {
      const now = await look(request, datasetId);
      if (now.trace === trace)
        throw Object.assign(error as Error, {
          message: `${(error as Error).message}\nTasks that stood still:\n${trace}`,
        });
      trace = now.trace;
    }
  }
}

/** Waits until no task holds the dataset. @returns the status it has then */
export async function settled(request: APIRequestContext, datasetId: string): Promise<string> {
  let status = "";
  await whileMoving(request, datasetId, (timeout) =>
    expect(async () => {
      const response = await request.get(`/api/v1/dataset/${datasetId}`);
      ({ status_new: status } = (await response.json()) as { status_new: string });
      expect(["READY", "PARTIAL INDEX", "ERROR", "DRAFT"]).toContain(status);
    }).toPass({ timeout, intervals: [50, 100, 200] }),
  );
  return status;
}

/** Waits until the task is over. @returns it; fails, with the task's own error, unless it was completed */
export async function completed(request: APIRequestContext, taskId: string): Promise<Task> {
  let task: Task | undefined;
  const read = async (): Promise<Task> => {
    const response = await request.get(`/api/v1/tasks/${taskId}`);
    expect(response.ok(), `reading the task: ${response.status()}`).toBe(true);
    return (task = (await response.json()) as Task);
  };
  const { dataset_id } = await read();
  await whileMoving(request, dataset_id, (timeout) =>
    expect(async () => expect(isActive(await read())).toBe(false)).toPass({ timeout, intervals: [50, 100, 200] }),
  );
  expect(task!.status, task!.error_message ?? task!.status_message).toBe("COMPLETED");
  return task!;
}

/** Waits until the page shows what a task of the dataset makes, for as long as its tasks move. */
export const shown = (request: APIRequestContext, datasetId: string, locator: Locator): Promise<void> =>
  whileMoving(request, datasetId, (timeout) => expect(locator).toBeVisible({ timeout }));

const ADDRESS = /\/datasets\/([0-9a-f-]{36})/;
/** The same, for the dataset that the page is about. */
export async function shownOn(page: Page, locator: Locator): Promise<void> {
  await expect(page).toHaveURL(ADDRESS);
  await shown(page.request, ADDRESS.exec(page.url())![1]!, locator);
}

/** Until React has taken over all of the server's HTML that can be used: a click or a key before that is lost. */
export const answering = (page: Page): Promise<unknown> =>
  page.waitForFunction(() =>
    [...document.querySelectorAll("button, input:not([type=hidden]), [role=slider]")].every((control) =>
      Object.keys(control).some((key) => key.startsWith("__reactProps")),
    ),
  );
