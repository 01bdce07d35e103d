"use server";

import { formAction } from "@/lib/actions";
import { datasetForm, shareForm } from "@/lib/datasets/schema";
import { deleteDataset, share } from "@/lib/datasets/service";
import { createSnapshotForm, snapshotForm, updateSnapshotForm } from "@/lib/snapshots/schema";
import {
  cloneSnapshot,
  createSnapshot,
  removeSnapshot,
  restoreSnapshot,
  updateSnapshot,
} from "@/lib/snapshots/service";

export const deleteDatasetAction = formAction("delete dataset", datasetForm, (user, { dataset_id }) =>
  deleteDataset(user, dataset_id),
);

export const shareAction = formAction("share", shareForm, (user, { dataset_id, ...grant }) =>
  share(user, dataset_id, grant),
);

export const createSnapshotAction = formAction(
  "create snapshot",
  createSnapshotForm,
  (user, { dataset_id, ...input }) => createSnapshot(user, dataset_id, input),
);

export const updateSnapshotAction = formAction(
  "update snapshot",
  updateSnapshotForm,
  (user, { dataset_id, snapshot_id, ...input }) => updateSnapshot(user, dataset_id, snapshot_id, input),
);

export const cloneSnapshotAction = formAction("clone snapshot", snapshotForm, (user, { dataset_id, snapshot_id }) =>
  cloneSnapshot(user, dataset_id, snapshot_id),
);

export const restoreSnapshotAction = formAction("restore snapshot", snapshotForm, (user, { dataset_id, snapshot_id }) =>
  restoreSnapshot(user, dataset_id, snapshot_id),
);

export const removeSnapshotAction = formAction("remove snapshot", snapshotForm, (user, { dataset_id, snapshot_id }) =>
  removeSnapshot(user, dataset_id, snapshot_id),
);
