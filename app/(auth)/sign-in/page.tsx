import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "@/components/layout/sign-in-form";
import { findPageUser } from "@/lib/auth/page";
import { demoAccounts, needsFirstAccount } from "@/lib/auth/service";

export const metadata: Metadata = { title: "Sign in" };

/** Only paths of our own: a link must not send people elsewhere after they signed in. */
const safePath = (from: string | undefined): string => (from && /^\/(?![/\\])/.test(from) ? from : "/datasets");

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ from?: string }> }) {
  const from = safePath((await searchParams).from);
  if (await findPageUser()) redirect(from);
  if (await needsFirstAccount()) redirect("/setup");
  return <SignInForm from={from} demo={await demoAccounts()} />;
}
