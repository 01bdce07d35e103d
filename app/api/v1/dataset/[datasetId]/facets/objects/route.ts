import * as api from "@/lib/api/facets";
import { route } from "@/lib/http";
import { getObjectFacets } from "@/lib/items/object-facets";

export const GET = route(api.getObjectFacets, ({ user, params, query }) =>
  getObjectFacets(user, params.datasetId, query),
);
