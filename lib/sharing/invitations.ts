/** Invitations of people who have no account yet: a link makes the account, and every role that waits for its address. */
import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { createAccount, type CurrentUser } from "@/lib/auth/service";
import { NotFoundError } from "@/lib/errors";
import * as repository from "./repository";
import type { Invitation } from "./repository";

export const INVITATION_DAYS = 14;

/** What is kept of a link. */
export const hashOfToken = (token: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(createHash("sha256").update(token).digest());

/** What a link holds, and what is kept of it: whoever reads the database cannot use the links. */
export function newToken(): { token: string; tokenHash: Uint8Array<ArrayBuffer> } {
  const token = randomBytes(24).toString("base64url");
  return { token, tokenHash: hashOfToken(token) };
}

/** Where a link leads. */
export const invitationPath = (token: string): string => `/invite/${token}`;

/** What whoever has the link is told; null for a link that was replaced, taken back or used, or is too old. */
export const findInvitation = (token: string): Promise<Invitation | null> =>
  repository.findInvitation(hashOfToken(token));

/**
 * Makes the account that a link is for. Every role that waits for its address comes with it, in the same statement: the database
 * gives them where an account is made, whoever makes it (prisma/migrations/0016_groups), so nothing can stop in between.
 * @throws NotFoundError for a link that is good no more, ConflictError where the account exists
 */
export async function acceptInvitation({
  token,
  name,
  password,
}: {
  token: string;
  name: string;
  password: string;
}): Promise<{ user: CurrentUser; datasetId: string }> {
  const invitation = await findInvitation(token);
  if (!invitation) throw new NotFoundError("Invitation");
  const user = await createAccount({ email: invitation.email, name, password });
  return { user, datasetId: invitation.dataset_id };
}

/** Whether roles wait for an address. */
export const isInvited = async (email: string): Promise<boolean> =>
  (await repository.findInvitationsOf(email)).length > 0;
