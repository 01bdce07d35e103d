import { z } from "zod";
import { declare, EMPTY, TASK } from "@/lib/api-operation";
import {
  createSnapshotInput,
  listSnapshotsQuery,
  restoreSnapshotInput,
  keptSnapshotDto,
  snapshotDetailDto,
  snapshotDto,
  snapshotPage,
  snapshotSizeDto,
  updateSnapshotInput,
} from "@/lib/snapshots/schema";

export const listSnapshots = declare({
  method: "GET",
  path: "/dataset/[datasetId]/snapshot",
  tag: "Snapshots",
  summary: "List snapshots",
  description: "All of them, newest first; with any parameter, a page of the catalog.",
  query: listSnapshotsQuery,
  answers: z.union([z.array(snapshotDto), snapshotPage]),
  pages: "cursor",
});

export const createSnapshot = declare({
  method: "POST",
  path: "/dataset/[datasetId]/snapshot",
  tag: "Snapshots",
  summary: "Save a snapshot",
  description: "It becomes the Current Version.",
  body: createSnapshotInput,
  bodyOptional: true,
  answers: snapshotDto,
  refuses: [409],
});

export const getSnapshot = declare({
  method: "GET",
  path: "/dataset/[datasetId]/snapshot/[snapshotId]",
  tag: "Snapshots",
  summary: "Get a snapshot",
  answers: snapshotDetailDto,
});

export const updateSnapshot = declare({
  method: "PATCH",
  path: "/dataset/[datasetId]/snapshot/[snapshotId]",
  tag: "Snapshots",
  summary: "Change a snapshot's name or description, or what keeps it",
  description: "An alias moves from the snapshot that has it. `protected` is for owners.",
  body: updateSnapshotInput,
  answers: keptSnapshotDto,
});

export const removeSnapshot = declare({
  method: "DELETE",
  path: "/dataset/[datasetId]/snapshot/[snapshotId]",
  tag: "Snapshots",
  summary: "Remove a snapshot",
  description:
    "Not the Current Version, nor one that a task needs, that is protected, pinned or aliased, or that a model was trained on: 409.",
  answers: EMPTY,
  refuses: [409],
});

export const undeleteSnapshot = declare({
  method: "POST",
  path: "/dataset/[datasetId]/snapshot/[snapshotId]/undelete",
  tag: "Snapshots",
  summary: "Bring a removed snapshot back",
  description: "By its id, for the 30 days that its data is kept. One that was not removed stays as it is.",
  answers: EMPTY,
});

export const getSnapshotSize = declare({
  method: "GET",
  path: "/dataset/[datasetId]/snapshot/[snapshotId]/size",
  tag: "Snapshots",
  summary: "Tell what only a snapshot holds",
  description: "What removing it frees: states, their objects, revisions of items, and files that nothing else holds.",
  answers: snapshotSizeDto,
  refuses: [409],
});

export const restoreSnapshot = declare({
  method: "POST",
  path: "/dataset/[datasetId]/snapshot/[snapshotId]/restore",
  tag: "Snapshots",
  summary: "Restore a snapshot",
  description:
    "`current` stands for the Current Version. What was there is saved first. With `only`, or with items, a part: what the snapshot says of them replaces what is said now, of items that are in both versions; items that are not in the snapshot stay, and the Current Version stays what it is.",
  body: restoreSnapshotInput,
  bodyOptional: true,
  answers: TASK,
  refuses: [409],
});

export const cloneSnapshot = declare({
  method: "POST",
  path: "/dataset/[datasetId]/snapshot/[snapshotId]/clone",
  tag: "Snapshots",
  summary: "Clone a snapshot into a new dataset",
  answers: TASK,
  refuses: [409],
});
