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
