import * as api from "@/lib/api/items";
import { route } from "@/lib/http";
import { describeItems } from "@/lib/items/describe";

/** Items that a description fits, best first. */
export const GET = route(api.describeItems, ({ user, params, query }) => describeItems(user, params.datasetId, query));
