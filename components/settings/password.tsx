"use client";

import { useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { changePasswordAction } from "@/app/(app)/settings/actions";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { plural } from "@/components/ui/format";
import { inputOf, useActionForm } from "@/components/ui/form";
import { changePasswordInput } from "@/lib/auth/schema";
import { keys, makeStale } from "@/lib/query-keys";

export function Password({ email }: { email: string }) {
  const client = useQueryClient();
  const { formProps, fields, pending, problem, reset } = useActionForm({
    action: changePasswordAction,
    schema: changePasswordInput,
    onDone: (ended) => {
      toast.success("Password changed", {
        description: ended > 0 ? `Signed out of ${plural(ended, "other browser")}.` : undefined,
      });
      reset();
      return makeStale(client, [keys.sessions()]);
    },
  });
  return (
    <section aria-label="Password" className="grid gap-4 rounded-lg border border-line bg-surface p-5">
      <div>
        <h2 className="text-base font-semibold">Password</h2>
        <p className="text-muted">A new one signs you out of every other browser.</p>
      </div>
      <form {...formProps} className="grid gap-3">
        {/* For password managers: whose it is. */}
        <input type="text" autoComplete="username" value={email} readOnly hidden />
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            label="Current password"
            type="password"
            autoComplete="current-password"
            {...inputOf(fields.password)}
          />
          <TextField
            label="New password"
            type="password"
            autoComplete="new-password"
            hint="At least 10 characters"
            {...inputOf(fields.new_password)}
          />
        </div>
        {problem}
        <div>
          <Button type="submit" disabled={pending} aria-busy={pending}>
            Change password
          </Button>
        </div>
      </form>
    </section>
  );
}
