"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { publicFormAction } from "@/lib/actions";
import { endSession } from "@/lib/auth/page";

/** Whoever signs out need not be signed in still: the session may have been ended elsewhere. */
export const signOutAction = publicFormAction("sign out", z.strictObject({}), async () => {
  await endSession();
  redirect("/sign-in");
});
