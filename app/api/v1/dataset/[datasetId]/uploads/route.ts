import * as api from "@/lib/api/import";
import { route } from "@/lib/http";
import { openUpload } from "@/lib/uploads/service";

/** Opens a staging area; files are then PUT into it. */
export const POST = route(api.openUpload, ({ user, params, body }) => openUpload(user, params.datasetId, body.purpose));
