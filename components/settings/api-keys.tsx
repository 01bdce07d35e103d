"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { createApiKeyAction } from "@/app/(app)/settings/actions";
import { useDialogs } from "@/components/dialogs/context";
import { Button } from "@/components/ui/button";
import { Select, TextField } from "@/components/ui/field";
import { formatDateTime, plural } from "@/components/ui/format";
import { inputOf, useActionForm } from "@/components/ui/form";
import { Link } from "@/components/ui/link";
import { EmptyState } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import { useHydrated } from "@/components/ui/use-hydrated";
import { SCOPES, type Scope } from "@/lib/auth/limits";
import { apiKeysQuery } from "@/lib/auth/queries";
import { apiKeyForm, KEY_DAYS, type ApiKeyDto } from "@/lib/auth/schema";
import { keys, makeStale } from "@/lib/query-keys";
import { COPY_NOW, NewKey } from "./api-key-dialogs";
import { KeyDatasets } from "./key-datasets";

const SCOPE_WORDS: Record<Scope, string> = {
  read: "May look",
  write: "May look and change data",
  admin: "May do all that you may",
};

/** What a key may do, in a few words. */
function wordsOf({ scopes, dataset_ids }: ApiKeyDto): string {
  const highest = SCOPES.findLast((scope) => scopes.includes(scope)) ?? "read";
  return dataset_ids.length === 0
    ? SCOPE_WORDS[highest]
    : `${SCOPE_WORDS[highest]}, on ${plural(dataset_ids.length, "dataset")}`;
}

export function ApiKeys({ initial }: { initial: ApiKeyDto[] }) {
  const client = useQueryClient();
  const dialogs = useDialogs();
  const hydrated = useHydrated();
  const { data: known } = useQuery({ ...apiKeysQuery(), initialData: initial });
  const { formProps, fields, pending, problem, answer, reset } = useActionForm({
    action: createApiKeyAction,
    schema: apiKeyForm,
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
          <Select label="What the key may do" name={fields.scope.name} defaultValue="admin">
            {SCOPES.map((scope) => (
              <option key={scope} value={scope}>
                {SCOPE_WORDS[scope]}
              </option>
            ))}
          </Select>
          <Select label="How long the key is good for" name={fields.days.name} defaultValue="0">
            {KEY_DAYS.map((days) => (
              <option key={days} value={days}>
                {days === 0 ? "Until revoked" : `For ${plural(days, "day")}`}
              </option>
            ))}
          </Select>
          <Button type="submit" variant="primary" disabled={pending}>
            Create key
          </Button>
        </div>
        <KeyDatasets name={fields.dataset_ids.name} />
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
              <span className="flex flex-wrap gap-x-1 text-[13px] text-muted">
                {wordsOf(key)}
                <span aria-hidden>·</span>
                {key.last_used_at ? (
                  <span>
                    used <Time iso={key.last_used_at} />
                  </span>
                ) : (
                  "never used"
                )}
                <span aria-hidden>·</span>
                {key.expires_at ? (
                  <span suppressHydrationWarning>until {formatDateTime(key.expires_at)}</span>
                ) : (
                  <span>
                    made <Time iso={key.created_at} />
                  </span>
                )}
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
