import * as api from "@/lib/api/groups";
import { createGroup, listGroups } from "@/lib/groups/service";
import { route } from "@/lib/http";

export const GET = route(api.listGroups, ({ user }) => listGroups(user));

export const POST = route(api.createGroup, ({ user, body }) => createGroup(user, body));
