import * as api from "@/lib/api/activity";
import { listActivity } from "@/lib/activity/service";
import { route } from "@/lib/http";

export const GET = route(api.listActivity, ({ user, params, query }) => listActivity(user, params.datasetId, query));
