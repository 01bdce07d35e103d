import * as api from "@/lib/api/edits";
import { route } from "@/lib/http";
import { assignAllSplits } from "@/lib/splits/service";

export const POST = route(api.assignSplits, ({ user, params, body }) => assignAllSplits(user, params.datasetId, body));
