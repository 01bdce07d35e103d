import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SetupForm } from "@/components/auth/setup-form";
import { needsFirstAccount, waysIn } from "@/lib/auth/service";

export const metadata: Metadata = { title: "Set up" };
export const dynamic = "force-dynamic";

export default async function SetupPage() {
  if (!(await needsFirstAccount())) redirect("/sign-in");
  const { provider, signUp } = waysIn();
  return <SetupForm provider={signUp ? provider : null} />;
}
