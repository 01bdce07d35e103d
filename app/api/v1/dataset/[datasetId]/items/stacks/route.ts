import * as api from "@/lib/api/items";
import { route } from "@/lib/http";
import { listStacks } from "@/lib/items/facets";

export const GET = route(api.listStacks, ({ user, params, query }) => listStacks(user, params.datasetId, query));
