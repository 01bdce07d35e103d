/** Every operation. A new one is a file and a line here; the compiler then asks lib/worker for what it does. */
import { datasetCreation, mediaAddition } from "./add-media";
import { annotationImport } from "./annotation-import";
import { customMetadata } from "./custom-metadata";
import {
  datasetDelete,
  datasetDescribe,
  datasetLeave,
  datasetRename,
  datasetRetention,
  datasetShare,
  itemsEdit,
  snapshotsEnable,
  viewEdit,
} from "./datasets";
import { taskTypeOf, type OperationDeclaration, type TaskDeclaration } from "./define";
import { enrichment } from "./enrichment";
import { datasetExport } from "./export";
import { labelPropagation } from "./label-propagation";
import { merge } from "./merge";
import { reindex } from "./reindex";
import {
  snapshotClone,
  snapshotCreate,
  snapshotEdit,
  snapshotProtect,
  snapshotRemove,
  snapshotRestore,
} from "./snapshots";

const DECLARATIONS = [
  datasetCreation,
  mediaAddition,
  reindex,
  enrichment,
  customMetadata,
  annotationImport,
  labelPropagation,
  snapshotCreate,
  snapshotRestore,
  snapshotClone,
  merge,
  datasetExport,
  itemsEdit,
  viewEdit,
  snapshotEdit,
  snapshotProtect,
  snapshotRemove,
  datasetDelete,
  datasetShare,
  datasetLeave,
  datasetRename,
  datasetDescribe,
  datasetRetention,
  snapshotsEnable,
] as const satisfies readonly OperationDeclaration[];

type Declared = (typeof DECLARATIONS)[number];
export type Operation = Declared["name"];
type DeclaredTask = Extract<Declared, { readonly task: TaskDeclaration }>;
/** Operations that are kept on record as tasks. */
export type TaskOperation = DeclaredTask["name"];
/** Those that the worker runs. */
export type WorkerOperation = Exclude<TaskOperation, "snapshot_create">;
export type TaskType = Uppercase<TaskOperation>;

export const OPERATIONS = Object.fromEntries(DECLARATIONS.map((declared) => [declared.name, declared])) as unknown as {
  readonly [D in Declared as D["name"]]: OperationDeclaration & D;
};

const TASKS = DECLARATIONS.filter((declared): declared is DeclaredTask => "task" in declared);
export const TASK_TYPES = TASKS.map(({ name }) => taskTypeOf(name)) as unknown as [TaskType, ...TaskType[]];

/** The declaration of a task's type; undefined for one that nothing declares. */
export const taskOperation = (type: string): DeclaredTask | undefined =>
  TASKS.find(({ name }) => taskTypeOf(name) === type);

/** What is written on whatever starts an operation. */
export const buttonOf = (name: TaskOperation): string => OPERATIONS[name].task.words.button;
