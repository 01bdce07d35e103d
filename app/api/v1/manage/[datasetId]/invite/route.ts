import * as api from "@/lib/api/datasets";
import { share } from "@/lib/datasets/service";
import { route } from "@/lib/http";

export const PUT = route(api.invite, ({ user, params, body }) => share(user, params.datasetId, body));
