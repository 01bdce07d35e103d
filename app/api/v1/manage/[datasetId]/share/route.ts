import * as api from "@/lib/api/sharing";
import { revokeInput } from "@/lib/sharing/schema";
import { changeRole, listShares, revokeRole } from "@/lib/sharing/service";
import { parseBody, route } from "@/lib/http";

export const GET = route(api.listShares, ({ user, params }) => listShares(user, params.datasetId));

export const PATCH = route(api.changeRole, ({ user, params, body }) => changeRole(user, params.datasetId, body));

/** Whose it is stands in the body, or in the query, as some clients send no body with DELETE. */
export const DELETE = route(api.revokeRole, async ({ request, user, params, query }) => {
  const isTold = Object.values(query).some((value) => value !== undefined);
  await revokeRole(user, params.datasetId, isTold ? query : await parseBody(request, revokeInput));
});
