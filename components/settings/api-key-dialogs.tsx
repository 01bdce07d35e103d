"use client";

import { useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { revokeApiKeyAction } from "@/app/(app)/settings/actions";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { useActionForm } from "@/components/ui/form";
import { revokeApiKeyForm, type ApiKeyDto, type NewApiKeyDto } from "@/lib/auth/schema";
import { keys, makeStale } from "@/lib/query-keys";

/** A key that was just made, with its secret. */
export const NewKey = ({ made }: { made: NewApiKeyDto }) => (
  <dl className="grid gap-3">
    {Object.entries({ "API key": made.api_key, "API secret": made.api_secret }).map(([name, value]) => (
      <div key={name}>
        <dt className="text-muted">{name}</dt>
        <dd>
          <code className="text-[13px] break-all select-all">{value}</code>
        </dd>
      </div>
    ))}
  </dl>
);
export const COPY_NOW = "Copy the secret now: it is not shown again.";

export function NewApiKeyDialog({ made, onClose }: { made: NewApiKeyDto; onClose: () => void }) {
  const copy = () =>
    void navigator.clipboard.writeText(JSON.stringify(made)).then(() => toast.success("API key copied"));
  return (
    <Dialog onClose={onClose} title="API key created" description={COPY_NOW}>
      <NewKey made={made} />
      <DialogActions>
        <Button onClick={copy}>Copy as JSON</Button>
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}

export function RevokeApiKeyDialog({ apiKey, onClose }: { apiKey: ApiKeyDto; onClose: () => void }) {
  const client = useQueryClient();
  const { formProps, pending } = useActionForm({
    action: revokeApiKeyAction,
    schema: revokeApiKeyForm,
    refused: "The key was not revoked",
    onSettled: () => makeStale(client, [keys.apiKeys()]),
    onDone: () => {
      toast.success("API key revoked");
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title="Revoke API key"
      confirmLabel="Yes"
      danger
      pending={pending}
      formProps={formProps}
      fields={<input type="hidden" name="api_key" value={apiKey.api_key} />}
      onClose={onClose}
    >
      <p>Scripts that use “{apiKey.name}” stop working at once.</p>
    </ConfirmDialog>
  );
}
