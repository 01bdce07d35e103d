import { route } from "@/lib/http";
import { listDatasets } from "@/lib/datasets/service";

export const GET = route(async (_request, { user }) => Response.json(await listDatasets(user)));
