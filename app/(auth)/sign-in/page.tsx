import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { EndedLink } from "@/components/auth/ended-link";
import { SignInForm } from "@/components/auth/sign-in-form";
import { ownPath } from "@/lib/auth/own-path";
import { findPageUser, isEndedGuest } from "@/lib/auth/page";
import { demoAccounts, needsFirstAccount, waysIn } from "@/lib/auth/service";
import { refusalIn } from "@/lib/oidc/problems";

export const metadata: Metadata = { title: "Sign in" };

interface SignInPageProps {
  readonly searchParams: Promise<{ from?: string; problem?: string; reference?: string }>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const asked = await searchParams;
  const from = ownPath(asked.from);
  if (await findPageUser()) redirect(from);
  const { provider, passwords } = waysIn();
  const refusal = provider === null ? null : refusalIn(asked, provider);
  if (!refusal && (await needsFirstAccount())) redirect("/setup");
  return (
    <>
      {(await isEndedGuest(from)) ? (
        <section aria-label="Public link" className="mb-5 grid gap-2 rounded-md bg-sunken p-4">
          <h2 className="text-base font-semibold">This link is good no more</h2>
          <EndedLink />
        </section>
      ) : null}
      <SignInForm from={from} demo={await demoAccounts()} provider={provider} passwords={passwords} refusal={refusal} />
    </>
  );
}
