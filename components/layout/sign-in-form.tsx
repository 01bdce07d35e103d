"use client";

import { signIn } from "next-auth/react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";

const ERRORS: Record<string, string> = { CredentialsSignin: "The email or the password is wrong." };

export function SignInForm({ from, demo }: { from: string; demo: { email: string; name: string }[] }) {
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<string | null>(null);

  const enter = async (provider: "credentials" | "demo", fields: Record<string, string>) => {
    setPending(true);
    setError(null);
    try {
      const result = await signIn(provider, { ...fields, redirect: false });
      if (result?.ok && !result.error) return location.assign(from);
      setError(ERRORS[result?.error ?? ""] ?? result?.error ?? "Sign-in failed");
    } catch {
      setError("The server cannot be reached. Try again.");
    }
    setPending(false);
  };

  return (
    <div className="grid gap-5">
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const fields = new FormData(event.currentTarget);
          void enter("credentials", { email: String(fields.get("email")), password: String(fields.get("password")) });
        }}
      >
        <h1 className="text-xl font-semibold">Sign in</h1>
        <TextField label="Email" name="email" type="email" autoComplete="username" required />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          error={error}
        />
        <Button type="submit" variant="primary" disabled={pending} aria-busy={pending}>
          Sign in
        </Button>
      </form>
      {demo.length > 0 ? (
        <section aria-label="Demo accounts" className="grid gap-2 border-t border-line pt-4">
          <p className="text-muted">This is a demo. Look around as:</p>
          <div className="grid grid-cols-3 gap-2">
            {demo.map((account) => (
              <Button
                key={account.email}
                disabled={pending}
                title={account.email}
                onClick={() => void enter("demo", { email: account.email })}
              >
                {account.email.split("@")[0]!.replace(/^./, (letter) => letter.toUpperCase())}
              </Button>
            ))}
          </div>
        </section>
      ) : null}
    </div>
  );
}
