"use client";

import { demoSignInAction, signInAction } from "@/app/(auth)/sign-in/actions";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { inputOf, useActionForm } from "@/components/ui/form";
import { demoSignInForm, signInForm } from "@/lib/auth/schema";
import { addressOfProvider, Or, ProviderLink } from "./provider-link";

interface SignInFormProps {
  /** Where the person wanted to go. */
  readonly from: string;
  readonly demo: readonly { readonly email: string; readonly name: string }[];
  /** What people call the provider that they can sign in through; null where there is none. */
  readonly provider: string | null;
  /** Whether people can sign in with a password. */
  readonly passwords: boolean;
  /** Why the provider let nobody in, and whether that is a matter of the account. */
  readonly refusal: { readonly text: string; readonly anew: boolean } | null;
}

const nothing = () => undefined;

export function SignInForm({ from, demo, provider, passwords, refusal }: SignInFormProps) {
  return (
    <div className="grid gap-5">
      <h1 className="text-xl font-semibold">Sign in</h1>
      {refusal ? (
        <Alert
          action={
            refusal.anew ? (
              <a
                href={addressOfProvider(from, true)}
                className="inline-flex items-center rounded-sm font-medium underline pointer-coarse:min-h-12"
              >
                Use another account
              </a>
            ) : null
          }
        >
          {refusal.text}
        </Alert>
      ) : null}
      {provider === null ? null : (
        <ProviderLink provider={provider} from={from} variant={passwords ? "secondary" : "primary"} />
      )}
      {provider !== null && passwords ? <Or /> : null}
      {passwords ? <PasswordForm from={from} /> : null}
      {demo.length > 0 ? <DemoAccounts from={from} demo={demo} /> : null}
    </div>
  );
}

function PasswordForm({ from }: Pick<SignInFormProps, "from">) {
  const { formProps, fields, pending, problem } = useActionForm({
    action: signInAction,
    schema: signInForm,
    // The server's answer leads on.
    onDone: nothing,
  });
  return (
    <form {...formProps} className="grid gap-4">
      <input type="hidden" name="from" value={from} />
      <TextField label="Email" type="email" autoComplete="username" {...inputOf(fields.email)} />
      <TextField label="Password" type="password" autoComplete="current-password" {...inputOf(fields.password)} />
      {problem}
      <Button type="submit" variant="primary" disabled={pending} aria-busy={pending}>
        Sign in
      </Button>
    </form>
  );
}

function DemoAccounts({ from, demo }: Pick<SignInFormProps, "from" | "demo">) {
  const { formProps, pending, problem } = useActionForm({
    action: demoSignInAction,
    schema: demoSignInForm,
    onDone: nothing,
  });
  return (
    <section aria-label="Demo accounts" className="grid gap-2 border-t border-line pt-4">
      <p className="text-muted">This is a demo. Look around as:</p>
      <form {...formProps} className="grid grid-cols-3 gap-2">
        <input type="hidden" name="from" value={from} />
        {demo.map(({ email }) => (
          <Button key={email} type="submit" name="email" value={email} disabled={pending} title={email}>
            {email.split("@")[0]!.replace(/^./, (letter) => letter.toUpperCase())}
          </Button>
        ))}
      </form>
      {problem}
    </section>
  );
}
