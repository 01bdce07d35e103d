"use client";

import { signOutAction } from "@/app/(app)/actions";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useActionForm } from "@/components/ui/form";
import { formatCount, plural } from "@/components/ui/format";
import { signOutForm } from "@/lib/auth/schema";

interface SignOutDialogProps {
  /** The names of the items that have unsaved changes, the latest last. */
  readonly unsaved: readonly string[];
  readonly onClose: () => void;
}

const MAX_NAMED = 5;

/** Asks before signing out loses what was written. */
export function SignOutDialog({ unsaved, onClose }: SignOutDialogProps) {
  const { formProps, pending } = useActionForm({
    action: signOutAction,
    schema: signOutForm,
    refused: "You are still signed in",
    onDone: onClose,
  });
  const named = unsaved.slice(-MAX_NAMED).reverse();
  const more = unsaved.length - named.length;
  return (
    <ConfirmDialog
      title="Sign out"
      confirmLabel="Sign out and lose them"
      cancelLabel="Stay"
      danger
      pending={pending}
      formProps={formProps}
      onClose={onClose}
    >
      <p>{plural(unsaved.length, "item has", "items have")} changes that are not saved. Signing out loses them:</p>
      <ul aria-label="Items with unsaved changes" className="grid grid-cols-1">
        {named.map((name, index) => (
          <li key={index} dir="auto" className="truncate" title={name}>
            {name}
          </li>
        ))}
        {more > 0 ? <li>and {formatCount(more)} more</li> : null}
      </ul>
    </ConfirmDialog>
  );
}
