import * as api from "@/lib/api/links";
import { route } from "@/lib/http";
import { makeLinks, revokeLinks } from "@/lib/links/service";

/** A manifest of signed links to the files of chosen items. */
export const POST = route(api.makeLinks, ({ request, user, params, body, headers }) => {
  headers.set("cache-control", "no-store");
  return makeLinks(user, params.datasetId, body, new URL(request.url).origin);
});

/** Ends all links that were given before. */
export const DELETE = route(api.revokeLinks, ({ user, params }) => revokeLinks(user, params.datasetId));
