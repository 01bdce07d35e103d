"use server";

import { redirect } from "next/navigation";
import { publicFormAction } from "@/lib/actions";
import { endSession } from "@/lib/auth/page";
import { signOutForm } from "@/lib/auth/schema";

/** Whoever signs out need not be signed in still: the session may have been ended elsewhere. */
export const signOutAction = publicFormAction("sign out", signOutForm, async () => {
  await endSession();
  redirect("/sign-in");
});
