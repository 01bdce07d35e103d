/** What follows from the declarations: whether an operation may start, and why not; pure. */
import { refusalOf, type Role } from "@/lib/auth/roles";
import { ConflictError } from "@/lib/errors";
import { OPERATIONS, taskOperation, type Operation } from "./declarations";
import type { OperationDeclaration } from "./define";
import { presentStatusLabel, type DatasetStatus } from "./statuses";

export interface DatasetFacts {
  readonly status: DatasetStatus;
  readonly snapshots_enabled: boolean;
  /** Type of the task that holds the dataset. */
  readonly active_task_type: string | null;
}

export const NO_SNAPSHOT_SUPPORT = "This dataset was created without snapshot support.";

/** Why the state of the dataset (not the role) forbids an operation now, as REST says it; null when it does not. */
export function blockedReason(operation: Operation, dataset: DatasetFacts): string | null {
  const { from, refusedWhileBusy }: OperationDeclaration = OPERATIONS[operation];
  const busy = dataset.active_task_type;
  const allowed = from.includes(dataset.status);
  if (busy && (!allowed || refusedWhileBusy === true))
    return `Operation '${operation}' is blocked while ${busy} task is running`;
  if (!allowed) {
    const names = from.map(presentStatusLabel).join(" or ");
    return `Operation '${operation}' needs the dataset to be ${names}; it is ${presentStatusLabel(dataset.status)}`;
  }
  return null;
}

const IS_DRAFT = "Add media first: this dataset is a draft.";
const HAS_MEDIA = "This dataset has media already: add more to it.";
const IS_DAMAGED = "A part of this dataset is damaged: restore a snapshot first.";
const IS_LOST = "A part of this dataset is damaged, and without snapshots there is nothing to restore.";

/** The same for who looks at the page: a sentence with the way out. Null exactly where `blockedReason` is. */
export function blockedSentence(operation: Operation, dataset: DatasetFacts): string | null {
  if (blockedReason(operation, dataset) === null) return null;
  const { from, says }: OperationDeclaration = OPERATIONS[operation];
  const running = dataset.active_task_type;
  const doing = (running && taskOperation(running)?.task.words.doing) ?? "The dataset is busy";
  const busy = `${doing}. ${says.unlocks} when it is done.`;
  if (running) return busy;
  switch (dataset.status) {
    case "DRAFT":
      return IS_DRAFT;
    case "INDEXING":
    case "READ_ONLY":
      return busy;
    case "ERROR":
      return dataset.snapshots_enabled ? IS_DAMAGED : IS_LOST;
    case "PARTIAL_INDEX":
    case "READY":
      return from.includes("READY") ? `${says.can} once every item is indexed: re-index first.` : HAS_MEDIA;
  }
}

export function assertNotBlocked(operation: Operation, dataset: DatasetFacts): void {
  const reason = blockedReason(operation, dataset);
  if (reason) throw new ConflictError(reason);
}

/** Null when allowed; else why not, as a sentence for whoever looks at the page. */
export type Permission = string | null;
export type DatasetCan = Record<Operation, Permission>;

/** The same for whoever may do nothing, whatever the dataset's status. */
export const nothingCan = (refusal: string): DatasetCan =>
  Object.fromEntries(Object.keys(OPERATIONS).map((operation) => [operation, refusal])) as DatasetCan;

export function datasetCan(role: Role | null, dataset: DatasetFacts): DatasetCan {
  const entries = Object.entries<OperationDeclaration>(OPERATIONS) as [Operation, OperationDeclaration][];
  return Object.fromEntries(
    entries.map(([operation, { action, needsSnapshots }]) => {
      const unsupported = !dataset.snapshots_enabled && needsSnapshots ? NO_SNAPSHOT_SUPPORT : null;
      return [operation, refusalOf(role, action) ?? unsupported ?? blockedSentence(operation, dataset)];
    }),
  ) as DatasetCan;
}
