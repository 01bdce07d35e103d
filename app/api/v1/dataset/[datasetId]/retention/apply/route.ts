import * as api from "@/lib/api/retention";
import { route } from "@/lib/http";
import { applyRetentionNow } from "@/lib/retention/service";

export const POST = route(api.applyRetention, ({ user, params }) => applyRetentionNow(user, params.datasetId));
