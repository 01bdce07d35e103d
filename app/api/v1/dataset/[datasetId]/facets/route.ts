import * as api from "@/lib/api/facets";
import { route } from "@/lib/http";
import { getFacets } from "@/lib/items/facets";

export const GET = route(api.getFacets, ({ user, params, query }) => getFacets(user, params.datasetId, query));
