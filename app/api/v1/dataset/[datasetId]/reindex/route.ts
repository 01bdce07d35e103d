import { accepted, route } from "@/lib/http";
import { startReindex } from "@/lib/pipeline/service";

export const POST = route<{ datasetId: string }>(async (_request, { user, params }) => accepted((await startReindex(user, params.datasetId)).task_id));
