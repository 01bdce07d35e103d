import * as api from "@/lib/api/groups";
import { removeMemberInput } from "@/lib/groups/schema";
import { removeMember, setMember } from "@/lib/groups/service";
import { parseBody, route } from "@/lib/http";

export const PUT = route(api.setMember, ({ user, params, body }) => setMember(user, params.groupId, body));

/** Who it is stands in the body, or in the query, as some clients send no body with DELETE. */
export const DELETE = route(api.removeMember, async ({ request, user, params, query }) => {
  const { email } = query;
  await removeMember(
    user,
    params.groupId,
    email === undefined ? await parseBody(request, removeMemberInput) : { email },
  );
});
