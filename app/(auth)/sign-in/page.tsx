import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "@/components/auth/sign-in-form";
import { ownPath } from "@/lib/auth/own-path";
import { findPageUser } from "@/lib/auth/page";
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
    <SignInForm from={from} demo={await demoAccounts()} provider={provider} passwords={passwords} refusal={refusal} />
  );
}
