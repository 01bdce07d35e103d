/** What a task could not use, and how it is told; pure. */
import type { TaskDto } from "@/lib/tasks/schema";
import { plural } from "@/lib/text";

interface Mistake {
  readonly where: string;
  readonly reason: string;
}
export interface Mistakes {
  readonly title: string;
  /** `2 files`. */
  readonly counted: string;
  readonly list: readonly Mistake[];
  /** How many more there were than are kept. */
  readonly hidden: number;
}

interface Failure {
  readonly path: string;
  readonly reason: string;
}
/** What results of any kind of task can hold of mistakes; see the schemas of the operations. */
interface Result {
  readonly failures?: readonly Failure[];
  readonly failed?: number;
  readonly annotations?: { readonly problems: readonly Failure[]; readonly problem_count?: number } | null;
  readonly sample_errors?: readonly { readonly row_index: number; readonly reason: string }[];
  readonly error_count?: number;
}

function mistakes(title: string, noun: string, list: readonly Mistake[], total = list.length): Mistakes {
  return { title, counted: plural(total, noun), list, hidden: total - list.length };
}

/** Files, annotations and rows that a task could not use, each kind with its list; empty where it used everything. */
export function mistakesOf({ result }: Pick<TaskDto, "result">): readonly Mistakes[] {
  const { failures = [], failed, annotations, sample_errors = [], error_count } = (result ?? {}) as Result;
  const ofFiles = (list: readonly Failure[]) => list.map(({ path, reason }) => ({ where: path, reason }));
  return [
    mistakes("Files that could not be used", "file", ofFiles(failures), failed),
    mistakes(
      "Annotations that could not be used",
      "annotation",
      ofFiles(annotations?.problems ?? []),
      annotations?.problem_count,
    ),
    mistakes(
      "Rows with mistakes",
      "row",
      sample_errors.map(({ row_index, reason }) => ({ where: `row ${row_index + 1}`, reason })),
      error_count,
    ),
  ].filter(({ list }) => list.length > 0);
}

/** `Show 2 files, 1 annotation`: on what leads to the lists; null where there is none. */
export function showMistakes(task: Pick<TaskDto, "result">): string | null {
  const counts = mistakesOf(task).map(({ counted }) => counted);
  return counts.length > 0 ? `Show ${counts.join(", ")}` : null;
}

/** Where the lists are: the task's row in the Task Manager, opened. */
export const addressOfDetails = ({ dataset_id, task_id }: Pick<TaskDto, "dataset_id" | "task_id">): string =>
  `/tasks?${new URLSearchParams({ dataset_id, task: task_id })}`;
