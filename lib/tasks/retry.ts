import type { CurrentUser } from "@/lib/auth/service";
import { ConflictError } from "@/lib/errors";
import { enrichInput } from "@/lib/enrichment/schema";
import { startEnrichment } from "@/lib/enrichment/service";
import { mergeTaskInput } from "@/lib/merging/schema";
import { startMerge } from "@/lib/merging/service";
import { metadataTaskInput } from "@/lib/metadata-import/schema";
import { startMetadataImport } from "@/lib/metadata-import/service";
import { reindexInput, type ImportTaskInput } from "@/lib/pipeline/schema";
import { startImport, startReindex } from "@/lib/pipeline/service";
import { propagationInput } from "@/lib/propagation/schema";
import { startPropagation } from "@/lib/propagation/service";
import { retrySnapshotTask } from "@/lib/snapshots/service";
import { requireTask } from "./service";

/** Starts a failed or aborted task again, as a new task under today's checks. */
export async function retryTask(user: CurrentUser, id: string): Promise<{ task_id: string }> {
  const task = await requireTask(user, id);
  if (task.status !== "FAILED" && task.status !== "ABORTED")
    throw new ConflictError("Only a failed or aborted task can be retried");
  switch (task.type) {
    case "SNAPSHOT_RESTORE":
    case "SNAPSHOT_CLONE":
      return retrySnapshotTask(user, task);
    case "REINDEX":
      return startReindex(user, task.dataset_id, reindexInput.parse(task.input));
    case "DATASET_CREATION":
    case "MEDIA_ADDITION": {
      const { source, ...options } = task.input as unknown as ImportTaskInput;
      return startImport(user, task.dataset_id, source, options);
    }
    case "MERGE": {
      const { source_dataset_id, source_state_id, item_numbers, auto_reindex } = mergeTaskInput.parse(task.input);
      return startMerge(user, task.dataset_id, {
        source_dataset_id,
        state_id: source_state_id,
        item_numbers,
        auto_reindex,
      });
    }
    case "ENRICHMENT":
      return startEnrichment(user, task.dataset_id, enrichInput.parse(task.input));
    case "LABEL_PROPAGATION":
      return startPropagation(user, task.dataset_id, propagationInput.parse(task.input));
    case "CUSTOM_METADATA": {
      const { source } = metadataTaskInput.parse(task.input);
      if (!source) throw new ConflictError("This task never got its values; make a new one");
      return startMetadataImport(user, task.dataset_id, source);
    }
    default:
      throw new ConflictError("This kind of task cannot be retried; start it again from the dataset's page");
  }
}
