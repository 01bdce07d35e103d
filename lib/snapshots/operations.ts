/** What restore and clone do in the worker. Both only move pointers, after a check that what they point at is sound. */
import "server-only";
import { randomUUID } from "node:crypto";
import type { DatasetView } from "@/lib/access/service";
import { changeOf, combine } from "@/lib/commits/combine";
import type { NewSnapshot } from "@/lib/commits/effects";
import { effectsOfChange } from "@/lib/commits/operation-outcome";
import { AppError, ConflictError } from "@/lib/errors";
import { snapshotClone, snapshotRestore, type RestoreTaskInput } from "@/lib/operations/snapshots";
import { derivedStatus } from "@/lib/operations/statuses";
import { bitmapOfRuns } from "@/lib/search/selection";
import { assertSound, openState } from "@/lib/states/service";
import { implement, requireHeld, type Finish, type TaskRow } from "@/lib/tasks/implementation";
import { plural, shortened } from "@/lib/text";
import type { CombinedKind } from "@/lib/versioning/combine";
import { DamagedObjectError } from "@/lib/versioning/objects";
import * as repository from "./repository";
import type { SnapshotRow } from "./repository";
import { defaultSnapshotName, partWords } from "./rules";
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

/** What a restore replaces. Nothing changed since the Current Version: that snapshot already is what one can go back to. */
const savedBefore = (dataset: DatasetView, target: SnapshotRow, task: TaskRow): NewSnapshot | null =>
  dataset.current_state_id === dataset.head_state_id
    ? null
    : {
        id: randomUUID(),
        name: shortened(`Before restoring ${target.name}`, 255),
        description: "Saved automatically before the restore.",
        reason: "restore",
        stateId: dataset.head_state_id,
        createdBy: task.created_by,
      };

/** Without a word about what: everything that the snapshot says of some items. */
const WHOLE_ITEMS: readonly CombinedKind[] = [
  "tags",
  "labels",
  "captions",
  "objects",
  "metadata",
  "splits",
  "origins",
  "added",
];

/** What the snapshot says of some items, or some of what it says, in the place of what is said now. */
async function restorePart(task: TaskRow, target: SnapshotRow, input: RestoreTaskInput): Promise<Finish> {
  const held = await requireHeld(task);
  const [head, theirs] = await Promise.all([openState(held.head_state_id), openState(target.state_id)]);
  const versions = { base: head, ours: head, theirs };
  const options = {
    kinds: input.only?.map((part) => (part === "deleted_items" ? "added" : part)) ?? WHOLE_ITEMS,
    ...(input.item_numbers ? { items: bitmapOfRuns(input.item_numbers) } : {}),
  };
  const combined = await combine(versions, options);
  const change = await changeOf(versions, combined, options);
  const changed = change.items!.size;
  return async (dataset) => {
    const saved = changed > 0 ? savedBefore(dataset, target, task) : null;
    const detail = {
      snapshot_id: target.id,
      only: input.only ?? null,
      safety_snapshot: saved?.id ?? null,
      changed,
    };
    const event = { kind: "restore_part", actor: task.created_by, taskId: task.id, detail } as const;
    return {
      effects: { ...(await effectsOfChange(dataset, head, change, event)), ...(saved ? { snapshot: saved } : {}) },
      message:
        changed > 0
          ? `Restored ${partWords(input.only)} of “${target.name}” on ${plural(changed, "item")}`
          : `Nothing differs from “${target.name}”`,
      result: { snapshot_id: target.id, safety_snapshot_id: saved?.id ?? null, changed },
    };
  };
}

export const restoreOperation = implement(snapshotRestore, {
  async run({ task, progress }, input) {
    const target = await repository.findSnapshot(task.dataset_id, input.snapshot_id);
    if (!target) throw new ConflictError("The snapshot was removed");
    await progress(30, `Checking “${target.name}”`);
    const { fullyIndexed } = await assertRestorable(target.state_id, target.name);
    await progress(80, `Restoring “${target.name}”`);
    if (input.only || input.item_numbers) return restorePart(task, target, input);
    return (dataset) => {
      const saved = savedBefore(dataset, target, task);
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
  retry: (user, datasetId, { snapshot_id, ...part }) => restoreSnapshot(user, datasetId, snapshot_id, part),
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
