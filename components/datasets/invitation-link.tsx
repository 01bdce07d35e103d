"use client";

import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";

/** An address without an account, and where one is made for it. */
export interface Invited {
  readonly email: string;
  readonly path: string;
}

/** The link of an invitation, told once. */
export function InvitationLink({ invited: { email, path } }: { invited: Invited }) {
  const address = new URL(path, location.origin).href;
  return (
    <section aria-label="Invitation" className="grid gap-2 rounded-md bg-sunken p-4">
      <p className="wrap-anywhere">
        {email} has no account yet. Send them this link: whoever opens it makes the account, for 14 days. It is shown
        now and not again.
      </p>
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-48 flex-1">
          <TextField label="Link" readOnly value={address} onFocus={(event) => event.target.select()} />
        </div>
        <Button onClick={() => void navigator.clipboard.writeText(address).then(() => toast.success("Link copied"))}>
          Copy link
        </Button>
      </div>
    </section>
  );
}
