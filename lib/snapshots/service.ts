/** Use cases on snapshots. What create, restore and clone cost does not depend on how many items there are. */
import "server-only";
import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { modelsOfStates } from "@/lib/applied-models/applied-models";
import type { AppliedModel } from "@/lib/applied-models/schema";
import { assertMayCreate } from "@/lib/auth/limits";
import type { CurrentUser } from "@/lib/auth/service";
import { assertSnapshotSupport, requireDataset, type DatasetView } from "@/lib/access/service";
import { automaticSnapshot } from "@/lib/commits/automatic-snapshot";
import { viaOf, type NewSnapshot, type NewTask } from "@/lib/commits/effects";
import { findRestoreEvent } from "@/lib/commits/events";
import { commit, nothingToDo, type Decision } from "@/lib/commits/gate";
import { recordFailedTask } from "@/lib/commits/orphans";
import { startedBy } from "@/lib/commits/start-operation";
import { AppError, ConflictError, describeError, NotFoundError, OperationFailedError } from "@/lib/errors";
import type { CloneInput, RestoreTaskInput } from "@/lib/operations/snapshots";
import { derivedStatus } from "@/lib/operations/statuses";
import { WAYS } from "@/lib/search/schema";
import { itemsOfIds, resolveSelection } from "@/lib/search/selection";
import { assertSound, openState } from "@/lib/states/service";
import { requireTask } from "@/lib/tasks/service";
import { DamagedObjectError } from "@/lib/versioning/objects";
import { toRuns } from "@/lib/versioning/runs";
import { diffOf } from "./diff";
import * as repository from "./repository";
import type { SnapshotRow } from "./repository";
import { defaultSnapshotName, derivedName, RESTORE_WHOLE, snapshotBlocks, snapshotCan } from "./rules";
import type {
  CatalogEntryDto,
  CreateSnapshotInput,
  KeptSnapshotDto,
  ListSnapshotsQuery,
  RestoreSnapshotInput,
  SnapshotDetailDto,
  SnapshotDto,
  SnapshotPage,
  UpdateSnapshotInput,
} from "./schema";

function present(row: Omit<SnapshotRow, "aliases">): SnapshotDto {
  return {
    snapshot_id: row.id,
    snapshot_name: row.name,
    source_dataset_name: row.dataset_name,
    created_at: row.created_at,
    created_by: row.created_by,
    n_images: row.n_images,
    n_videos: row.n_videos,
    description: row.description,
    reason: row.reason,
    training_model_id: row.training_model_id,
    training_model_name: row.training_model_name,
    is_current: row.is_current,
    is_restoring: row.is_restoring,
  };
}

const presentKept = (row: SnapshotRow): KeptSnapshotDto => ({
  ...present(row),
  pinned: row.pinned,
  protected: row.protected,
  aliases: row.aliases,
});

async function presentEntry(
  row: SnapshotRow,
  dataset: DatasetView,
  models: readonly AppliedModel[],
): Promise<CatalogEntryDto> {
  const changes_since = row.is_current ? await countChanges(row.state_id, dataset.head_state_id) : null;
  const differs = row.is_current ? row.state_id !== dataset.head_state_id : true;
  return {
    ...presentKept(row),
    enrichment_models: models,
    is_cloning: row.is_cloning,
    changes_since,
    can: snapshotCan(dataset.role, dataset, { ...row, differs }),
  };
}

/** How many items differ between two states; null where one of them is damaged (its own page says so). */
async function countChanges(a: string, b: string): Promise<number | null> {
  if (a === b) return 0;
  try {
    const [from, to] = await Promise.all([openState(a), openState(b)]);
    const diff = await diffOf(from, to);
    return diff.added.size + diff.removed.size + diff.changed.size;
  } catch (error) {
    if (error instanceof DamagedObjectError) return null;
    throw error;
  }
}

async function getSnapshotOrThrow(datasetId: string, id: string): Promise<SnapshotRow> {
  const row = await repository.findSnapshot(datasetId, id);
  if (!row) throw new NotFoundError("Snapshot");
  return row;
}

/** A dataset's snapshots are for its viewers, and only where it supports them. */
async function requireWithSupport(user: CurrentUser, datasetId: string): Promise<DatasetView> {
  const dataset = await requireDataset(user, datasetId);
  assertSnapshotSupport(dataset);
  return dataset;
}

/** The documented list: every snapshot, newest first. */
export async function listAllSnapshots(user: CurrentUser, datasetId: string): Promise<SnapshotDto[]> {
  await requireWithSupport(user, datasetId);
  return (await repository.listAll(datasetId)).map(present);
}

export async function listSnapshotPage(
  user: CurrentUser,
  datasetId: string,
  query: ListSnapshotsQuery,
): Promise<SnapshotPage> {
  const dataset = await requireWithSupport(user, datasetId);
  const limit = query.limit ?? 50;
  const { rows, total } = await repository.listSnapshots(datasetId, { ...query, limit });
  const page = rows.slice(0, limit);
  const models = await modelsOfStates(page.map(({ state_id }) => state_id));
  return {
    items: await Promise.all(page.map((row) => presentEntry(row, dataset, models.get(row.state_id) ?? []))),
    next_cursor: rows.length > limit ? page.at(-1)!.seq : null,
    total,
  };
}

export async function getSnapshot(user: CurrentUser, datasetId: string, id: string): Promise<SnapshotDetailDto> {
  await requireWithSupport(user, datasetId);
  const row = await getSnapshotOrThrow(datasetId, id);
  const models = await modelsOfStates([row.state_id]);
  return { ...presentKept(row), enrichment_models: models.get(row.state_id) ?? [] };
}

/**
 * Saves the head as a named snapshot, which becomes the Current Version. One statement; a failure is on record as a FAILED
 * task and leaves the dataset as it was.
 */
export async function createSnapshot(
  user: CurrentUser,
  datasetId: string,
  input: CreateSnapshotInput,
): Promise<SnapshotDto> {
  const id = randomUUID();
  const requestedAt = new Date();
  const task = (dataset: DatasetView): NewTask => ({
    id: randomUUID(),
    type: "SNAPSHOT_CREATE",
    datasetId,
    datasetName: dataset.display_name,
    user,
    input: { ...input },
    sourceSnapshotId: id,
    requestedAt,
  });
  try {
    return await commit(user, datasetId, "snapshot_create", (dataset) => {
      const snapshot: NewSnapshot = {
        id,
        name: input.name ?? defaultSnapshotName(dataset.display_name, id),
        description: input.description ?? "",
        reason: "manual",
        stateId: dataset.head_state_id,
        createdBy: user.email,
        trainingModelId: input.training_model_id,
        trainingModelName: input.training_model_name,
      };
      const ended = { status: "COMPLETED", message: "Snapshot created", result: { snapshot_id: id } } as const;
      return {
        effects: { snapshot, task: { ...task(dataset), ended }, tells: "snapshots" },
        answer: ({ snapshotCreatedAt }) => ({
          snapshot_id: id,
          snapshot_name: snapshot.name,
          source_dataset_name: dataset.display_name,
          created_at: snapshotCreatedAt!,
          created_by: user.email,
          n_images: dataset.n_images,
          n_videos: dataset.n_videos,
          description: snapshot.description,
          reason: snapshot.reason,
          training_model_id: input.training_model_id ?? null,
          training_model_name: input.training_model_name ?? null,
          is_current: true,
          is_restoring: false,
        }),
      };
    });
  } catch (error) {
    if (error instanceof AppError) throw error;
    const detail = `The snapshot could not be created: ${describeError(error, "SNAPSHOT_CREATE")}`;
    const dataset = await requireDataset(user, datasetId);
    await recordFailedTask(task(dataset), "No snapshot was made; nothing was changed", detail);
    throw new OperationFailedError(detail);
  }
}

/** What it is called, and what keeps it. Whether it is protected is for owners to say, even as it is already. */
export async function updateSnapshot(
  user: CurrentUser,
  datasetId: string,
  id: string,
  input: UpdateSnapshotInput,
): Promise<KeptSnapshotDto> {
  const operation = input.protected === undefined ? "snapshot_edit" : "snapshot_protect";
  return commit(user, datasetId, operation, async () => {
    const snapshot = await getSnapshotOrThrow(datasetId, id);
    const after = {
      ...snapshot,
      name: input.name ?? snapshot.name,
      description: input.description ?? snapshot.description,
      pinned: input.pinned ?? snapshot.pinned,
      protected: input.protected ?? snapshot.protected,
      aliases: input.aliases ?? snapshot.aliases,
    };
    const kept = {
      ...(after.pinned === snapshot.pinned ? {} : { pinned: after.pinned }),
      ...(after.protected === snapshot.protected ? {} : { protected: after.protected }),
      ...(isDeepStrictEqual(after.aliases, snapshot.aliases) ? {} : { aliases: [...after.aliases] }),
    };
    const detail = { snapshot_id: snapshot.id, ...kept };
    return {
      effects: {
        changesSnapshot: { ...input, id: snapshot.id },
        ...(Object.keys(kept).length > 0 ? { event: { kind: "snapshot_keep", actor: user.email, detail } } : {}),
        tells: "snapshots",
      },
      answer: () => presentKept(after),
    };
  });
}

/** Hides a snapshot. Data, and datasets cloned from it, stay as they are. */
export async function removeSnapshot(user: CurrentUser, datasetId: string, id: string): Promise<void> {
  await commit(user, datasetId, "snapshot_remove", async () => {
    const snapshot = await getSnapshotOrThrow(datasetId, id);
    assertFree("remove", snapshot);
    const event = { kind: "snapshot_remove", actor: user.email, detail: { snapshot_id: snapshot.id } } as const;
    return { effects: { removesSnapshotId: snapshot.id, event, tells: "snapshots" }, answer: () => undefined };
  });
}

/** Brings a removed snapshot back, as it was, for as long as the collector has not been there. */
export async function undeleteSnapshot(user: CurrentUser, datasetId: string, id: string): Promise<void> {
  await commit(user, datasetId, "snapshot_remove", async (): Promise<Decision<void>> => {
    const found = await repository.findRemoved(datasetId, id);
    if (!found) throw new NotFoundError("Snapshot");
    if (!found.is_removed) return nothingToDo(undefined);
    const event = { kind: "snapshot_undelete", actor: user.email, detail: { snapshot_id: id } } as const;
    return { effects: { bringsBackSnapshotId: id, event, tells: "snapshots" }, answer: () => undefined };
  });
}

function assertFree(action: "clone" | "restore" | "remove", snapshot: SnapshotRow): void {
  const blocked = snapshotBlocks(action, snapshot);
  if (blocked) throw new ConflictError(blocked);
}

/**
 * Starts a restore. Restoring the Current Version with nothing changed since completes at once.
 * @param part what of it, and of which items; all of it where nothing is said
 */
export async function restoreSnapshot(
  user: CurrentUser,
  datasetId: string,
  id: string,
  part: RestoreSnapshotInput = {},
): Promise<{ task_id: string }> {
  return commit(user, datasetId, "snapshot_restore", async (dataset): Promise<Decision<{ task_id: string }>> => {
    const snapshot = await getSnapshotOrThrow(datasetId, id);
    assertFree("restore", snapshot);
    if (Object.values(part).some((said) => said !== undefined)) {
      if (dataset.status === "ERROR") throw new ConflictError(RESTORE_WHOLE);
      const input = await partOf(dataset, snapshot, part);
      return startedBy(user, dataset, "snapshot_restore", { input, sourceSnapshotId: snapshot.id });
    }
    const input = { snapshot_id: snapshot.id };
    if (!snapshot.is_current || snapshot.state_id !== dataset.head_state_id || dataset.status === "ERROR")
      return startedBy(user, dataset, "snapshot_restore", { input, sourceSnapshotId: snapshot.id });
    const task: NewTask = {
      id: randomUUID(),
      type: "SNAPSHOT_RESTORE",
      datasetId,
      datasetName: dataset.display_name,
      user,
      input,
    };
    const message = "Nothing changed since this snapshot";
    const ended = { status: "COMPLETED", message, result: { ...input, changed: 0 } } as const;
    return { effects: { task: { ...task, ended }, tells: "task" }, answer: () => ({ task_id: task.id }) };
  });
}

/** @throws NotFoundError for items that neither version has */
async function partOf(
  dataset: DatasetView,
  snapshot: SnapshotRow,
  { only, ...selection }: RestoreSnapshotInput,
): Promise<RestoreTaskInput> {
  const input = { snapshot_id: snapshot.id, ...(only ? { only } : {}) };
  if (WAYS.every((way) => selection[way] === undefined)) return input;
  const [head, saved] = await Promise.all([openState(dataset.head_state_id), openState(snapshot.state_id)]);
  const items = selection.item_ids
    ? await itemsOfIds([head, saved], selection.item_ids)
    : (await resolveSelection(saved, selection)).value;
  return { ...input, item_numbers: toRuns(items.toUint32Array()).map(([first, last]) => [first, last]) };
}

type Cloned = { task_id: string; dataset_id: string };

/** Starts a clone into a new dataset that only its maker owns; it joins the inventory when the clone completes. */
export async function cloneSnapshot(user: CurrentUser, datasetId: string, id: string): Promise<Cloned> {
  assertMayCreate(user);
  return commit(user, datasetId, "snapshot_clone", async (dataset) => {
    const snapshot = await getSnapshotOrThrow(datasetId, id);
    assertFree("clone", snapshot);
    return clonedFrom(user, dataset, snapshot);
  });
}

/** Clones a dataset as its Current Version has it, or as it is now: where that differs it is saved in the same statement. */
export async function cloneDataset(user: CurrentUser, datasetId: string, version: "current" | "now"): Promise<Cloned> {
  assertMayCreate(user);
  return commit(user, datasetId, "snapshot_clone", async (dataset) => {
    const current = await getSnapshotOrThrow(datasetId, "current");
    if (version === "now" && current.state_id !== dataset.head_state_id) {
      const snapshot = automaticSnapshot(dataset, "cloning", user.email);
      const { effects, answer } = clonedFrom(user, dataset, { id: snapshot.id, state_id: snapshot.stateId });
      return { effects: { ...effects, snapshot }, answer };
    }
    assertFree("clone", current);
    return clonedFrom(user, dataset, current);
  });
}

function clonedFrom(user: CurrentUser, dataset: DatasetView, snapshot: Pick<SnapshotRow, "id" | "state_id">) {
  const name = derivedName(dataset.display_name, " (cloned)");
  const target = randomUUID();
  const taskId = randomUUID();
  const input: CloneInput = {
    snapshot_id: snapshot.id,
    source_dataset_id: dataset.id,
    source_dataset_name: dataset.display_name,
  };
  return {
    effects: {
      clone: {
        id: target,
        stateId: snapshot.state_id,
        name,
        description: dataset.description,
        sourceDatasetId: dataset.id,
        taskId,
        userId: user.id,
        email: user.email,
        metadata: dataset.metadata,
      },
      task: {
        id: taskId,
        type: "SNAPSHOT_CLONE",
        datasetId: target,
        datasetName: name,
        user,
        input,
        sourceSnapshotId: snapshot.id,
      },
      tells: "snapshots",
    },
    answer: () => ({ task_id: taskId, dataset_id: target }),
  } as const satisfies Decision<Cloned>;
}

/** Puts head and badge back as they were before a restore, while nothing was edited since. */
export async function undoRestore(user: CurrentUser, taskId: string): Promise<void> {
  const task = await requireTask(user, taskId);
  await commit(user, task.dataset_id, "snapshot_restore", async (dataset) => {
    const event = await findRestoreEvent(taskId);
    if (!event) throw new NotFoundError("Restore");
    const { safety_snapshot, from_snapshot, to_snapshot } = event.detail;
    const saved = safety_snapshot ?? from_snapshot;
    const savedName = saved ? (await repository.findSnapshot(dataset.id, saved))?.name : undefined;
    const isAsItLeftIt =
      event.is_latest && dataset.head_state_id === event.to_state && dataset.current_snapshot_id === to_snapshot;
    if (!isAsItLeftIt) {
      const instead = savedName ? ` What was there before is saved as “${savedName}”: restore that instead.` : "";
      throw new ConflictError(`The dataset changed since this restore, so it cannot simply be undone.${instead}`);
    }
    if (from_snapshot && !(await repository.findSnapshot(dataset.id, from_snapshot)))
      throw new ConflictError(
        "The snapshot that was the Current Version before this restore was removed since, so the restore cannot be undone.",
      );
    const { fullyIndexed } = await assertSound(event.from_state!);
    const detail = { from_snapshot: to_snapshot, to_snapshot: from_snapshot, safety_snapshot: null };
    return {
      effects: {
        head: { existingId: event.from_state! },
        currentSnapshotId: from_snapshot,
        status: { to: derivedStatus(fullyIndexed), fatalError: null },
        event: { kind: "restore_undo", actor: user.email, via: viaOf(user), detail, taskId },
        tells: "head",
      },
      answer: () => undefined,
    };
  });
}

/** State of a snapshot that was not removed, and nothing else of it; null when there is none. */
export const findStateOfSnapshot = (datasetId: string, id: string): Promise<string | null> =>
  repository.findStateOfSnapshot(datasetId, id);

/** Versions of a dataset, newest first, one more than the limit where there are more. */
export const listVersions = async (datasetId: string, query: ListSnapshotsQuery): Promise<SnapshotRow[]> =>
  (await repository.listSnapshots(datasetId, query)).rows;

/** The dataset that a snapshot is of, where that was not removed; null when there is none. */
export const findDatasetOfSnapshot = (id: string): Promise<string | null> => repository.findDatasetOfSnapshot(id);
