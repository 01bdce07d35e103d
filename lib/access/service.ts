/** A dataset as one user sees it: what it is now, and whether they may do what they ask for. */
import "server-only";
import { assertAllowed, type Action } from "@/lib/auth/roles";
import type { CurrentUser } from "@/lib/auth/service";
import { ForbiddenError, NotFoundError } from "@/lib/errors";
import { NO_SNAPSHOT_SUPPORT } from "@/lib/operations/rules";
import * as repository from "./repository";
import type { DatasetView } from "./repository";

export { findReaders, type DatasetView, type Readers } from "./repository";

/** The dataset, if this user may take the action on it. @throws NotFoundError, ForbiddenError */
export async function requireDataset(
  user: Pick<CurrentUser, "id">,
  id: string,
  action: Action = "dataset.view",
): Promise<DatasetView> {
  const dataset = await repository.findDataset(id, user.id);
  if (!dataset) throw new NotFoundError("Dataset");
  assertAllowed(dataset.role, action);
  return dataset;
}

/** The dataset whoever asks: for the worker, which acts for a person whose role was asked when the task was made. */
export const findDataset = (id: string, userId: string): Promise<DatasetView | null> =>
  repository.findDataset(id, userId);

export const listVisibleDatasets = (user: CurrentUser): Promise<DatasetView[]> => repository.listDatasets(user.id);

/** @throws ForbiddenError */
export function assertSnapshotSupport(dataset: DatasetView): void {
  if (!dataset.snapshots_enabled) throw new ForbiddenError(NO_SNAPSHOT_SUPPORT);
}
