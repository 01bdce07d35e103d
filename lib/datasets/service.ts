/** Use cases on datasets themselves. Snapshots, items and the pipeline have services of their own. */
import "server-only";
import {
  listOwners,
  listTrash,
  listVisibleDatasets,
  listVisiblePage,
  requireCard,
  requireDataset,
  type DatasetCard,
  type DatasetView,
} from "@/lib/access/service";
import type { DatasetSort } from "@/lib/access/sorts";
import { assertNoGuest, GUEST_REFUSAL } from "@/lib/auth/limits";
import type { CurrentUser } from "@/lib/auth/service";
import { createDraft } from "@/lib/commits/create-draft";
import { commit, commitInTrash, nothingToDo, type Decision } from "@/lib/commits/gate";
import type { Effects } from "@/lib/commits/effects";
import { ConflictError, ForbiddenError, InvalidInputError } from "@/lib/errors";
import { mediaUrl } from "@/lib/media/urls";
import { datasetCan, nothingCan } from "@/lib/operations/rules";
import { presentStatusNew } from "@/lib/operations/statuses";
import { canonicalJson } from "@/lib/revisions/payloads";
import { parseSearch } from "@/lib/search/language";
import { creationSnapshot } from "@/lib/snapshots/creation-snapshot";
import { countUnindexed, openState, type StateSummary } from "@/lib/states/service";
import { summaryOf } from "@/lib/states/summary";
import { DamagedObjectError } from "@/lib/versioning/damage";
import { mergedMetadata } from "./metadata";
import * as repository from "./repository";
import { PLACES } from "./schema";
import type {
  CreateDatasetInput,
  DatasetDto,
  DatasetFiltersDto,
  DatasetPage,
  ListDatasetsQuery,
  TrashedDatasetDto,
  UpdateDatasetInput,
} from "./schema";

/** Kept with the head, so that the inventory asks nothing about each dataset; heads from before are counted. */
async function numbersOfHead(dataset: DatasetView): Promise<StateSummary & { n_unindexed: number }> {
  const { n_objects, cover_sha256, n_unindexed } = dataset;
  if (n_objects !== null && n_unindexed !== null) return { n_objects, cover_sha256, n_unindexed };
  try {
    const head = await openState(dataset.head_state_id);
    const summary = n_objects === null ? await summaryOf(head) : { n_objects, cover_sha256 };
    return { ...summary, n_unindexed: n_unindexed ?? (await countUnindexed(head)) };
  } catch (error) {
    if (!(error instanceof DamagedObjectError)) throw error;
    // A damaged head shows its error on the dataset's page; the inventory goes on with what is known.
    return { n_objects: n_objects ?? 0, cover_sha256, n_unindexed: n_unindexed ?? 0 };
  }
}

const coverUrl = (dataset: DatasetView, sha256: string | null): string | null =>
  sha256 ? mediaUrl(dataset, sha256, "small") : null;

async function present(dataset: DatasetCard): Promise<DatasetDto> {
  const { n_objects, n_unindexed, cover_sha256 } = await numbersOfHead(dataset);
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
    n_unindexed,
    fatal_error_msg: dataset.fatal_error_msg,
    source_dataset_id: dataset.source_dataset_id,
    notes: dataset.notes,
    cover_image_url: coverUrl(dataset, dataset.chosen_cover ?? cover_sha256),
    cover_chosen: dataset.chosen_cover !== null,
    metadata: dataset.metadata,
    default_filter: dataset.default_filter as DatasetDto["default_filter"],
    snapshots_enabled: dataset.snapshots_enabled,
    last_snapshot:
      dataset.last_snapshot_id === null
        ? null
        : {
            snapshot_id: dataset.last_snapshot_id,
            snapshot_name: dataset.last_snapshot_name!,
            created_at: dataset.last_snapshot_at!,
          },
    people: dataset.people,
    starred: dataset.starred,
    status: dataset.status,
    state_id: dataset.head_state_id,
    role: dataset.role!,
    can: dataset.guest === undefined ? datasetCan(dataset.role, dataset) : nothingCan(GUEST_REFUSAL),
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

/** What fills a large window; the rest is read as one scrolls. */
const DEFAULT_LIMIT = 36;

/** A page of the inventory. How many statements that takes does not depend on how many datasets there are. */
export async function listDatasetPage(
  user: CurrentUser,
  query: Omit<ListDatasetsQuery, "trash">,
): Promise<DatasetPage> {
  const { cursor, starred, sort = "-created", limit = DEFAULT_LIMIT, ...filter } = query;
  const listing = {
    ...filter,
    sort,
    limit,
    starred: starred === "true",
    after: cursor ? placeOf(cursor, sort) : undefined,
  };
  const { page, total, next } = await listVisiblePage(user, listing);
  return {
    datasets: await Promise.all(page.map(present)),
    next_cursor: next && Buffer.from(JSON.stringify(next)).toString("base64url"),
    total,
  };
}

/** @throws InvalidInputError for what is no cursor of this order */
function placeOf(cursor: string, sort: DatasetSort): string[] {
  try {
    return PLACES[sort].parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
  } catch {
    throw InvalidInputError.at(["query", "cursor"], "This is not a cursor of this list");
  }
}

/** What there is to narrow the inventory by. */
export const listDatasetFilters = async (user: CurrentUser): Promise<DatasetFiltersDto> => ({
  owners: await listOwners(user),
});

/** Marks a dataset for oneself, or takes the mark away; nobody else sees it, so it is no change of the dataset. */
export async function starDataset(user: CurrentUser, id: string, starred: boolean): Promise<void> {
  await requireDataset(user, id);
  assertNoGuest(user);
  if (user.limits?.scope === "read") throw new ForbiddenError("This API key has the scope read; this needs write");
  await (starred ? repository.addStar : repository.removeStar)(user.id, id);
}

export async function getDataset(user: CurrentUser, id: string): Promise<DatasetDto> {
  return present(await requireCard(user, id));
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

/**
 * Gives up a dataset in the trash. Nobody can bring it back; the next collection frees what only it held.
 * @throws ConflictError for one that is not in the trash, NotFoundError
 */
export async function purgeDataset(user: CurrentUser, id: string): Promise<void> {
  await commitInTrash(user, id, ({ deleted_at }): Decision<void> => {
    if (deleted_at === null)
      throw new ConflictError("Only what is in the trash can be deleted for ever. Delete it first.");
    const event = { kind: "purge", actor: user.email, detail: {} } as const;
    return { effects: { purges: true, event, tells: "deleted" }, answer: () => undefined };
  });
}

/** What the user can bring back from the trash. */
export async function listTrashedDatasets(user: CurrentUser): Promise<TrashedDatasetDto[]> {
  return Promise.all(
    (await listTrash(user)).map(async (dataset) => ({
      id: dataset.id,
      display_name: dataset.display_name,
      description: dataset.description,
      owned_by: dataset.created_by,
      created_at: dataset.created_at,
      n_images: dataset.n_images,
      n_videos: dataset.n_videos,
      cover_image_url: coverUrl(dataset, dataset.chosen_cover ?? (await numbersOfHead(dataset)).cover_sha256),
      deleted_at: dataset.deleted_at,
      purge_at: dataset.purge_at,
    })),
  );
}

/**
 * Brings a dataset back from the trash as it was, with its snapshots and roles. One that is not in the trash is where it
 * should be already, so an Undo that is sent twice does nothing the second time. @throws NotFoundError when its time is over
 */
export async function undeleteDataset(user: CurrentUser, id: string): Promise<void> {
  await commitInTrash(user, id, ({ deleted_at }): Decision<void> => {
    if (deleted_at === null) return nothingToDo(undefined);
    const event = { kind: "untrash", actor: user.email, detail: {} } as const;
    return { effects: { undeletes: true, event, tells: "published" }, answer: () => undefined };
  });
}

/** What takes the most of a role, of all that is to be changed. */
export const operationOf = ({ display_name, snapshots_enabled }: UpdateDatasetInput) =>
  snapshots_enabled ? "snapshots_enable" : display_name === undefined ? "dataset_describe" : "dataset_rename";

/**
 * Changes what people say about a dataset, which Editors may; a new name, and snapshots from now on, take an Owner. The cover
 * that is fetched from an address is a use case of its own.
 * @param cover sha256 of content that is kept already
 */
export async function updateDataset(
  user: CurrentUser,
  id: string,
  input: UpdateDatasetInput,
  cover?: string,
): Promise<DatasetDto> {
  const { action, metadata: sent, cover_image_url, ...plain } = input;
  const filter = typeof plain.default_filter === "string" ? plain.default_filter : plain.default_filter?.q;
  if (filter !== undefined) assertSearchable(filter);
  await commit(user, id, operationOf(input), (dataset): Decision<void> => {
    const old = (dataset.metadata ?? {}) as Record<string, unknown>;
    const wanted: NonNullable<Effects["details"]> = {
      ...plain,
      ...(sent === undefined ? {} : { metadata: action === "overwrite" ? sent : mergedMetadata(old, sent) }),
      ...(action === "remove" || cover_image_url === null ? { cover_sha256: null } : {}),
      ...(cover === undefined ? {} : { cover_sha256: cover }),
    };
    const before: Record<string, unknown> = { ...dataset, cover_sha256: dataset.chosen_cover };
    const changed = Object.entries(wanted).filter(
      ([field, value]) => value !== undefined && canonicalJson(value) !== canonicalJson(before[field]),
    );
    if (changed.length === 0) return nothingToDo(undefined);
    const details: NonNullable<Effects["details"]> = Object.fromEntries(changed);
    const { display_name: to } = details;
    const fields = changed.map(([field]) => (field === "cover_sha256" ? "cover" : field));
    const renamed = to === undefined ? {} : { renamed: { from: dataset.display_name, to } };
    const event = { kind: "describe", actor: user.email, detail: { fields, ...renamed } } as const;
    // From here on there is something to go back to; a draft gets its first snapshot with its first media.
    const first =
      details.snapshots_enabled && dataset.status !== "DRAFT"
        ? { snapshot: creationSnapshot(dataset, user.email)(dataset.head_state_id) }
        : {};
    return { effects: { details, ...first, event, tells: "details" }, answer: () => undefined };
  });
  return getDataset(user, id);
}

/** @throws InvalidInputError at the field, for a search that has a mistake */
function assertSearchable(filter: string): void {
  try {
    parseSearch(filter);
  } catch (error) {
    if (error instanceof InvalidInputError)
      throw InvalidInputError.at(["body", "default_filter"], error.issues[0]!.msg);
    throw error;
  }
}
