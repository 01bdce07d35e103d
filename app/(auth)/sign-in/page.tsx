import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "@/components/auth/sign-in-form";
import { ownPath } from "@/lib/auth/own-path";
import { findPageUser } from "@/lib/auth/page";
import { demoAccounts, needsFirstAccount } from "@/lib/auth/service";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ from?: string }> }) {
  const from = ownPath((await searchParams).from);
  if (await findPageUser()) redirect(from);
  if (await needsFirstAccount()) redirect("/setup");
  return <SignInForm from={from} demo={await demoAccounts()} />;
}
