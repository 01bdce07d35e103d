"use client";

import { acceptInvitationAction } from "@/app/(auth)/invite/[token]/actions";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { inputOf, useActionForm } from "@/components/ui/form";
import type { Role } from "@/lib/auth/roles";
import { acceptInvitationForm } from "@/lib/sharing/schema";
import { Or, ProviderLink } from "./provider-link";

interface AcceptInvitationProps {
  readonly token: string;
  readonly invitation: {
    readonly email: string;
    readonly dataset_id: string;
    readonly dataset_name: string;
    readonly role: Role;
    readonly invited_by: string;
  };
  /** What people call the provider that they can sign in through; null where there is none. */
  readonly provider: string | null;
  /** Whether people can sign in with a password. */
  readonly passwords: boolean;
}

const AS: Record<Role, string> = { VIEWER: "a Viewer", EDITOR: "an Editor", OWNER: "an Owner" };

/** Makes the account that somebody was invited to. */
export function AcceptInvitation({ token, invitation, provider, passwords }: AcceptInvitationProps) {
  const { email, dataset_id, dataset_name, role, invited_by } = invitation;
  return (
    <div className="grid gap-4">
      <div className="grid gap-1.5">
        <h1 className="text-xl font-semibold">Make your account</h1>
        <p className="wrap-anywhere text-muted">
          {invited_by} invites you to “{dataset_name}” as {AS[role]}.
        </p>
      </div>
      {provider === null ? null : (
        <>
          <ProviderLink
            provider={provider}
            from={`/datasets/${dataset_id}`}
            variant={passwords ? "secondary" : "primary"}
          />
          <p className="wrap-anywhere text-muted">Your address there has to be {email}.</p>
        </>
      )}
      {provider !== null && passwords ? <Or /> : null}
      {passwords ? <WithPassword token={token} email={email} /> : null}
    </div>
  );
}

function WithPassword({ token, email }: { token: string; email: string }) {
  const { formProps, fields, pending, problem } = useActionForm({
    action: acceptInvitationAction,
    schema: acceptInvitationForm,
    // The server's answer leads on.
    onDone: () => undefined,
  });
  return (
    <form {...formProps} className="grid gap-4">
      <input type="hidden" name="token" value={token} />
      <TextField label="Email" type="email" value={email} readOnly autoComplete="username" />
      <TextField label="Name" {...inputOf(fields.name)} autoComplete="name" />
      <TextField
        label="Password"
        type="password"
        {...inputOf(fields.password)}
        autoComplete="new-password"
        hint="At least 10 characters."
      />
      {problem}
      <Button type="submit" variant="primary" disabled={pending} aria-busy={pending}>
        Make account
      </Button>
    </form>
  );
}
