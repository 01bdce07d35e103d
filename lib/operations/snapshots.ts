/** What can be done with snapshots. */
import { z } from "zod";
import { uuidField } from "@/lib/validation";
import { define } from "./define";
import { STATUSES } from "./statuses";

/** One short transaction in the request; the task is on record when it is over. */
export const snapshotCreate = define({
  name: "snapshot_create",
  from: ["READY"],
  action: "snapshot.create",
  says: { unlocks: "Snapshots unlock", can: "Snapshots can be created" },
  needsSnapshots: true,
  task: {
    input: z.looseObject({}),
    holds: null,
    savesFirst: false,
    retry: "Start it again from the dataset's page.",
    words: { noun: "snapshot create", doing: "A snapshot is being created", button: "Create" },
  },
});

/** What can be restored without the rest. `deleted_items`: items that were deleted since come back whole. */
export const RESTORED_PARTS = ["tags", "labels", "captions", "objects", "metadata", "splits", "deleted_items"] as const;
export type RestoredPart = (typeof RESTORED_PARTS)[number];

export const restoreInput = z.object({
  snapshot_id: uuidField,
  /** Absent, together with the items: all of it, in the place of what is there. */
  only: z.array(z.enum(RESTORED_PARTS)).optional(),
  item_numbers: z.array(z.tuple([z.number(), z.number()])).optional(),
});
export type RestoreTaskInput = z.infer<typeof restoreInput>;
export const snapshotRestore = define({
  name: "snapshot_restore",
  from: ["READY", "PARTIAL_INDEX", "ERROR"],
  action: "snapshot.restore",
  says: { unlocks: "Restoring unlocks", can: "Snapshots can be restored" },
  needsSnapshots: true,
  // What it replaces is saved in its commit, so that a failed or aborted restore leaves nothing behind.
  task: {
    input: restoreInput,
    holds: "READ_ONLY",
    savesFirst: false,
    undoable: true,
    event: "restore",
    words: { noun: "snapshot restore", doing: "A snapshot is being restored", button: "Restore" },
  },
});

export const cloneInput = z.object({
  snapshot_id: uuidField,
  source_dataset_id: uuidField,
  source_dataset_name: z.string(),
});
export type CloneInput = z.infer<typeof cloneInput>;
export const snapshotClone = define({
  name: "snapshot_clone",
  from: ["READY", "PARTIAL_INDEX", "ERROR"],
  action: "snapshot.clone",
  says: { unlocks: "Cloning unlocks", can: "Snapshots can be cloned" },
  needsSnapshots: true,
  // The dataset that it holds is the new one, which only its maker can see.
  task: {
    input: cloneInput,
    holds: null,
    savesFirst: false,
    event: "clone",
    words: { noun: "snapshot clone", doing: "This dataset is being made from a snapshot", button: "Clone" },
  },
});

export const snapshotEdit = define({
  name: "snapshot_edit",
  from: STATUSES,
  action: "snapshot.edit",
  says: { unlocks: "Renaming snapshots unlocks", can: "Snapshots can be renamed" },
  needsSnapshots: true,
});
/** Switching on and off that a snapshot cannot be removed. */
export const snapshotProtect = define({
  name: "snapshot_protect",
  from: STATUSES,
  action: "snapshot.protect",
  says: { unlocks: "Protecting snapshots unlocks", can: "Snapshots can be protected" },
  needsSnapshots: true,
});
export const snapshotRemove = define({
  name: "snapshot_remove",
  from: STATUSES,
  action: "snapshot.remove",
  says: { unlocks: "Removing snapshots unlocks", can: "Snapshots can be removed" },
  needsSnapshots: true,
});
