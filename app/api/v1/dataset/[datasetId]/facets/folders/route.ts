import { parseQuery, route } from "@/lib/http";
import { foldersQuery } from "@/lib/items/schema";
import { getFolders } from "@/lib/items/facets";

export const GET = route<{ datasetId: string }>(async (request, { user, params }) =>
  Response.json(await getFolders(user, params.datasetId, parseQuery(request, foldersQuery))),
);
