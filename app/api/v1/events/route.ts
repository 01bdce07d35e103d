import * as api from "@/lib/api/account";
import { route } from "@/lib/http";
import { openEventStream } from "@/lib/live/service";

/** Server-sent events: which datasets changed, as long as the browser listens. */
export const GET = route(api.listen, ({ request, user }) => openEventStream(user, request.signal));
