/** What may be done with a snapshot, and how it is called; pure. */
import { datasetCan, type DatasetFacts } from "@/lib/operations/rules";
import type { Role } from "@/lib/auth/roles";
import type { RestoredPart } from "@/lib/operations/snapshots";
import { listed, shortened } from "@/lib/text";
import type { CatalogEntryDto } from "./schema";

export interface SnapshotFacts {
  readonly is_current: boolean;
  readonly is_restoring: boolean;
  readonly is_cloning: boolean;
  readonly pinned: boolean;
  readonly protected: boolean;
  readonly aliases: readonly string[];
  /** A model was trained on it. */
  readonly training_model_id: string | null;
  /** False only for the Current Version with nothing changed since. */
  readonly differs: boolean;
}

export const CLONING = "This snapshot is being cloned. Wait for the clone to complete.";
export const RESTORING = "This snapshot is being restored. Wait for the restore to complete.";
export const REMOVE_CURRENT = "The Current Version cannot be removed. Create or restore another snapshot first.";
export const PROTECTED = "This snapshot is protected. An owner can switch that off with Edit.";
export const PINNED = "This snapshot is pinned. Unpin it first.";
export const TRAINED_ON = "A model was trained on this snapshot, so it is kept.";
export const aliased = (aliases: readonly string[]): string =>
  `Scripts find this snapshot as ${aliases.map((name) => `“${name}”`).join(", ")}. Take the alias away with Edit first.`;
export const RESTORE_CURRENT = "This is the Current Version.";
export const RESTORE_WHOLE = "A part of this dataset is damaged: restore all of a snapshot, not a part of it.";
export const NOTHING_TO_DISCARD = "Nothing changed since this snapshot.";

/** What keeps a snapshot from being removed by people and retired by a rule, as a sentence; null when nothing does. */
export function keptBecause(
  snapshot: Pick<SnapshotFacts, "pinned" | "protected" | "aliases" | "training_model_id">,
): string | null {
  if (snapshot.protected) return PROTECTED;
  if (snapshot.aliases.length > 0) return aliased(snapshot.aliases);
  if (snapshot.pinned) return PINNED;
  return snapshot.training_model_id === null ? null : TRAINED_ON;
}

/** Why a snapshot refuses an action whatever the role and the dataset's status; null when it does not. */
export function snapshotBlocks(
  action: "clone" | "restore" | "remove",
  snapshot: Omit<SnapshotFacts, "differs">,
): string | null {
  if (snapshot.is_cloning) return CLONING;
  if (action === "remove" && snapshot.is_restoring) return RESTORING;
  if (action === "remove" && snapshot.is_current) return REMOVE_CURRENT;
  return action === "remove" ? keptBecause(snapshot) : null;
}

export function snapshotCan(role: Role | null, dataset: DatasetFacts, snapshot: SnapshotFacts): CatalogEntryDto["can"] {
  const can = datasetCan(role, dataset);
  const discard = !snapshot.is_current
    ? "Only for the Current Version."
    : !snapshot.differs
      ? NOTHING_TO_DISCARD
      : null;
  return {
    edit: can.snapshot_edit,
    protect: can.snapshot_protect,
    clone: can.snapshot_clone ?? snapshotBlocks("clone", snapshot),
    restore:
      can.snapshot_restore ?? snapshotBlocks("restore", snapshot) ?? (snapshot.is_current ? RESTORE_CURRENT : null),
    discard: can.snapshot_restore ?? snapshotBlocks("restore", snapshot) ?? discard,
    remove: can.snapshot_remove ?? snapshotBlocks("remove", snapshot),
  };
}

const MAX_NAME = 255;

/** `{dataset_name}_snapshot_{first 8 hex of snapshot_id}`, the name shortened so that all of it fits. */
export const defaultSnapshotName = (datasetName: string, snapshotId: string): string =>
  shortened(datasetName, MAX_NAME, `_snapshot_${snapshotId.replaceAll("-", "").slice(0, 8)}`);

/** `{name} (cloned)`, the name shortened so that all of it fits. */
export const derivedName = (base: string, suffix: string): string => shortened(base, MAX_NAME, suffix);

/** `tags and captions`: what of a snapshot is restored; everything of some items where nothing is named. */
export const partWords = (parts: readonly RestoredPart[] | undefined): string =>
  parts === undefined ? "everything" : listed(parts.map((part) => part.replace("_", " ")));
