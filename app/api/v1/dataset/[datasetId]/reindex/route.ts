import { route } from "@/lib/http";
import { startReindex } from "@/lib/pipeline/service";

export const POST = route<{ datasetId: string }>(async (_request, { user, params }) => Response.json(await startReindex(user, params.datasetId), { status: 202 }));
