/** What restore and clone do in the worker. Both only move pointers, after a check that what they point at is sound. */
import { randomUUID } from "node:crypto";
import { derivedStatus } from "@/lib/datasets/rules";
import { AppError, describeError } from "@/lib/errors";
import { assertSound } from "@/lib/states/service";
import type { OperationDefinition } from "@/lib/tasks/runner";
import { DamagedObjectError } from "@/lib/versioning/objects";
import * as repository from "./repository";
import { defaultSnapshotName } from "./rules";

async function assertRestorable(stateId: string, name: string): Promise<{ fullyIndexed: boolean }> {
  try {
    return await assertSound(stateId);
  } catch (error) {
    if (error instanceof DamagedObjectError) throw new DamagedSnapshotError(name, error);
    throw error;
  }
}

class DamagedSnapshotError extends AppError {
  constructor(name: string, cause: DamagedObjectError) {
    super(
      "damaged_snapshot",
      `The snapshot “${name}” is damaged (${describeError(cause)}) and was not used; nothing was changed`,
    );
  }
}

export const restoreOperation: OperationDefinition = {
  type: "SNAPSHOT_RESTORE",
  async run({ task, progress }) {
    const id = String(task.input.snapshot_id);
    const target = await repository.findSnapshot(task.dataset_id, id);
    if (!target) throw new Error("The snapshot was removed");
    await progress(30, `Checking “${target.name}”`);
    const { fullyIndexed } = await assertRestorable(target.state_id, target.name);
    await progress(80, `Restoring “${target.name}”`);
    return async (tx, dataset) => {
      // Nothing changed since the Current Version: that snapshot already is the revision to go back to.
      const unsaved = dataset.current_state_id !== dataset.head_state_id;
      const safetyId = randomUUID();
      const safety = unsaved
        ? {
            id: safetyId,
            datasetId: dataset.id,
            name: `Before restoring ${target.name}`.slice(0, 255),
            description: "Saved automatically before the restore.",
            reason: "restore" as const,
            stateId: dataset.head_state_id,
            createdBy: task.created_by,
          }
        : null;
      await repository.swapHead(
        {
          datasetId: dataset.id,
          kind: "restore",
          actor: task.created_by,
          taskId: task.id,
          fromStateId: dataset.head_state_id,
          toStateId: target.state_id,
          fromSnapshotId: dataset.current_snapshot_id,
          toSnapshotId: target.id,
          status: derivedStatus(fullyIndexed),
          safety,
        },
        tx,
      );
      return {
        message: `Restored “${target.name}”`,
        result: { snapshot_id: target.id, safety_snapshot_id: safety?.id ?? null },
      };
    };
  },
};

export const cloneOperation: OperationDefinition = {
  type: "SNAPSHOT_CLONE",
  async run({ task, progress }) {
    const source = await repository.findSnapshot(String(task.input.source_dataset_id), String(task.input.snapshot_id));
    if (!source) throw new Error("The snapshot was removed");
    await progress(30, `Checking “${source.name}”`);
    const { fullyIndexed } = await assertRestorable(source.state_id, source.name);
    return async (tx, dataset) => {
      const id = randomUUID();
      const snapshot = {
        id,
        datasetId: dataset.id,
        name: defaultSnapshotName(dataset.display_name, id),
        description: `Cloned from “${source.name}” of ${source.dataset_name}`.slice(0, 5000),
        reason: "clone" as const,
        stateId: dataset.head_state_id,
        createdBy: task.created_by,
      };
      await repository.publishClone(snapshot, derivedStatus(fullyIndexed), task.id, tx);
      return { message: `Cloned as “${dataset.display_name}”`, result: { dataset_id: dataset.id, snapshot_id: id } };
    };
  },
};
