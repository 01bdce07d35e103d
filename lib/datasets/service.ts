/** Use cases on datasets themselves. Snapshots, items and the pipeline have services of their own. */
import "server-only";
import { listVisibleDatasets, requireDataset, type DatasetView } from "@/lib/access/service";
import type { Role } from "@/lib/auth/roles";
import { findUserByEmail } from "@/lib/auth/service";
import type { CurrentUser } from "@/lib/auth/service";
import { createDraft } from "@/lib/commits/create-draft";
import { commit } from "@/lib/commits/gate";
import { ConflictError, NotFoundError } from "@/lib/errors";
import { mediaUrl } from "@/lib/media/urls";
import { datasetCan } from "@/lib/operations/rules";
import { presentStatusNew } from "@/lib/operations/statuses";
import { openState, type StateSummary } from "@/lib/states/service";
import { summaryOf } from "@/lib/states/summary";
import { DamagedObjectError } from "@/lib/versioning/damage";
import * as repository from "./repository";
import type { CreateDatasetInput, DatasetDto, ShareDto } from "./schema";

/** Kept with the head, so that the inventory asks nothing about each dataset; see lib/states/summary.ts for older heads. */
async function summaryOfHead(dataset: DatasetView): Promise<StateSummary> {
  const { n_objects, cover_sha256 } = dataset;
  if (n_objects !== null) return { n_objects, cover_sha256 };
  try {
    return await summaryOf(await openState(dataset.head_state_id));
  } catch (error) {
    if (!(error instanceof DamagedObjectError)) throw error;
    // A damaged head shows its error on the dataset's page; the inventory goes on without its cover.
    return { n_objects: 0, cover_sha256: null };
  }
}

async function present(dataset: DatasetView): Promise<DatasetDto> {
  const { n_objects, cover_sha256 } = await summaryOfHead(dataset);
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
    n_objects,
    fatal_error_msg: dataset.fatal_error_msg,
    source_dataset_id: dataset.source_dataset_id,
    notes: dataset.notes,
    cover_image_url: cover_sha256 ? mediaUrl(cover_sha256, "small") : null,
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
  return Promise.all((await listVisibleDatasets(user)).map(present));
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
  const { name, description = "", snapshots_enabled = true } = input;
  return {
    dataset_id: await createDraft(user, { name, description, snapshotsEnabled: snapshots_enabled, sourceType }),
  };
}

/** Takes the dataset out of every list. Its states stay, so that it can be brought back. */
export async function deleteDataset(user: CurrentUser, id: string): Promise<void> {
  await commit(user, id, "dataset_delete", () => ({
    effects: { deletes: "trash", event: { kind: "trash", actor: user.email, detail: {} }, tells: "deleted" },
    answer: () => undefined,
  }));
}

export async function listShares(user: CurrentUser, id: string): Promise<ShareDto[]> {
  await requireDataset(user, id);
  return repository.listMembers(id);
}

/** Gives a role, or changes it. The last owner cannot be made less than that. */
export async function share(
  user: CurrentUser,
  id: string,
  { grant_to_user_email: email, role }: { grant_to_user_email: string; role: Role },
): Promise<void> {
  await commit(user, id, "dataset_share", async () => {
    const grantee = await findUserByEmail(email);
    if (!grantee) throw new NotFoundError(`User ${email}`);
    // Roles change with the dataset's version, so nobody else takes the other owner away meanwhile.
    const owners = (await repository.listMembers(id)).filter((member) => member.role === "OWNER");
    if (role !== "OWNER" && owners.length === 1 && owners[0]!.email === grantee.email)
      throw new ConflictError("A dataset keeps at least one owner. Make someone else an owner first.");
    return {
      effects: {
        member: { userId: grantee.id, role },
        event: { kind: "share", actor: user.email, detail: { email: grantee.email, role } },
        tells: "share",
      },
      answer: () => undefined,
    };
  });
}
