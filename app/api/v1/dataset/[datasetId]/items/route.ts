import * as edits from "@/lib/api/edits";
import * as api from "@/lib/api/items";
import { deleteItems } from "@/lib/edits/delete-items";
import { route } from "@/lib/http";
import { listItems } from "@/lib/items/service";

export const GET = route(api.listItems, ({ user, params, query }) => listItems(user, params.datasetId, query));

export const DELETE = route(edits.deleteItems, ({ user, params, body }) => deleteItems(user, params.datasetId, body));
