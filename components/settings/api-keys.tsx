"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { createApiKeyAction } from "@/app/(app)/settings/actions";
import { useDialogs } from "@/components/dialogs/context";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { inputOf, useActionForm } from "@/components/ui/form";
import { Link } from "@/components/ui/link";
import { EmptyState } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import { useHydrated } from "@/components/ui/use-hydrated";
import { apiKeysQuery } from "@/lib/auth/queries";
import { apiKeyInput, type ApiKeyDto } from "@/lib/auth/schema";
import { keys, makeStale } from "@/lib/query-keys";
import { COPY_NOW, NewKey } from "./api-key-dialogs";

export function ApiKeys({ initial }: { initial: ApiKeyDto[] }) {
  const client = useQueryClient();
  const dialogs = useDialogs();
  const hydrated = useHydrated();
  const { data: known } = useQuery({ ...apiKeysQuery(), initialData: initial });
  const { formProps, fields, pending, problem, answer, reset } = useActionForm({
    action: createApiKeyAction,
    schema: apiKeyInput,
    onDone: (made) => {
      dialogs.open({ name: "new-api-key", made });
      reset();
      return makeStale(client, [keys.apiKeys()]);
    },
  });
  return (
    <section aria-label="API keys" className="grid gap-4 rounded-lg border border-line bg-surface p-5">
      <div>
        <h2 className="text-base font-semibold">API keys</h2>
        <p className="text-muted">
          Scripts sign their tokens with a key&apos;s secret and act as you. The{" "}
          <Link href="/docs/api" className="text-accent-text underline">
            API reference
          </Link>{" "}
          says what they can do.
        </p>
      </div>
      <form {...formProps} className="grid gap-3">
        <div className="flex flex-wrap items-end gap-2">
          <div className="min-w-52 flex-1">
            <TextField label="Name of the new key" {...inputOf(fields.name)} autoComplete="off" />
          </div>
          <Button type="submit" variant="primary" disabled={pending}>
            Create key
          </Button>
        </div>
        {problem}
      </form>
      {/* Posted by the browser itself, there is no dialog to tell the secret in. */}
      {!hydrated && answer?.status === "done" ? (
        <section aria-label="API key created" className="grid gap-3 rounded-md bg-sunken p-4">
          <p>{COPY_NOW}</p>
          <NewKey made={answer.done} />
        </section>
      ) : null}
      {known.length === 0 ? (
        <EmptyState icon={<KeyRound size={24} aria-hidden />} title="No API keys" />
      ) : (
        <ul className="divide-y divide-line" aria-label="Your API keys">
          {known.map((key) => (
            <li key={key.api_key} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2.5">
              <span className="min-w-40 flex-1 font-medium wrap-anywhere">{key.name}</span>
              <code className="text-xs break-all">{key.api_key}</code>
              <span className="flex gap-1 text-[13px] text-muted">
                Made <Time iso={key.created_at} />
              </span>
              <Button
                variant="ghost"
                aria-label={`Revoke ${key.name}`}
                onClick={() => dialogs.open({ name: "revoke-api-key", apiKey: key })}
              >
                Revoke
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
