/**
 * A link with which anyone may look at a dataset. It owns a guest: an account that nobody signs in with, a Viewer of that one
 * dataset. Ending the link deletes the account, so whatever was looked at with it is refused from then on.
 */
import "server-only";
import { randomUUID } from "node:crypto";
import { requireDataset } from "@/lib/access/service";
import type { CurrentUser } from "@/lib/auth/service";
import { commit, nothingToDo, type Decision } from "@/lib/commits/gate";
import { hashOfToken, newToken } from "./invitations";
import * as repository from "./repository";
import type { PublicLinkDto } from "./schema";

/** Where a link leads. */
export const publicPath = (token: string): string => `/public/${token}`;

/** Whether there is one, who made it and when; what it holds is told once, when it is made. @throws NotFoundError, ForbiddenError */
export async function getPublicLink(user: CurrentUser, id: string): Promise<PublicLinkDto> {
  await requireDataset(user, id, "dataset.share");
  const link = await repository.findPublicLink(id);
  return {
    is_public: link !== null,
    created_at: link?.created_at ?? null,
    created_by: link?.created_by ?? null,
  };
}

/** Makes the link; where there is one, another in its place. @returns what it holds @throws NotFoundError, ForbiddenError */
export async function makePublicLink(user: CurrentUser, id: string): Promise<{ token: string; created_at: string }> {
  const { token, tokenHash } = newToken();
  const guestId = randomUUID();
  // As the database tells it: to the microsecond.
  const created_at = new Date().toISOString().replace("Z", "000Z");
  return commit(user, id, "dataset_share", async (): Promise<Decision<{ token: string; created_at: string }>> => {
    const before = await repository.findPublicLink(id);
    return {
      effects: {
        members: [...(before ? [{ userId: before.guest_id, role: null }] : []), { userId: guestId, role: "VIEWER" }],
        rows: [
          ...(before ? [repository.removeGuestSql(before.guest_id)] : []),
          repository.addGuestSql(guestId),
          repository.addPublicLinkSql({ guestId, tokenHash, createdBy: user.email, createdAt: created_at }),
        ],
        event: { kind: "public_link", actor: user.email, detail: {} },
        tells: "share",
      },
      answer: () => ({ token, created_at }),
    };
  });
}

/** Ends the link and everything that was opened with it; without one there is nothing to do. @throws NotFoundError, ForbiddenError */
export async function endPublicLink(user: CurrentUser, id: string): Promise<void> {
  await commit(user, id, "dataset_share", async (): Promise<Decision<void>> => {
    const link = await repository.findPublicLink(id);
    if (!link) return nothingToDo(undefined);
    return {
      effects: {
        members: [{ userId: link.guest_id, role: null }],
        rows: repository.removeGuestSql(link.guest_id),
        event: { kind: "end_public_link", actor: user.email, detail: {} },
        tells: "share",
      },
      answer: () => undefined,
    };
  });
}

/** Whose guest a link makes one; null alike for what never was a link, for one that ended, and while the dataset is in the trash. */
export const openPublicLink = (token: string): Promise<{ dataset_id: string; guest_id: string } | null> =>
  repository.findByToken(hashOfToken(token));
