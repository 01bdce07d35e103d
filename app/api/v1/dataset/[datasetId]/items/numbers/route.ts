import * as api from "@/lib/api/items";
import { route } from "@/lib/http";
import { listNumbers } from "@/lib/items/service";

export const GET = route(api.listNumbers, ({ user, params, query }) => listNumbers(user, params.datasetId, query));
