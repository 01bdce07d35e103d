"use server";

import { formAction } from "@/lib/actions";
import { datasetForm, describeDatasetForm, notesForm, renameDatasetForm } from "@/lib/datasets/schema";
import { deleteDataset, purgeDataset, undeleteDataset, updateDataset } from "@/lib/datasets/service";
import { invitationPath } from "@/lib/sharing/invitations";
import { endPublicLink, makePublicLink, publicPath } from "@/lib/sharing/public-link";
import { granteeIn, revokeForm, shareForm, transferForm } from "@/lib/sharing/schema";
import { changeRole, revokeRole, share, transferOwnership } from "@/lib/sharing/service";
import { cloneDatasetForm, createSnapshotForm, snapshotForm, updateSnapshotForm } from "@/lib/snapshots/schema";
import {
  cloneDataset,
  cloneSnapshot,
  createSnapshot,
  removeSnapshot,
  restoreSnapshot,
  updateSnapshot,
} from "@/lib/snapshots/service";

export const deleteDatasetAction = formAction("delete dataset", datasetForm, (user, { dataset_id }) =>
  deleteDataset(user, dataset_id),
);

/** @returns where whoever has no account yet can make one; null for who has one */
export const shareAction = formAction("share", shareForm, async (user, { dataset_id, grant_to, role }) => {
  const grantee = granteeIn(grant_to);
  const token = await share(user, dataset_id, { ...grantee, role });
  return token === null ? null : { email: grantee.grant_to_user_email ?? grant_to, path: invitationPath(token) };
});

export const transferOwnershipAction = formAction("transfer ownership", transferForm, (user, { dataset_id, ...to }) =>
  transferOwnership(user, dataset_id, to),
);

export const changeRoleAction = formAction("change role", shareForm, (user, { dataset_id, grant_to, role }) =>
  changeRole(user, dataset_id, { ...granteeIn(grant_to), role }),
);

export const revokeShareAction = formAction("revoke share", revokeForm, (user, { dataset_id, grant_to }) =>
  revokeRole(user, dataset_id, granteeIn(grant_to)),
);

/** @returns where it leads; told once */
export const makePublicLinkAction = formAction("make public link", datasetForm, async (user, { dataset_id }) => ({
  path: publicPath((await makePublicLink(user, dataset_id)).token),
}));

export const endPublicLinkAction = formAction("end public link", datasetForm, (user, { dataset_id }) =>
  endPublicLink(user, dataset_id),
);

export const undeleteDatasetAction = formAction("undelete dataset", datasetForm, (user, { dataset_id }) =>
  undeleteDataset(user, dataset_id),
);

export const purgeDatasetAction = formAction("delete dataset for ever", datasetForm, (user, { dataset_id }) =>
  purgeDataset(user, dataset_id),
);

export const renameDatasetAction = formAction("rename dataset", renameDatasetForm, (user, { dataset_id, ...input }) =>
  updateDataset(user, dataset_id, input),
);

export const describeDatasetAction = formAction(
  "describe dataset",
  describeDatasetForm,
  (user, { dataset_id, ...input }) => updateDataset(user, dataset_id, input),
);

export const changeNotesAction = formAction("change notes", notesForm, (user, { dataset_id, ...input }) =>
  updateDataset(user, dataset_id, input),
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

export const cloneDatasetAction = formAction("clone dataset", cloneDatasetForm, (user, { dataset_id, version }) =>
  cloneDataset(user, dataset_id, version),
);

export const restoreSnapshotAction = formAction("restore snapshot", snapshotForm, (user, { dataset_id, snapshot_id }) =>
  restoreSnapshot(user, dataset_id, snapshot_id),
);

export const removeSnapshotAction = formAction("remove snapshot", snapshotForm, (user, { dataset_id, snapshot_id }) =>
  removeSnapshot(user, dataset_id, snapshot_id),
);
