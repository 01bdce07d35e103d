"use client";

import { demoSignInAction, signInAction } from "@/app/(auth)/sign-in/actions";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { inputOf, useActionForm } from "@/components/ui/form";
import { demoSignInForm, signInForm } from "@/lib/auth/schema";

interface SignInFormProps {
  /** Where the person wanted to go. */
  readonly from: string;
  readonly demo: readonly { readonly email: string; readonly name: string }[];
}

const nothing = () => undefined;

export function SignInForm({ from, demo }: SignInFormProps) {
  const { formProps, fields, pending, problem } = useActionForm({
    action: signInAction,
    schema: signInForm,
    // The server's answer leads on.
    onDone: nothing,
  });
  return (
    <div className="grid gap-5">
      <form {...formProps} className="grid gap-4">
        <h1 className="text-xl font-semibold">Sign in</h1>
        <input type="hidden" name="from" value={from} />
        <TextField label="Email" type="email" autoComplete="username" {...inputOf(fields.email)} />
        <TextField label="Password" type="password" autoComplete="current-password" {...inputOf(fields.password)} />
        {problem}
        <Button type="submit" variant="primary" disabled={pending} aria-busy={pending}>
          Sign in
        </Button>
      </form>
      {demo.length > 0 ? <DemoAccounts from={from} demo={demo} /> : null}
    </div>
  );
}

function DemoAccounts({ from, demo }: SignInFormProps) {
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
