import { parseBody, parseQuery, route } from "@/lib/http";
import { patchItemInput, snapshotQuery } from "@/lib/items/schema";
import { patchItem } from "@/lib/edits/patch-item";
import { getItem } from "@/lib/items/service";

type Params = { datasetId: string; mediaId: string };

export const PATCH = route<Params>(async (request, { user, params }) =>
  Response.json(
    await patchItem(
      user,
      params.datasetId,
      params.mediaId,
      await parseBody(request, patchItemInput),
      request.headers.get("if-match"),
    ),
  ),
);

export const GET = route<Params>(async (request, { user, params }) =>
  Response.json(await getItem(user, params.datasetId, params.mediaId, parseQuery(request, snapshotQuery))),
);
