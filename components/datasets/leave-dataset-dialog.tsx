"use client";

import { useQuery } from "@tanstack/react-query";
import { useCurrentUser } from "@/components/layout/current-user";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { nameOfRole } from "@/lib/auth/roles";
import type { DatasetDto } from "@/lib/datasets/schema";
import { sharesQuery } from "@/lib/sharing/queries";
import { groupsBehind, roleOf } from "@/lib/sharing/rules";
import { isPerson } from "@/lib/sharing/schema";
import { useRevoke } from "./use-revoke";

/** For whoever cannot share, and so does not see who else has a role. */
export function LeaveDatasetDialog({ dataset, onClose }: { dataset: DatasetDto; onClose: () => void }) {
  const email = useCurrentUser() ?? "";
  const { data: shares = [] } = useQuery(sharesQuery(dataset.id));
  const you = shares.filter(isPerson).find((person) => person.email === email);
  // What is left to who is here by a group as well.
  const remaining = { email, granted: null, through: you?.through ?? [] };
  const role = roleOf(remaining);
  const { formProps, pending, refs } = useRevoke({
    dataset,
    grantTo: email,
    done: role ? "Role taken away" : "Dataset left",
    leaves: role === null,
    onDone: onClose,
  });
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
      {role
        ? `You stay ${nameOfRole(role)} of “${dataset.display_name}” through ${groupsBehind(remaining).join(", ")}.`
        : `You will not see “${dataset.display_name}” any more. An owner can share it with you again.`}
    </ConfirmDialog>
  );
}
