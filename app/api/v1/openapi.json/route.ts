import * as api from "@/lib/api/account";
import { apiDocument } from "@/lib/api/document";
import { publicRoute } from "@/lib/http";

/** The same for everybody and until the product changes, which a minute may be late to tell. */
export const GET = publicRoute(api.getDocument, () =>
  Response.json(apiDocument(), { headers: { "cache-control": "public, max-age=60" } }),
);
