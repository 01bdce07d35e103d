import { route } from "@/lib/http";
import { openEventStream } from "@/lib/live/service";

/** Server-sent events: which datasets changed, as long as the browser listens. */
export const GET = route(async (request, { user }) => openEventStream(user, request.signal));
