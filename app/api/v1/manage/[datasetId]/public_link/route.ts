import * as api from "@/lib/api/sharing";
import { settings } from "@/lib/env";
import { route } from "@/lib/http";
import { endPublicLink, getPublicLink, makePublicLink, publicPath } from "@/lib/sharing/public-link";

export const GET = route(api.getPublicLink, ({ user, params }) => getPublicLink(user, params.datasetId));

export const PUT = route(api.makePublicLink, async ({ request, user, params }) => {
  const { token, created_at } = await makePublicLink(user, params.datasetId);
  return { url: new URL(publicPath(token), settings().publicUrl ?? request.url).href, created_at };
});

export const DELETE = route(api.endPublicLink, ({ user, params }) => endPublicLink(user, params.datasetId));
