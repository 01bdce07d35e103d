import * as api from "@/lib/api/facets";
import { route } from "@/lib/http";
import { getFolders } from "@/lib/items/facets";

export const GET = route(api.getFolders, ({ user, params, query }) => getFolders(user, params.datasetId, query));
