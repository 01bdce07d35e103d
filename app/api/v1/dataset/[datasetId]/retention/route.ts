import * as api from "@/lib/api/retention";
import { route } from "@/lib/http";
import { getRetention, setRetention } from "@/lib/retention/service";

export const GET = route(api.getRetention, ({ user, params }) => getRetention(user, params.datasetId));

export const PUT = route(api.setRetention, ({ user, params, body }) => setRetention(user, params.datasetId, body));
