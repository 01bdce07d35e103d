"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { EmptyState } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import { api } from "@/lib/api-client";
import type { ApiKeyDto, NewApiKeyDto } from "@/lib/auth/schema";

export function ApiKeys({ initial }: { initial: ApiKeyDto[] }) {
  const client = useQueryClient();
  const { data: keys } = useQuery({
    queryKey: ["api-keys"],
    queryFn: () => api<ApiKeyDto[]>("/api-keys"),
    initialData: initial,
  });
  const [made, setMade] = useState<NewApiKeyDto | null>(null);
  const [revoking, setRevoking] = useState<ApiKeyDto | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: ["api-keys"] });
  const create = useMutation({
    mutationFn: (name: string) => api<NewApiKeyDto>("/api-keys", { method: "POST", body: { name } }),
    onSuccess: (key) => {
      setMade(key);
      return refresh();
    },
  });
  const revoke = useMutation({
    mutationFn: (key: ApiKeyDto) => api<void>(`/api-keys/${key.api_key}`, { method: "DELETE" }),
    onSuccess: () => {
      toast.success("API key revoked");
      setRevoking(null);
      return refresh();
    },
    onError: (error) => toast.error("The key was not revoked", { description: error.message }),
  });
  return (
    <section aria-label="API keys" className="grid gap-4 rounded-lg border border-line bg-surface p-5">
      <div>
        <h2 className="text-base font-semibold">API keys</h2>
        <p className="text-muted">Scripts sign their tokens with a key&apos;s secret and act as you.</p>
      </div>
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate(String(new FormData(event.currentTarget).get("name")));
          event.currentTarget.reset();
        }}
      >
        <div className="min-w-52 flex-1">
          <TextField
            label="Name of the new key"
            name="name"
            required
            maxLength={255}
            autoComplete="off"
            error={create.error?.message}
          />
        </div>
        <Button type="submit" variant="primary" disabled={create.isPending}>
          Create key
        </Button>
      </form>
      {keys.length === 0 ? (
        <EmptyState icon={<KeyRound size={24} aria-hidden />} title="No API keys" />
      ) : (
        <ul className="divide-y divide-line" aria-label="Your API keys">
          {keys.map((key) => (
            <li key={key.api_key} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2.5">
              <span className="min-w-40 flex-1 font-medium">{key.name}</span>
              <code className="text-xs break-all">{key.api_key}</code>
              <span className="flex gap-1 text-[13px] text-muted">
                Made <Time iso={key.created_at} />
              </span>
              <Button variant="ghost" aria-label={`Revoke ${key.name}`} onClick={() => setRevoking(key)}>
                Revoke
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Dialog
        open={made !== null}
        onOpenChange={(open) => !open && setMade(null)}
        title="API key created"
        description="Copy the secret now: it is not shown again."
      >
        <dl className="grid gap-3">
          {made
            ? Object.entries({ "API key": made.api_key, "API secret": made.api_secret }).map(([name, value]) => (
                <div key={name}>
                  <dt className="text-muted">{name}</dt>
                  <dd>
                    <code className="text-[13px] break-all select-all">{value}</code>
                  </dd>
                </div>
              ))
            : null}
        </dl>
        <DialogActions>
          <Button
            onClick={() =>
              void navigator.clipboard.writeText(JSON.stringify(made)).then(() => toast.success("API key copied"))
            }
          >
            Copy as JSON
          </Button>
          <Button variant="primary" onClick={() => setMade(null)}>
            Done
          </Button>
        </DialogActions>
      </Dialog>
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={(open) => !open && setRevoking(null)}
        title="Revoke API key"
        confirmLabel="Yes"
        danger
        pending={revoke.isPending}
        onConfirm={() => revoking && revoke.mutate(revoking)}
      >
        <p>Scripts that use “{revoking?.name}” stop working at once.</p>
      </ConfirmDialog>
    </section>
  );
}
