import { redirect } from "next/navigation";
import { beginSession } from "@/lib/auth/page";
import { takeErrand } from "@/lib/oidc/errand-cookie";
import { addressOfRefusal } from "@/lib/oidc/problems";
import { arrive } from "@/lib/oidc/service";

/** Where the provider sends people back to. */
export async function GET(request: Request): Promise<never> {
  const arrival = await arrive(new URL(request.url).searchParams, await takeErrand());
  if ("refused" in arrival) redirect(addressOfRefusal(arrival.refused, arrival.from));
  await beginSession(arrival.user);
  redirect(arrival.from);
}
