/** Every operation that the worker can run. */
import { merge } from "@/lib/merging/operations";
import { customMetadata } from "@/lib/metadata-import/operations";
import { datasetCreation, mediaAddition, reindex } from "@/lib/pipeline/operations";
import { enrichment } from "@/lib/enrichment/operations";
import { labelPropagation } from "@/lib/propagation/operations";
import { cloneOperation, restoreOperation } from "@/lib/snapshots/operations";
import type { OperationDefinition } from "./runner";
import type { TaskType } from "./schema";

export const operations: ReadonlyMap<TaskType, OperationDefinition> = new Map(
  [
    datasetCreation,
    mediaAddition,
    reindex,
    customMetadata,
    labelPropagation,
    enrichment,
    merge,
    restoreOperation,
    cloneOperation,
  ].map((operation) => [operation.type, operation]),
);
