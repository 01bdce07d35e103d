"use server";

import { redirect } from "next/navigation";
import { publicFormAction } from "@/lib/actions";
import { beginSession } from "@/lib/auth/page";
import { acceptInvitation } from "@/lib/sharing/invitations";
import { acceptInvitationForm } from "@/lib/sharing/schema";

export const acceptInvitationAction = publicFormAction("accept invitation", acceptInvitationForm, async (input) => {
  const { user, datasetId } = await acceptInvitation(input);
  await beginSession(user);
  redirect(`/datasets/${datasetId}`);
});
