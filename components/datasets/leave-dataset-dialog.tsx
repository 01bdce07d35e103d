"use client";

import { useCurrentUser } from "@/components/layout/current-user";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { DatasetDto } from "@/lib/datasets/schema";
import { useRevoke } from "./use-revoke";

/** For whoever cannot share, and so does not see who else has a role. */
export function LeaveDatasetDialog({ dataset, onClose }: { dataset: DatasetDto; onClose: () => void }) {
  const email = useCurrentUser() ?? "";
  const { formProps, pending, refs } = useRevoke({ dataset, grantTo: email, onLeft: onClose });
  return (
    <ConfirmDialog
      onClose={onClose}
      title="Leave dataset"
      confirmLabel="Leave"
      danger
      pending={pending}
      formProps={formProps}
      fields={refs}
    >
      You will not see “{dataset.display_name}” any more. An owner can share it with you again.
    </ConfirmDialog>
  );
}
