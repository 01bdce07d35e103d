import { empty, parseBody, publicRoute } from "@/lib/http";
import { firstAccountInput } from "@/lib/auth/schema";
import { createFirstAccount } from "@/lib/auth/service";

/** Creates the first account, for whoever holds the set-up token of the server's log. */
export const POST = publicRoute(async (request) => {
  await createFirstAccount(await parseBody(request, firstAccountInput));
  return empty();
});
