"use server";

import { redirect } from "next/navigation";
import { publicFormAction } from "@/lib/actions";
import { firstAccountInput } from "@/lib/auth/schema";
import { beginSession } from "@/lib/auth/page";
import { createFirstAccount } from "@/lib/auth/service";

export const createFirstAccountAction = publicFormAction("create first account", firstAccountInput, async (input) => {
  await beginSession(await createFirstAccount(input));
  redirect("/datasets");
});
