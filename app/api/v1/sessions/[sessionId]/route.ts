import * as api from "@/lib/api/account";
import { revokeSession } from "@/lib/auth/service";
import { route } from "@/lib/http";

export const DELETE = route(api.revokeSession, ({ user, params }) => revokeSession(user, params.sessionId));
