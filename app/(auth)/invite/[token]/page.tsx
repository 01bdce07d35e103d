import type { Metadata } from "next";
import { AcceptInvitation } from "@/components/auth/accept-invitation";
import { Link } from "@/components/ui/link";
import { waysIn } from "@/lib/auth/service";
import { findInvitation } from "@/lib/sharing/invitations";

/** The address holds a secret: it is told to nobody. */
export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer", robots: { index: false } };

export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const invitation = await findInvitation(token);
  if (!invitation)
    return (
      <div className="grid gap-3">
        <h1 className="text-xl font-semibold">This invitation is good no more</h1>
        <p className="text-muted">
          It was used, taken back or replaced, or is older than two weeks. Ask whoever invited you for another, or sign
          in if you have made your account.
        </p>
        <Link href="/sign-in" className="text-accent-text underline">
          Sign in
        </Link>
      </div>
    );
  const { email, dataset_id, dataset_name, role, invited_by } = invitation;
  const { provider, passwords } = waysIn();
  return (
    <AcceptInvitation
      token={token}
      invitation={{ email, dataset_id, dataset_name, role, invited_by }}
      provider={provider}
      passwords={passwords}
    />
  );
}
