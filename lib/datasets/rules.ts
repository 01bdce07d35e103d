/** The status machine of a dataset, as one table; pure. What it says is checked inside transactions. */
import { ConflictError } from "@/lib/errors";
import { refusalOf, type Action, type Role } from "@/lib/auth/roles";

export const STATUSES = ["DRAFT", "INDEXING", "READY", "READ_ONLY", "PARTIAL_INDEX", "ERROR"] as const;
export type DatasetStatus = (typeof STATUSES)[number];

/** `READ ONLY`: the spelling of `status_new`. */
export const presentStatusNew = (status: DatasetStatus): string => status.replace("_", " ");
/** `Read Only`: the spelling of the UI. */
export const presentStatusLabel = (status: DatasetStatus): string =>
  status
    .toLowerCase()
    .split("_")
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join(" ");

/** What can be started on a dataset: the statuses it is allowed from and the action that a role has to allow. */
export const OPERATIONS = {
  snapshot_create: { from: ["READY"], action: "snapshot.create" },
  snapshot_restore: { from: ["READY", "PARTIAL_INDEX", "ERROR"], action: "snapshot.restore" },
  snapshot_clone: { from: ["READY", "PARTIAL_INDEX", "ERROR"], action: "snapshot.clone" },
  dataset_creation: { from: ["DRAFT"], action: "pipeline.run" },
  media_addition: { from: ["READY", "PARTIAL_INDEX"], action: "pipeline.run" },
  reindex: { from: ["READY", "PARTIAL_INDEX"], action: "pipeline.run" },
  enrichment: { from: ["READY"], action: "pipeline.run" },
  label_propagation: { from: ["READY"], action: "pipeline.run" },
  custom_metadata: { from: ["READY"], action: "pipeline.run" },
  merge: { from: ["DRAFT", "READY", "PARTIAL_INDEX"], action: "pipeline.run" },
  items_edit: { from: ["READY", "PARTIAL_INDEX"], action: "items.edit" },
  view_edit: { from: STATUSES, action: "view.edit" },
  snapshot_edit: { from: STATUSES, action: "snapshot.edit" },
  snapshot_remove: { from: STATUSES, action: "snapshot.remove" },
  dataset_delete: { from: STATUSES, action: "dataset.delete" },
  dataset_share: { from: STATUSES, action: "dataset.share" },
} as const satisfies Record<string, { from: readonly DatasetStatus[]; action: Action }>;

export type Operation = keyof typeof OPERATIONS;

/** Operations that need snapshot support. */
const SNAPSHOT_OPERATIONS: readonly Operation[] = [
  "snapshot_create",
  "snapshot_restore",
  "snapshot_clone",
  "snapshot_edit",
  "snapshot_remove",
];
/** Operations that a running task refuses although its dataset's status allows them. */
const REFUSED_WHILE_BUSY: readonly Operation[] = ["dataset_delete"];

export interface DatasetFacts {
  readonly status: DatasetStatus;
  readonly snapshots_enabled: boolean;
  /** Type of the task that holds the dataset. */
  readonly active_task_type: string | null;
}

export const NO_SNAPSHOT_SUPPORT = "This dataset was created without snapshot support.";

/** Why the state of the dataset (not the role) forbids an operation now; null when it does not. */
export function blockedReason(operation: Operation, dataset: DatasetFacts): string | null {
  const { from } = OPERATIONS[operation];
  const busy = dataset.active_task_type;
  const allowed = (from as readonly DatasetStatus[]).includes(dataset.status);
  if (busy && (!allowed || REFUSED_WHILE_BUSY.includes(operation)))
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
  const entries = Object.entries(OPERATIONS) as [Operation, (typeof OPERATIONS)[Operation]][];
  return Object.fromEntries(
    entries.map(([operation, { action }]) => {
      const unsupported =
        !dataset.snapshots_enabled && SNAPSHOT_OPERATIONS.includes(operation) ? NO_SNAPSHOT_SUPPORT : null;
      return [operation, refusalOf(role, action) ?? unsupported ?? blockedReason(operation, dataset)];
    }),
  ) as DatasetCan;
}

/** READY or PARTIAL_INDEX after an operation is derived from the state itself, not remembered. */
export const derivedStatus = (fullyIndexed: boolean): "READY" | "PARTIAL_INDEX" =>
  fullyIndexed ? "READY" : "PARTIAL_INDEX";

/** `{name} (cloned)`, shortened so that the result fits 255 characters. */
export function derivedName(base: string, suffix: string): string {
  return (
    [...base]
      .slice(0, 255 - suffix.length)
      .join("")
      .slice(0, 255 - suffix.length) + suffix
  );
}
