import { empty, parseBody, parseQuery, route } from "@/lib/http";
import { revokeInput, shareInput } from "@/lib/datasets/schema";
import { changeRole, listShares, revokeRole } from "@/lib/datasets/service";

type Params = { datasetId: string };

export const GET = route<Params>(async (_request, { user, params }) =>
  Response.json(await listShares(user, params.datasetId)),
);

export const PATCH = route<Params>(async (request, { user, params }) => {
  await changeRole(user, params.datasetId, await parseBody(request, shareInput));
  return empty();
});

/** Whose it is stands in the body, or in the query, as some clients send no body with DELETE. */
export const DELETE = route<Params>(async (request, { user, params }) => {
  const asked = new URL(request.url).search !== "";
  await revokeRole(
    user,
    params.datasetId,
    asked ? parseQuery(request, revokeInput) : await parseBody(request, revokeInput),
  );
  return empty();
});
