import { publicRoute } from "@/lib/http";
import { serveMedia } from "@/lib/links/serve";

/** Bytes of a file or thumbnail, for whoever holds a signed link; with range requests. */
export const GET = publicRoute<{ sha256: string; variant: string }>(async (request, { sha256, variant }) =>
  serveMedia(request, sha256, variant),
);
