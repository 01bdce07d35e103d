import { Download, Undo2 } from "lucide-react";
import { Button, LinkButton } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import type { TaskDto } from "@/lib/tasks/schema";
import { AnnotationSummary } from "@/components/imports/annotation-summary";
import type { AnnotationResult } from "@/lib/pipeline/schema";
import { mistakesOf, type Mistakes } from "./mistakes";
import { titled } from "./task-look";
import { isUndoableImport, useUndoImport } from "./use-undo-import";

/** What results of any kind of task can tell of what they did; see the schemas of the operations. */
interface AnyResult {
  /** Of an export: where its file is. */
  readonly download_uri?: string;
  readonly file_name?: string;
  readonly issues?: Readonly<Record<string, number>>;
  readonly labels?: Readonly<Record<string, number>>;
  readonly changed?: Readonly<Record<string, number>> | number;
  /** Of an import: what annotation files said. */
  readonly annotations?: AnnotationResult | null;
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
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {task.error_message ? (
        <pre className="font-mono text-[13px] wrap-anywhere whitespace-pre-wrap text-danger">{task.error_message}</pre>
      ) : null}
      {result.download_uri ? (
        <p>
          <LinkButton href={result.download_uri} download={result.file_name}>
            <Download size={16} aria-hidden /> Download
          </LinkButton>
        </p>
      ) : null}
      {counts.length > 0 ? (
        <p className="text-[13px]">
          {counts.map(([name, count]) => (
            <span key={name} className="mr-4 wrap-anywhere">
              {name} <b>{formatCount(count)}</b>
            </span>
          ))}
        </p>
      ) : null}
      {result.annotations ? <AnnotationSummary result={result.annotations} /> : null}
      {result.models ? (
        <ul aria-label="Models" className="grid grid-cols-1 gap-0.5 text-[13px]">
          {Object.entries(result.models).map(([id, { read, reused, failed }]) => (
            <li key={id}>
              <code>{id}</code>: {formatCount(read)} read, {formatCount(reused)} from earlier runs
              {failed > 0 ? `, ${formatCount(failed)} failed` : ""}
            </li>
          ))}
        </ul>
      ) : null}
      {isUndoableImport(task) ? <UndoImport task={task} /> : null}
      {mistakesOf(task).map((mistakes) => (
        <MistakeList key={mistakes.title} {...mistakes} />
      ))}
      <p className="text-[13px] text-muted">
        {titled(task.task_type)} <code className="wrap-anywhere">{task.task_id}</code>
      </p>
    </div>
  );
}

function UndoImport({ task }: { task: TaskDto }) {
  const undo = useUndoImport();
  return (
    <p>
      <Button onClick={() => void undo(task)}>
        <Undo2 size={16} aria-hidden /> Undo this import
      </Button>
    </p>
  );
}

function MistakeList({ title, list, hidden }: Mistakes) {
  return (
    <section>
      <h4 className="mb-1 text-[13px] font-medium">{title}</h4>
      <ul aria-label={title} className="grid grid-cols-1 max-h-64 gap-0.5 overflow-y-auto text-[13px]" tabIndex={0}>
        {list.map(({ where, reason }, index) => (
          <li key={index} className="wrap-anywhere">
            <code dir="auto">{where}</code>: {reason}
          </li>
        ))}
        {hidden > 0 ? <li className="text-muted">and {formatCount(hidden)} more</li> : null}
      </ul>
    </section>
  );
}
