import * as api from "@/lib/api/items";
import { route } from "@/lib/http";
import { getBlame } from "@/lib/items/blame";

export const GET = route(api.getItemBlame, ({ user, params }) => getBlame(user, params.datasetId, params.mediaId));
