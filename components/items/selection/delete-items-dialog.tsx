"use client";

import { ConfirmDialog, confirming } from "@/components/ui/confirm-dialog";
import { plural } from "@/components/ui/format";

/** Deletions of more items than this are saved from by a revision; see the contract. */
const REVISION_FROM = 100;

interface DeleteItemsDialogProps {
  readonly count: number;
  readonly snapshotsEnabled: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

export function DeleteItemsDialog({ count, snapshotsEnabled, onConfirm, onClose }: DeleteItemsDialogProps) {
  const them = count === 1 ? "it" : "them";
  return (
    <ConfirmDialog
      title="Delete items"
      confirmLabel="Delete"
      danger
      pending={false}
      formProps={confirming(() => {
        onClose();
        onConfirm();
      })}
      onClose={onClose}
    >
      <p>
        {plural(count, "item")} will leave the dataset. Snapshots that hold {them} keep {them}, and you can undo this.
      </p>
      {count > REVISION_FROM && snapshotsEnabled ? <p>A revision of the current state is saved first.</p> : null}
    </ConfirmDialog>
  );
}
