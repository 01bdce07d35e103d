/** What every operation does in the worker. One that is declared and not here does not compile. */
import "server-only";
import { enrichment } from "@/lib/enrichment/operations";
import { exportOperation } from "@/lib/exports/operations";
import { merge } from "@/lib/merging/operations";
import { customMetadata } from "@/lib/metadata-import/operations";
import type { TaskType, WorkerOperation } from "@/lib/operations/declarations";
import { annotationImport } from "@/lib/pipeline/import-annotations";
import { datasetCreation, mediaAddition, reindex } from "@/lib/pipeline/operations";
import { labelPropagation } from "@/lib/propagation/operations";
import { cloneOperation, restoreOperation } from "@/lib/snapshots/operations";
import type { OperationDefinition } from "@/lib/tasks/implementation";

const OPERATIONS: Record<WorkerOperation, OperationDefinition> = {
  dataset_creation: datasetCreation,
  media_addition: mediaAddition,
  reindex,
  enrichment,
  custom_metadata: customMetadata,
  annotation_import: annotationImport,
  label_propagation: labelPropagation,
  merge,
  export: exportOperation,
  snapshot_restore: restoreOperation,
  snapshot_clone: cloneOperation,
};

export const operations: ReadonlyMap<TaskType, OperationDefinition> = new Map(
  Object.values(OPERATIONS).map((operation) => [operation.type, operation]),
);
