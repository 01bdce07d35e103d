import * as api from "@/lib/api/account";
import { publicRoute } from "@/lib/http";
import { serveMedia } from "@/lib/links/serve";

/** Bytes of a file or thumbnail, for whoever holds a signed link; with range requests. */
export const GET = publicRoute(api.getMedia, ({ request, params }) =>
  serveMedia(request, params.sha256, params.variant),
);
