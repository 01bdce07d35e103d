import * as api from "@/lib/api/account";
import { createApiKey, listApiKeys } from "@/lib/auth/service";
import { route } from "@/lib/http";

export const GET = route(api.listApiKeys, ({ user }) => listApiKeys(user));

export const POST = route(api.createApiKey, ({ user, body: { name, ...may } }) => createApiKey(user, name, may));
