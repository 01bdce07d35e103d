import * as api from "@/lib/api/account";
import { route } from "@/lib/http";
import { openDatasetStream } from "@/lib/live/service";

/** Server-sent events of one dataset, until whoever listens may see it no more. */
export const GET = route(api.listenToDataset, ({ request, user, params }) =>
  openDatasetStream(user, params.datasetId, request.signal),
);
