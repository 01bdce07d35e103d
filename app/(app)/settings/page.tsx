import type { Metadata } from "next";
import { ApiKeys } from "@/components/settings/api-keys";
import { Groups } from "@/components/groups/groups";
import { Password } from "@/components/settings/password";
import { Sessions } from "@/components/settings/sessions";
import { requirePageUser } from "@/lib/auth/page";
import { hasPassword, listApiKeys, listSessions, waysIn } from "@/lib/auth/service";
import { listGroups } from "@/lib/groups/service";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const user = await requirePageUser("/settings");
  const password = await hasPassword(user);
  const { provider } = waysIn();
  return (
    <div className="mx-auto grid w-full max-w-3xl gap-5 p-4 sm:p-6">
      <h1 className="text-xl font-semibold">Settings</h1>
      <section aria-label="Account" className="rounded-lg border border-line bg-surface p-5">
        <h2 className="text-base font-semibold">Account</h2>
        <p className="text-muted">
          {user.name}, {user.email}
        </p>
        {password || provider === null ? null : <p className="text-muted">You sign in with {provider}.</p>}
      </section>
      {password ? <Password email={user.email} /> : null}
      <Sessions initial={await listSessions(user)} />
      <Groups initial={await listGroups(user)} />
      <ApiKeys initial={await listApiKeys(user)} />
    </div>
  );
}
