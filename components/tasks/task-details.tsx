import { formatCount } from "@/components/ui/format";
import type { TaskDto } from "@/lib/tasks/schema";
import { titled } from "./task-look";

interface Mistake {
  readonly where: string;
  readonly reason: string;
}
/** What results of any kind of task can hold; see the schemas of the operations. */
interface AnyResult {
  readonly failures?: readonly { readonly path: string; readonly reason: string }[];
  readonly failed?: number;
  readonly annotations?: { readonly problems: readonly { readonly path: string; readonly reason: string }[] } | null;
  readonly sample_errors?: readonly { readonly row_index: number; readonly reason: string }[];
  readonly error_count?: number;
  readonly issues?: Readonly<Record<string, number>>;
  readonly labels?: Readonly<Record<string, number>>;
  readonly changed?: Readonly<Record<string, number>> | number;
  readonly models?: Readonly<
    Record<string, { readonly read: number; readonly reused: number; readonly failed: number }>
  >;
}

/** Everything a task left behind: its error in full, what it could not use, what it changed. */
export function TaskDetails({ task }: { task: TaskDto }) {
  const result = (task.result ?? {}) as AnyResult;
  const counts = Object.entries({
    ...result.issues,
    ...result.labels,
    ...(typeof result.changed === "object" ? result.changed : {}),
  }).filter(([, count]) => count > 0);
  return (
    <div className="grid gap-3">
      {task.error_message ? (
        <pre className="font-mono text-[13px] break-words whitespace-pre-wrap text-danger">{task.error_message}</pre>
      ) : null}
      {counts.length > 0 ? (
        <p className="text-[13px]">
          {counts.map(([name, count]) => (
            <span key={name} className="mr-4 whitespace-nowrap">
              {name} <b>{formatCount(count)}</b>
            </span>
          ))}
        </p>
      ) : null}
      {result.models ? (
        <ul aria-label="Models" className="grid gap-0.5 text-[13px]">
          {Object.entries(result.models).map(([id, { read, reused, failed }]) => (
            <li key={id}>
              <code>{id}</code>: {formatCount(read)} read, {formatCount(reused)} from earlier runs
              {failed > 0 ? `, ${formatCount(failed)} failed` : ""}
            </li>
          ))}
        </ul>
      ) : null}
      <Mistakes
        title="Files that could not be used"
        total={result.failed}
        list={result.failures?.map(({ path, reason }) => ({ where: path, reason }))}
      />
      <Mistakes
        title="Annotations that could not be used"
        list={result.annotations?.problems.map(({ path, reason }) => ({ where: path, reason }))}
      />
      <Mistakes
        title="Rows with mistakes"
        total={result.error_count}
        list={result.sample_errors?.map(({ row_index, reason }) => ({ where: `row ${row_index + 1}`, reason }))}
      />
      <p className="text-[13px] text-muted">
        {titled(task.task_type)} <code>{task.task_id}</code>
      </p>
    </div>
  );
}

function Mistakes({
  title,
  list,
  total,
}: {
  title: string;
  list: readonly Mistake[] | undefined;
  total?: number | undefined;
}) {
  if (!list || list.length === 0) return null;
  const hidden = (total ?? list.length) - list.length;
  return (
    <section>
      <h4 className="mb-1 text-[13px] font-medium">{title}</h4>
      <ul aria-label={title} className="grid max-h-64 gap-0.5 overflow-y-auto text-[13px]" tabIndex={0}>
        {list.map(({ where, reason }, index) => (
          <li key={index}>
            <code className="break-all">{where}</code>: {reason}
          </li>
        ))}
        {hidden > 0 ? <li className="text-muted">and {formatCount(hidden)} more</li> : null}
      </ul>
    </section>
  );
}
