import * as api from "@/lib/api/account";
import { createFirstAccount } from "@/lib/auth/service";
import { publicRoute } from "@/lib/http";

/** Creates the first account, for whoever holds the set-up token of the server's log. */
export const POST = publicRoute(api.setUp, async ({ body }) => {
  await createFirstAccount(body);
});
