/** What follows from the declarations: whether an operation may start, and why not; pure. */
import { refusalOf, type Role } from "@/lib/auth/roles";
import { ConflictError } from "@/lib/errors";
import { OPERATIONS, type Operation } from "./declarations";
import type { OperationDeclaration } from "./define";
import { presentStatusLabel, type DatasetStatus } from "./statuses";

export interface DatasetFacts {
  readonly status: DatasetStatus;
  readonly snapshots_enabled: boolean;
  /** Type of the task that holds the dataset. */
  readonly active_task_type: string | null;
}

export const NO_SNAPSHOT_SUPPORT = "This dataset was created without snapshot support.";

/** Why the state of the dataset (not the role) forbids an operation now; null when it does not. */
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

export function assertNotBlocked(operation: Operation, dataset: DatasetFacts): void {
  const reason = blockedReason(operation, dataset);
  if (reason) throw new ConflictError(reason);
}

/** Null when allowed; else why not, for a tooltip. */
export type Permission = string | null;
export type DatasetCan = Record<Operation, Permission>;

export function datasetCan(role: Role | null, dataset: DatasetFacts): DatasetCan {
  const entries = Object.entries<OperationDeclaration>(OPERATIONS) as [Operation, OperationDeclaration][];
  return Object.fromEntries(
    entries.map(([operation, { action, needsSnapshots }]) => {
      const unsupported = !dataset.snapshots_enabled && needsSnapshots ? NO_SNAPSHOT_SUPPORT : null;
      return [operation, refusalOf(role, action) ?? unsupported ?? blockedReason(operation, dataset)];
    }),
  ) as DatasetCan;
}
