import { parseQuery, route } from "@/lib/http";
import { numbersQuery } from "@/lib/items/schema";
import { listNumbers } from "@/lib/items/service";

export const GET = route<{ datasetId: string }>(async (request, { user, params }) =>
  Response.json(await listNumbers(user, params.datasetId, parseQuery(request, numbersQuery))),
);
