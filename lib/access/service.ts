/** A dataset as one user sees it: what it is now, and whether they may do what they ask for. */
import "server-only";
import { assertInScope, limited, limitedRole, type Limited } from "@/lib/auth/limits";
import { assertAllowed, type Action } from "@/lib/auth/roles";
import type { CurrentUser } from "@/lib/auth/service";
import { ForbiddenError, NotFoundError } from "@/lib/errors";
import { NO_SNAPSHOT_SUPPORT } from "@/lib/operations/rules";
import * as repository from "./repository";
import type { DatasetCard, DatasetListing, DatasetView, LinkFacts, TrashView, VisibleHead } from "./repository";

export {
  findReaders,
  type DatasetCard,
  type DatasetView,
  type Readers,
  type TrashView,
  type VisibleHead,
} from "./repository";

type Reader = Pick<CurrentUser, "id"> & Limited;

/** What was found, with the role that this user has on it here. @throws NotFoundError, ForbiddenError */
function allowed<T extends DatasetView>(user: Reader, found: T | null, action: Action): T {
  if (!found) throw new NotFoundError("Dataset");
  const dataset = limited(user, found);
  if (dataset.role !== null) assertInScope(user, found.role, action);
  assertAllowed(dataset.role, action);
  const guest = user.limits?.guest;
  return guest === undefined ? dataset : { ...dataset, guest };
}

/** The dataset, if this user may take the action on it. @throws NotFoundError, ForbiddenError */
export const requireDataset = async (user: Reader, id: string, action: Action = "dataset.view"): Promise<DatasetView> =>
  allowed(user, await repository.findDataset(id, user.id), action);

/** The dataset with what its card shows, if this user may see it. @throws NotFoundError */
export const requireCard = async (user: Reader, id: string): Promise<DatasetCard> =>
  allowed(user, await repository.findCard(id, user.id), "dataset.view");

/**
 * The dataset, also out of the trash as long as it can be brought back, if this user may delete it: who may throw away may
 * also bring back. @throws NotFoundError, ForbiddenError
 */
export const requireWithTrash = async (user: Reader, id: string): Promise<DatasetView & TrashView> =>
  allowed(user, await repository.findWithTrash(id, user.id), "dataset.delete");

/** The dataset whoever asks: for the worker, which acts for a person whose role was asked when the task was made. */
export const findDataset = (id: string, userId: string): Promise<DatasetView | null> =>
  repository.findDataset(id, userId);

export const listVisibleDatasets = async (user: CurrentUser): Promise<DatasetCard[]> =>
  (await repository.listDatasets(user.id)).map((found) => limited(user, found)).filter(({ role }) => role !== null);

/** The datasets that a key is for; null for all. */
const onlyOf = ({ limits }: Limited): readonly string[] | null => (limits?.datasetIds ? [...limits.datasetIds] : null);

/** A page of the inventory, how many there are of what is asked for, and where the next page begins. */
export async function listVisiblePage(user: CurrentUser, listing: DatasetListing) {
  const only = onlyOf(user);
  const [rows, total] = await Promise.all([
    repository.listDatasetPage(user.id, { ...listing, only }),
    repository.countDatasets(user.id, { ...listing, only }),
  ]);
  const page = rows.slice(0, listing.limit).map((found) => limited(user, found));
  const next = rows.length > listing.limit ? repository.placeOf(page.at(-1)!, listing.sort) : null;
  return { page, total, next };
}

/** Whose datasets are in the inventory. */
export const listOwners = (user: CurrentUser): Promise<string[]> => repository.listDatasetOwners(user.id, onlyOf(user));

/** The heads of all datasets that a user may see and that hold items, newest first. */
export async function listVisibleHeads(user: Reader): Promise<VisibleHead[]> {
  const heads = await repository.listHeads(user.id);
  const only = user.limits?.datasetIds;
  return only ? heads.filter(({ id }) => only.has(id)) : heads;
}

/** What a user can bring back from the trash. */
export const listTrash = async (user: CurrentUser) =>
  (await repository.listTrash(user.id)).filter(({ id }) => limitedRole(user, id, "OWNER") === "OWNER");

/** @throws ForbiddenError */
export function assertSnapshotSupport(dataset: DatasetView): void {
  if (!dataset.snapshots_enabled) throw new ForbiddenError(NO_SNAPSHOT_SUPPORT);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
let asked: { readonly ids: Set<string>; readonly facts: Promise<Map<string, LinkFacts>> } | null = null;

/**
 * What links to a dataset's files are held to now; null for one that is gone. A page asks for a hundred pictures at once: all that
 * come in one turn of the event loop are one question. Nothing is remembered, so a link ends the moment it is revoked.
 */
export async function linkFactsOf(datasetId: string): Promise<LinkFacts | null> {
  if (!UUID.test(datasetId)) return null;
  if (!asked) {
    const ids = new Set<string>();
    const ask = () => {
      asked = null;
      return repository.findLinkFacts([...ids]);
    };
    asked = { ids, facts: new Promise<void>((resolve) => setImmediate(resolve)).then(ask) };
  }
  asked.ids.add(datasetId);
  return (await asked.facts).get(datasetId) ?? null;
}
