import * as api from "@/lib/api/sharing";
import { settings } from "@/lib/env";
import { route } from "@/lib/http";
import { invitationPath } from "@/lib/sharing/invitations";
import { share } from "@/lib/sharing/service";

export const PUT = route(api.invite, async ({ request, user, params, body }) => {
  const token = await share(user, params.datasetId, body);
  return {
    pending: token !== null,
    accept_url: token === null ? null : new URL(invitationPath(token), settings().publicUrl ?? request.url).href,
  };
});
