"use client";

import { signIn } from "next-auth/react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { api } from "@/lib/api-client";

export function SetupForm() {
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<string | null>(null);

  const submit = async (fields: FormData) => {
    setPending(true);
    setError(null);
    const text = (name: string) => String(fields.get(name));
    try {
      await api("/setup", {
        method: "POST",
        body: { token: text("token"), name: text("name"), email: text("email"), password: text("password") },
      });
      await signIn("credentials", { email: text("email"), password: text("password"), callbackUrl: "/datasets" });
    } catch (problem) {
      setError((problem as Error).message);
      setPending(false);
    }
  };

  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(new FormData(event.currentTarget));
      }}
    >
      <h1 className="text-xl font-semibold">Create the first account</h1>
      <TextField
        label="Set-up token"
        name="token"
        required
        autoComplete="off"
        hint="Printed in the server's log when it started."
      />
      <TextField label="Name" name="name" required autoComplete="name" />
      <TextField label="Email" name="email" type="email" required autoComplete="username" />
      <TextField
        label="Password"
        name="password"
        type="password"
        required
        minLength={10}
        autoComplete="new-password"
        error={error}
        hint="At least 10 characters."
      />
      <Button type="submit" variant="primary" disabled={pending} aria-busy={pending}>
        Create account
      </Button>
    </form>
  );
}
