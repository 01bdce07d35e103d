import { parseBody, route } from "@/lib/http";
import { saveViewInput } from "@/lib/views/schema";
import { listViews, saveView } from "@/lib/views/service";

type Params = { datasetId: string };

export const GET = route<Params>(async (_request, { user, params }) =>
  Response.json(await listViews(user, params.datasetId)),
);

export const POST = route<Params>(async (request, { user, params }) =>
  Response.json(await saveView(user, params.datasetId, await parseBody(request, saveViewInput))),
);
