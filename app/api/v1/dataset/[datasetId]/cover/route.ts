import * as api from "@/lib/api/datasets";
import { coverFromFile, coverFromItem } from "@/lib/covers/service";
import { route } from "@/lib/http";
import { bodyOrFile } from "@/lib/uploads/receive-file";

/** Chooses the cover: multipart with a `file`, or JSON that names an item. */
export const PUT = route(api.setCover, ({ request, user, params, body }) =>
  body
    ? coverFromItem(user, params.datasetId, body.media_id)
    : bodyOrFile(request, "cover", (_name, file) => coverFromFile(user, params.datasetId, file)),
);
