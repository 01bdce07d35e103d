import * as api from "@/lib/api/account";
import { listSessions, revokeOtherSessions } from "@/lib/auth/service";
import { route } from "@/lib/http";

export const GET = route(api.listSessions, ({ user }) => listSessions(user));

/** All but the one that asks. */
export const DELETE = route(api.revokeOtherSessions, async ({ user }) => {
  await revokeOtherSessions(user);
});
