import * as api from "@/lib/api/items";
import { route } from "@/lib/http";
import { getExif } from "@/lib/items/exif";

export const GET = route(api.getExif, ({ user, params, query }) =>
  getExif(user, params.datasetId, params.mediaId, query),
);
