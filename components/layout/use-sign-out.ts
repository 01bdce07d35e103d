"use client";

import { signOutAction } from "@/app/(app)/actions";
import { useDialogs } from "@/components/dialogs/context";
import { useFindUnsaved } from "@/components/items/view/use-drafts";

/** Signs out, and asks first where that would lose what was written and not saved. */
export function useSignOut(): () => void {
  const dialogs = useDialogs();
  const findUnsaved = useFindUnsaved();
  return () => {
    const unsaved = findUnsaved().map(({ fileName }) => fileName);
    if (unsaved.length > 0) dialogs.open({ name: "sign-out", unsaved });
    else void signOutAction(null, new FormData());
  };
}
