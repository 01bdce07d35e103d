"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { endOtherSessionsAction, endSessionAction } from "@/app/(app)/settings/actions";
import { Button } from "@/components/ui/button";
import { plural } from "@/components/ui/format";
import { useActionForm } from "@/components/ui/form";
import { Time } from "@/components/ui/time";
import { sessionsQuery } from "@/lib/auth/queries";
import { endOtherSessionsForm, endSessionForm, type SessionDto } from "@/lib/auth/schema";
import { keys, makeStale } from "@/lib/query-keys";
import { browserName } from "./browser-name";

/** Where one is signed in, and the way out of there. */
export function Sessions({ initial }: { initial: SessionDto[] }) {
  const { data: sessions } = useQuery({ ...sessionsQuery(), initialData: initial });
  return (
    <section aria-label="Sessions" className="grid gap-3 rounded-lg border border-line bg-surface p-5">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-52 flex-1">
          <h2 className="text-base font-semibold">Sessions</h2>
          <p className="text-muted">The browsers that you are signed in with.</p>
        </div>
        {sessions.some(({ current }) => !current) ? <EndOthers /> : null}
      </div>
      <ul className="divide-y divide-line" aria-label="Your sessions">
        {sessions.map((session) => (
          <SessionRow key={session.session_id} session={session} />
        ))}
      </ul>
    </section>
  );
}

function SessionRow({ session }: { session: SessionDto }) {
  const client = useQueryClient();
  const name = browserName(session.user_agent);
  const { formProps, pending } = useActionForm({
    action: endSessionAction,
    schema: endSessionForm,
    refused: "The session was not ended",
    onSettled: () => makeStale(client, [keys.sessions()]),
    onDone: () => toast.success("Signed out there"),
  });
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 py-2">
      <span className="min-w-40 flex-1 font-medium wrap-anywhere">{name}</span>
      <span className="flex flex-wrap gap-x-1 text-[13px] text-muted">
        {session.current ? (
          "This browser"
        ) : (
          <>
            Last used <Time iso={session.last_used_at ?? session.created_at} />
          </>
        )}
      </span>
      {session.current ? null : (
        <form {...formProps}>
          <input type="hidden" name="session_id" value={session.session_id} />
          <Button type="submit" variant="ghost" aria-label={`Sign out ${name}`} disabled={pending} aria-busy={pending}>
            Sign out
          </Button>
        </form>
      )}
    </li>
  );
}

function EndOthers() {
  const client = useQueryClient();
  const { formProps, pending } = useActionForm({
    action: endOtherSessionsAction,
    schema: endOtherSessionsForm,
    refused: "The sessions were not ended",
    onSettled: () => makeStale(client, [keys.sessions()]),
    onDone: (ended) => toast.success(`Signed out of ${plural(ended, "other browser")}`),
  });
  return (
    <form {...formProps}>
      <Button type="submit" disabled={pending} aria-busy={pending}>
        Sign out everywhere else
      </Button>
    </form>
  );
}
