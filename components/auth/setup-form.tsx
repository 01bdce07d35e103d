"use client";

import { createFirstAccountAction } from "@/app/(auth)/setup/actions";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { inputOf, useActionForm } from "@/components/ui/form";
import { firstAccountInput } from "@/lib/auth/schema";
import { Or, ProviderLink } from "./provider-link";

/** @param provider whose people need no token; null where there is none */
export function SetupForm({ provider }: { provider: string | null }) {
  const { formProps, fields, pending, problem } = useActionForm({
    action: createFirstAccountAction,
    schema: firstAccountInput,
    // The server's answer leads on.
    onDone: () => undefined,
  });
  return (
    <form {...formProps} className="grid gap-4">
      <h1 className="text-xl font-semibold">Create the first account</h1>
      <TextField
        label="Set-up token"
        {...inputOf(fields.token)}
        autoComplete="off"
        hint="Printed in the server's log when it started."
      />
      <TextField label="Name" {...inputOf(fields.name)} autoComplete="name" />
      <TextField label="Email" type="email" {...inputOf(fields.email)} autoComplete="username" />
      <TextField
        label="Password"
        type="password"
        {...inputOf(fields.password)}
        autoComplete="new-password"
        hint="At least 10 characters."
      />
      {problem}
      <Button type="submit" variant="primary" disabled={pending} aria-busy={pending}>
        Create account
      </Button>
      {provider === null ? null : (
        <>
          <Or />
          <ProviderLink provider={provider} from="/datasets" />
        </>
      )}
    </form>
  );
}
