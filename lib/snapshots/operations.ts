/** What restore and clone do in the worker. Both only move pointers, after a check that what they point at is sound. */
import "server-only";
import { randomUUID } from "node:crypto";
import type { NewSnapshot } from "@/lib/commits/effects";
import { AppError, ConflictError } from "@/lib/errors";
import { snapshotClone, snapshotRestore } from "@/lib/operations/snapshots";
import { derivedStatus } from "@/lib/operations/statuses";
import { assertSound } from "@/lib/states/service";
import { implement } from "@/lib/tasks/implementation";
import { shortened } from "@/lib/text";
import { DamagedObjectError } from "@/lib/versioning/objects";
import * as repository from "./repository";
import { defaultSnapshotName } from "./rules";
import { cloneSnapshot, restoreSnapshot } from "./service";

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
      `The snapshot “${name}” is damaged (${cause.message}) and was not used; nothing was changed`,
    );
  }
}

export const restoreOperation = implement(snapshotRestore, {
  async run({ task, progress }, input) {
    const target = await repository.findSnapshot(task.dataset_id, input.snapshot_id);
    if (!target) throw new ConflictError("The snapshot was removed");
    await progress(30, `Checking “${target.name}”`);
    const { fullyIndexed } = await assertRestorable(target.state_id, target.name);
    await progress(80, `Restoring “${target.name}”`);
    return (dataset) => {
      // Nothing changed since the Current Version: that snapshot already is what one can go back to.
      const unsaved = dataset.current_state_id !== dataset.head_state_id;
      const saved: NewSnapshot | null = unsaved
        ? {
            id: randomUUID(),
            name: shortened(`Before restoring ${target.name}`, 255),
            description: "Saved automatically before the restore.",
            reason: "restore",
            stateId: dataset.head_state_id,
            createdBy: task.created_by,
          }
        : null;
      const detail = {
        from_snapshot: dataset.current_snapshot_id,
        to_snapshot: target.id,
        safety_snapshot: saved?.id ?? null,
      };
      return {
        effects: {
          head: { existingId: target.state_id },
          currentSnapshotId: target.id,
          status: { to: derivedStatus(fullyIndexed), fatalError: null },
          ...(saved ? { snapshot: saved } : {}),
          event: { kind: "restore", actor: task.created_by, taskId: task.id, detail },
          tells: "head",
        },
        message: `Restored “${target.name}”`,
        result: { snapshot_id: target.id, safety_snapshot_id: saved?.id ?? null },
      };
    };
  },
  retry: (user, datasetId, { snapshot_id }) => restoreSnapshot(user, datasetId, snapshot_id),
});

export const cloneOperation = implement(snapshotClone, {
  async run({ task, progress }, input) {
    const source = await repository.findSnapshot(input.source_dataset_id, input.snapshot_id);
    if (!source) throw new ConflictError("The snapshot was removed");
    await progress(30, `Checking “${source.name}”`);
    const { fullyIndexed } = await assertRestorable(source.state_id, source.name);
    return (dataset) => {
      const id = randomUUID();
      return {
        effects: {
          head: { existingId: dataset.head_state_id },
          publishes: true,
          status: { to: derivedStatus(fullyIndexed), fatalError: null },
          snapshot: {
            id,
            name: defaultSnapshotName(dataset.display_name, id),
            description: `Cloned from “${source.name}” of ${source.dataset_name}`,
            reason: "clone",
            stateId: dataset.head_state_id,
            createdBy: task.created_by,
          },
          event: { kind: "clone", actor: task.created_by, taskId: task.id, detail: {} },
          tells: "published",
        },
        message: `Cloned as “${dataset.display_name}”`,
        result: { dataset_id: dataset.id, snapshot_id: id },
      };
    };
  },
  retry: (user, _datasetId, { source_dataset_id, snapshot_id }) => cloneSnapshot(user, source_dataset_id, snapshot_id),
});
