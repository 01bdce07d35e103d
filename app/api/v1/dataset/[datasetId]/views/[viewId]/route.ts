import * as api from "@/lib/api/items";
import { route } from "@/lib/http";
import { deleteView } from "@/lib/views/service";

export const DELETE = route(api.deleteView, ({ user, params }) => deleteView(user, params.datasetId, params.viewId));
