/** The two versions that are compared, each as somebody may see it. */
import "server-only";
import { assertSnapshotSupport, requireDataset, type DatasetView } from "@/lib/access/service";
import type { CurrentUser } from "@/lib/auth/service";
import { InvalidInputError, NotFoundError } from "@/lib/errors";
import { openEarlier } from "@/lib/items/service";
import { diffOf } from "@/lib/snapshots/diff";
import { findDatasetOfSnapshot, findStateOfSnapshot } from "@/lib/snapshots/service";
import { openState, type OpenState } from "@/lib/states/service";
import type { StateDiff } from "@/lib/versioning/diff";

export interface Side {
  /** What its links are held to. */
  readonly dataset: DatasetView;
  readonly open: OpenState;
}
export interface Versions {
  readonly from: Side;
  readonly to: Side;
  readonly diff: StateDiff;
}

/** What is compared: `b` is of the same dataset, of the one that is named, or a snapshot of any other of the lineage. */
export interface Sides {
  readonly datasetId: string;
  /** The id of a snapshot, `current`, or `head`. */
  readonly a: string;
  readonly b: string;
}
interface Named {
  readonly dataset_id?: string;
  readonly from_state_id?: string;
  readonly to_state_id?: string;
}

/** @throws NotFoundError for what the user may not see, InvalidInputError for datasets that share no items */
export async function versionsOf(user: CurrentUser, { datasetId, a, b }: Sides, named: Named): Promise<Versions> {
  const dataset = await requireVersioned(user, datasetId);
  const [from, other] = await Promise.all([
    sideOf(dataset, a, named.from_state_id, "from_state_id"),
    otherDataset(user, dataset, b, named.dataset_id),
  ]);
  const to = await sideOf(other, b, named.to_state_id, "to_state_id");
  return { from, to, diff: await diffOf(from.open, to.open) };
}

async function requireVersioned(user: CurrentUser, id: string): Promise<DatasetView> {
  const dataset = await requireDataset(user, id);
  assertSnapshotSupport(dataset);
  return dataset;
}

async function otherDataset(
  user: CurrentUser,
  dataset: DatasetView,
  b: string,
  named: string | undefined,
): Promise<DatasetView> {
  const id = named ?? (b === "head" || (await findStateOfSnapshot(dataset.id, b)) ? dataset.id : await datasetOf(b));
  if (id === dataset.id) return dataset;
  const other = await requireVersioned(user, id).catch((error) => {
    // A snapshot that nobody told of is not there, whatever dataset it is of.
    if (named === undefined && error instanceof NotFoundError) throw new NotFoundError("Snapshot");
    throw error;
  });
  if (other.lineage_id !== dataset.lineage_id)
    throw InvalidInputError.at(
      named === undefined ? ["path", "otherId"] : ["query", "dataset_id"],
      "These datasets share no items: a dataset can be compared with its clones, and with what it was cloned from",
    );
  return other;
}

async function datasetOf(snapshotId: string): Promise<string> {
  const found = await findDatasetOfSnapshot(snapshotId);
  if (!found) throw new NotFoundError("Snapshot");
  return found;
}

/** @param stateId what `head` or `current` meant before */
async function sideOf(dataset: DatasetView, id: string, stateId: string | undefined, name: string): Promise<Side> {
  if (stateId !== undefined && (id === "head" || id === "current"))
    return { dataset, open: await openEarlier(dataset, stateId, ["query", name]) };
  if (id === "head") return { dataset, open: await openState(dataset.head_state_id) };
  const state = await findStateOfSnapshot(dataset.id, id);
  if (!state) throw new NotFoundError("Snapshot");
  return { dataset, open: await openState(state) };
}
