/** How long a dataset keeps its snapshots. Off until an owner sets it. */
import "server-only";
import { assertSnapshotSupport, requireDataset, type DatasetView } from "@/lib/access/service";
import type { CurrentUser } from "@/lib/auth/service";
import { commit, commitForTask, nothingToDo, requireOperation, type Decision } from "@/lib/commits/gate";
import type { SnapshotSizeDto } from "@/lib/snapshots/schema";
import { getSnapshot } from "@/lib/snapshots/service";
import { bytesOnlyHeldBy } from "./frees";
import * as repository from "./repository";
import { retired, retiresAny } from "./rules";
import {
  FOR_EVER,
  type Retention,
  type RetentionApplied,
  type RetentionPreview,
  type RetentionPreviewInput,
} from "./schema";

export async function getRetention(user: CurrentUser, datasetId: string): Promise<Retention> {
  assertSnapshotSupport(await requireDataset(user, datasetId));
  return (await repository.findRetention(datasetId))?.retention ?? FOR_EVER;
}

/** Nothing is retired by it alone: the night does that, or somebody who does not want to wait for it. */
export const setRetention = (user: CurrentUser, datasetId: string, retention: Retention): Promise<Retention> =>
  commit(user, datasetId, "dataset_retention", () => ({
    effects: {
      rows: repository.retentionRow(retention, user),
      event: { kind: "retention_set", actor: user.email, detail: retention },
      tells: "details",
    },
    answer: () => retention,
  }));

/** What a rule would retire now, and what that frees; without one the dataset's own. */
export async function previewRetention(
  user: CurrentUser,
  datasetId: string,
  asked: RetentionPreviewInput,
): Promise<RetentionPreview> {
  const dataset = await requireOperation(user, datasetId, "dataset_retention");
  const retention = asked.automatic || asked.named ? { ...FOR_EVER, ...asked } : await getRetention(user, datasetId);
  const remove = await retiredNow(datasetId, retention);
  return { remove, frees_bytes: await bytesOnlyHeldBy(dataset.lineage_id, remove) };
}

/** What removing one snapshot frees; nothing where its state is held elsewhere, too. */
export async function sizeOfSnapshot(user: CurrentUser, datasetId: string, id: string): Promise<SnapshotSizeDto> {
  const { snapshot_id } = await getSnapshot(user, datasetId, id);
  const { lineage_id } = await requireDataset(user, datasetId);
  return { frees_bytes: await bytesOnlyHeldBy(lineage_id, [snapshot_id]) };
}

const retiredNow = async (datasetId: string, retention: Retention): Promise<string[]> =>
  retiresAny(retention) ? retired(retention, await repository.listRetained(datasetId), Date.now()) : [];

/** By the rule that stands when it is written: it is asked for at the version of the dataset that is then changed. */
async function retire(dataset: DatasetView, actor: string | null): Promise<Decision<RetentionApplied>> {
  const rule = await repository.findRetention(dataset.id);
  const snapshots = rule ? await retiredNow(dataset.id, rule.retention) : [];
  const answer = { retired: snapshots.length };
  if (!rule || snapshots.length === 0) return nothingToDo(answer);
  return {
    effects: {
      retiresSnapshots: snapshots,
      event: { kind: "retention", actor: actor ?? rule.setBy, detail: answer },
      tells: "snapshots",
    },
    answer: () => answer,
  };
}

/** Retires at once what the night would. */
export const applyRetentionNow = (user: CurrentUser, datasetId: string): Promise<RetentionApplied> =>
  commit(user, datasetId, "dataset_retention", (dataset) => retire(dataset, user.email));

/** Retires what the rules of all datasets say, each on record as done by who set its rule. */
export async function applyRetention(): Promise<{ datasets: number; retired: number }> {
  const ruled = await repository.listRuled();
  let total = 0;
  for (const { dataset_id, set_by_id } of ruled)
    total += (
      await commitForTask(
        dataset_id,
        set_by_id,
        (dataset) => retire(dataset, null),
        () => Promise.resolve({ retired: 0 }),
      )
    ).retired;
  return { datasets: ruled.length, retired: total };
}
