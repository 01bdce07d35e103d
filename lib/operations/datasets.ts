/** What can be done with a dataset itself and with its items, at once. */
import { define } from "./define";
import { STATUSES } from "./statuses";

export const itemsEdit = define({ name: "items_edit", from: ["READY", "PARTIAL_INDEX"], action: "items.edit" });
export const viewEdit = define({ name: "view_edit", from: STATUSES, action: "view.edit" });
export const datasetDelete = define({
  name: "dataset_delete",
  from: STATUSES,
  action: "dataset.delete",
  refusedWhileBusy: true,
});
export const datasetShare = define({ name: "dataset_share", from: STATUSES, action: "dataset.share" });
/** Taking one's own role away. */
export const datasetLeave = define({ name: "dataset_leave", from: STATUSES, action: "dataset.view" });
export const datasetRename = define({ name: "dataset_rename", from: STATUSES, action: "dataset.rename" });
/** Its description and notes. */
export const datasetDescribe = define({ name: "dataset_describe", from: STATUSES, action: "dataset.describe" });
