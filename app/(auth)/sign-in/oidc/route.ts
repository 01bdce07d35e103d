import { redirect } from "next/navigation";
import { ownPath } from "@/lib/auth/own-path";
import { keepErrand } from "@/lib/oidc/errand-cookie";
import { addressOfRefusal, SignInRefused } from "@/lib/oidc/problems";
import { leave } from "@/lib/oidc/service";

/**
 * Leads to the provider. A link and no form: a browser holds the redirects of a form to `form-action`, and a provider may lead on
 * to others, whose addresses nobody can name beforehand.
 */
export async function GET(request: Request): Promise<never> {
  const asked = new URL(request.url).searchParams;
  const from = ownPath(asked.get("from"));
  const left = await leave({ from, anew: asked.has("anew") }).catch((error: unknown) => {
    if (error instanceof SignInRefused) return error;
    throw error;
  });
  if (left instanceof SignInRefused) redirect(addressOfRefusal(left, from));
  await keepErrand(left.kept);
  redirect(left.address.href);
}
