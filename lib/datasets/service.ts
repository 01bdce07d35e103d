/** Use cases on datasets themselves. Snapshots, items and the pipeline have services of their own. */
import { randomUUID } from "node:crypto";
import { assertAllowed, type Action } from "@/lib/auth/roles";
import { findUserByEmail } from "@/lib/auth/repository";
import type { CurrentUser } from "@/lib/auth/service";
import { db, queuedTransaction, transaction, type Db, type Tx } from "@/lib/db";
import { derived } from "@/lib/derived";
import { ConflictError, ForbiddenError, NotFoundError } from "@/lib/errors";
import { mediaUrl } from "@/lib/media/urls";
import { loadSets, openState } from "@/lib/states/service";
import { DamagedObjectError } from "@/lib/versioning/objects";
import { andNot, membersFrom } from "@/lib/versioning/bitmap";
import { LIVE, revisionSet, setName } from "@/lib/versioning/names";
import { EMPTY_ROOT, stateIdOf } from "@/lib/versioning/state";
import * as repository from "./repository";
import type { DatasetView } from "./repository";
import {
  assertNotBlocked,
  datasetCan,
  NO_SNAPSHOT_SUPPORT,
  OPERATIONS,
  presentStatusNew,
  type Operation,
} from "./rules";
import type { CreateDatasetInput, DatasetDto, ShareDto } from "./schema";

/** The dataset, if this user may take the action on it. @throws NotFoundError, ForbiddenError */
export async function requireDataset(
  user: CurrentUser,
  id: string,
  action: Action = "dataset.view",
  client: Db = db,
): Promise<DatasetView> {
  const dataset = await repository.findDataset(id, user.id, client);
  if (!dataset) throw new NotFoundError("Dataset");
  assertAllowed(dataset.role, action);
  return dataset;
}

export function assertSnapshotSupport(dataset: DatasetView): void {
  if (!dataset.snapshots_enabled) throw new ForbiddenError(NO_SNAPSHOT_SUPPORT);
}

/** Locks the dataset and checks role and status where the write happens. @throws NotFoundError, ForbiddenError, ConflictError */
export async function lockFor(user: CurrentUser, id: string, operation: Operation, tx: Tx): Promise<DatasetView> {
  const dataset = await repository.lockDataset(id, user.id, tx);
  if (!dataset) throw new NotFoundError("Dataset");
  assertAllowed(dataset.role, OPERATIONS[operation].action);
  if (operation.startsWith("snapshot_")) assertSnapshotSupport(dataset);
  assertNotBlocked(operation, dataset);
  return dataset;
}

async function coverOf(dataset: DatasetView): Promise<string | null> {
  try {
    const state = await openState(dataset.head_state_id);
    const sets = await loadSets(state, [LIVE, revisionSet("file"), setName("kind", "video")]);
    const live = sets.get(LIVE)!.bitmap;
    const images = andNot(live, sets.get(setName("kind", "video"))!.bitmap);
    const visible = sets.get(revisionSet("file"))!.bitmap;
    const first = membersFrom(images.isEmpty ? live : images, 0, 1);
    if (first.length === 0) return null;
    const sha256 = await repository.findMediaOfItem(dataset.lineage_id, first, (revision) => visible.has(revision));
    return sha256 ? mediaUrl(sha256, "small") : null;
  } catch (error) {
    if (!(error instanceof DamagedObjectError)) throw error;
    return null; // A damaged head shows its error on the dataset's page; the inventory goes on without its cover.
  }
}

/** By lineage and the hashes of the visible boxes and the live items. */
const objectCounts = derived<number>("object counts", () => 8);

/** Boxes of the live items. */
async function countObjects(dataset: DatasetView): Promise<number> {
  try {
    const open = await openState(dataset.head_state_id);
    const objects = open.state.sets.get(revisionSet("objects"));
    if (!objects) return 0;
    const key = `${dataset.lineage_id} ${objects.hash} ${open.state.sets.get(LIVE)?.hash}`;
    return await objectCounts.of(key, async () => {
      const sets = await loadSets(open, [LIVE, revisionSet("objects")]);
      const live = sets.get(LIVE)!.bitmap;
      const visible = sets.get(revisionSet("objects"))!.bitmap;
      const rows = await repository.findBoxCounts(dataset.lineage_id, visible.toArray());
      return rows.reduce((sum, row) => sum + (live.has(row.item_no) ? row.boxes : 0), 0);
    });
  } catch (error) {
    if (error instanceof DamagedObjectError) return 0; // The dataset's page tells of the damage.
    throw error;
  }
}

async function present(dataset: DatasetView): Promise<DatasetDto> {
  return {
    id: dataset.id,
    display_name: dataset.display_name,
    description: dataset.description,
    source_type: dataset.source_type,
    owned_by: dataset.created_by,
    created_at: dataset.created_at,
    status_new: presentStatusNew(dataset.status),
    progress: dataset.active_task_id ? dataset.progress : 100,
    n_images: dataset.n_images,
    n_videos: dataset.n_videos,
    n_objects: await countObjects(dataset),
    fatal_error_msg: dataset.fatal_error_msg,
    source_dataset_id: dataset.source_dataset_id,
    notes: dataset.notes,
    cover_image_url: await coverOf(dataset),
    metadata: dataset.metadata,
    default_filter: dataset.default_filter,
    snapshots_enabled: dataset.snapshots_enabled,
    status: dataset.status,
    state_id: dataset.head_state_id,
    role: dataset.role!,
    can: datasetCan(dataset.role, dataset),
    active_task:
      dataset.active_task_id && dataset.active_task_type
        ? {
            task_id: dataset.active_task_id,
            task_type: dataset.active_task_type,
            progress_percentage: dataset.progress,
            status_message: dataset.status_message,
          }
        : null,
  };
}

export async function listDatasets(user: CurrentUser): Promise<DatasetDto[]> {
  return Promise.all((await repository.listDatasets(user.id)).map(present));
}

export async function getDataset(user: CurrentUser, id: string): Promise<DatasetDto> {
  return present(await requireDataset(user, id));
}

/** Makes an empty DRAFT, owned by its creator. */
export async function createDataset(
  user: CurrentUser,
  input: CreateDatasetInput,
  sourceType = "upload",
): Promise<{ dataset_id: string }> {
  const id = randomUUID();
  const lineageId = randomUUID();
  await transaction((tx) =>
    repository.insertDraft(
      {
        id,
        lineageId,
        stateId: stateIdOf(lineageId, EMPTY_ROOT.hash),
        name: input.name,
        description: input.description ?? "",
        snapshotsEnabled: input.snapshots_enabled ?? true,
        sourceType,
        userId: user.id,
        email: user.email,
      },
      tx,
    ),
  );
  return { dataset_id: id };
}

/** Takes the dataset out of every list. Its states stay, so that it can be brought back. */
export async function deleteDataset(user: CurrentUser, id: string): Promise<void> {
  await queuedTransaction(id, async (tx) => {
    await lockFor(user, id, "dataset_delete", tx);
    await repository.markDeleted(id, tx);
    await repository.insertEvent({ datasetId: id, kind: "delete", actor: user.email, detail: {} }, tx);
  });
}

export async function listShares(user: CurrentUser, id: string): Promise<ShareDto[]> {
  await requireDataset(user, id);
  return repository.listMembers(id);
}

/** Gives a role, or changes it. The last owner cannot be made less than that. */
export async function share(
  user: CurrentUser,
  id: string,
  input: { grant_to_user_email: string; role: "VIEWER" | "EDITOR" | "OWNER" },
): Promise<void> {
  await queuedTransaction(id, async (tx) => {
    await lockFor(user, id, "dataset_share", tx);
    const grantee = await findUserByEmail(input.grant_to_user_email, tx);
    if (!grantee) throw new NotFoundError(`User ${input.grant_to_user_email}`);
    const owners = (await repository.listMembers(id, tx)).filter((member) => member.role === "OWNER");
    if (input.role !== "OWNER" && owners.length === 1 && owners[0]!.email === grantee.email) {
      throw new ConflictError("A dataset keeps at least one owner. Make someone else an owner first.");
    }
    await repository.upsertMember(id, grantee.id, input.role, tx);
    await repository.insertEvent(
      { datasetId: id, kind: "share", actor: user.email, detail: { email: grantee.email, role: input.role } },
      tx,
    );
    await repository.notifyDataset(id, "share", tx);
  });
}
