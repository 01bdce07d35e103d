import * as api from "@/lib/api/groups";
import { deleteGroup, getGroup, renameGroup } from "@/lib/groups/service";
import { route } from "@/lib/http";

export const GET = route(api.getGroup, ({ user, params }) => getGroup(user, params.groupId));

export const PATCH = route(api.renameGroup, ({ user, params, body }) => renameGroup(user, params.groupId, body));

export const DELETE = route(api.deleteGroup, ({ user, params }) => deleteGroup(user, params.groupId));
