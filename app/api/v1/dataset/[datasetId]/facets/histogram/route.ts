import * as api from "@/lib/api/facets";
import { route } from "@/lib/http";
import { getHistogram } from "@/lib/items/facets";

export const GET = route(api.getHistogram, ({ user, params, query }) => getHistogram(user, params.datasetId, query));
