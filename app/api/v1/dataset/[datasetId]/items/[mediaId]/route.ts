import * as edits from "@/lib/api/edits";
import * as api from "@/lib/api/items";
import { patchItem } from "@/lib/edits/patch-item";
import { route } from "@/lib/http";
import { getItem } from "@/lib/items/service";

export const PATCH = route(edits.patchItem, ({ request, user, params, body }) =>
  patchItem(user, params.datasetId, params.mediaId, body, request.headers.get("if-match")),
);

export const GET = route(api.getItem, ({ user, params, query }) =>
  getItem(user, params.datasetId, params.mediaId, query),
);
