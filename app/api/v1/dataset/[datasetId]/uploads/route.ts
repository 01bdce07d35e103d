import { route } from "@/lib/http";
import { openUpload } from "@/lib/pipeline/service";

export const POST = route<{ datasetId: string }>(async (_request, { user, params }) => Response.json(await openUpload(user, params.datasetId)));
