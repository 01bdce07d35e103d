import * as api from "@/lib/api/account";
import { revokeApiKey } from "@/lib/auth/service";
import { route } from "@/lib/http";

export const DELETE = route(api.revokeApiKey, ({ user, params }) => revokeApiKey(user, params.key));
