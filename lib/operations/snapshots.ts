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
  needsSnapshots: true,
  task: {
    input: z.looseObject({}),
    holds: null,
    savesFirst: false,
    retry: "Start it again from the dataset's page.",
    words: { noun: "snapshot create", button: "Create" },
  },
});

export const restoreInput = z.object({ snapshot_id: uuidField });
export const snapshotRestore = define({
  name: "snapshot_restore",
  from: ["READY", "PARTIAL_INDEX", "ERROR"],
  action: "snapshot.restore",
  needsSnapshots: true,
  // What it replaces is saved in its commit, so that a failed or aborted restore leaves nothing behind.
  task: {
    input: restoreInput,
    holds: "READ_ONLY",
    savesFirst: false,
    undoable: true,
    event: "restore",
    words: { noun: "snapshot restore", button: "Restore" },
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
  needsSnapshots: true,
  // The dataset that it holds is the new one, which only its maker can see.
  task: {
    input: cloneInput,
    holds: null,
    savesFirst: false,
    event: "clone",
    words: { noun: "snapshot clone", button: "Clone" },
  },
});

export const snapshotEdit = define({
  name: "snapshot_edit",
  from: STATUSES,
  action: "snapshot.edit",
  needsSnapshots: true,
});
export const snapshotRemove = define({
  name: "snapshot_remove",
  from: STATUSES,
  action: "snapshot.remove",
  needsSnapshots: true,
});
