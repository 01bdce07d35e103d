"use server";

import { redirect } from "next/navigation";
import { publicFormAction } from "@/lib/actions";
import { demoSignInForm, signInForm } from "@/lib/auth/schema";
import { beginSession } from "@/lib/auth/page";
import { checkDemoAccount, requirePassword } from "@/lib/auth/service";
import { ownPath } from "@/lib/auth/own-path";

export const signInAction = publicFormAction("sign in", signInForm, async ({ email, password, from }) => {
  await beginSession(await requirePassword(email, password));
  redirect(ownPath(from));
});

export const demoSignInAction = publicFormAction("sign in to the demo", demoSignInForm, async ({ email, from }) => {
  await beginSession(await checkDemoAccount(email));
  redirect(ownPath(from));
});
