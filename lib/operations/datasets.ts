/** What can be done with a dataset itself and with its items, at once. */
import { define } from "./define";
import { STATUSES } from "./statuses";

export const itemsEdit = define({
  name: "items_edit",
  from: ["READY", "PARTIAL_INDEX"],
  action: "items.edit",
  says: { unlocks: "Editing unlocks", can: "Items can be edited" },
});
export const viewEdit = define({
  name: "view_edit",
  from: STATUSES,
  action: "view.edit",
  says: { unlocks: "Saving views unlocks", can: "Views can be saved" },
});
export const datasetDelete = define({
  name: "dataset_delete",
  from: STATUSES,
  action: "dataset.delete",
  says: { unlocks: "Deleting the dataset unlocks", can: "The dataset can be deleted" },
  refusedWhileBusy: true,
});
export const datasetShare = define({
  name: "dataset_share",
  from: STATUSES,
  action: "dataset.share",
  says: { unlocks: "Sharing unlocks", can: "The dataset can be shared" },
});
/** Taking one's own role away. */
export const datasetLeave = define({
  name: "dataset_leave",
  from: STATUSES,
  action: "dataset.view",
  says: { unlocks: "Leaving unlocks", can: "The dataset can be left" },
});
export const datasetRename = define({
  name: "dataset_rename",
  from: STATUSES,
  action: "dataset.rename",
  says: { unlocks: "Renaming unlocks", can: "The dataset can be renamed" },
});
/** Switching snapshots on, for good. */
export const snapshotsEnable = define({
  name: "snapshots_enable",
  from: ["DRAFT", "READY", "PARTIAL_INDEX"],
  action: "dataset.settings",
  says: { unlocks: "Switching snapshots on unlocks", can: "Snapshots can be switched on" },
});
/** Saying how long snapshots are kept, and letting go of those that are older. */
export const datasetRetention = define({
  name: "dataset_retention",
  from: STATUSES,
  action: "dataset.settings",
  says: { unlocks: "Changing the retention unlocks", can: "The retention can be changed" },
  needsSnapshots: true,
});
/** Its description, notes, metadata, default filter and cover. */
export const datasetDescribe = define({
  name: "dataset_describe",
  from: STATUSES,
  action: "dataset.describe",
  says: { unlocks: "Editing the description unlocks", can: "The description can be edited" },
});
