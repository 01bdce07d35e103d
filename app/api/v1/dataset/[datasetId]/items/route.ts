import { parseBody, parseQuery, route } from "@/lib/http";
import { deleteInput, listItemsQuery } from "@/lib/items/schema";
import { deleteItems } from "@/lib/edits/delete-items";
import { listItems } from "@/lib/items/service";

type Params = { datasetId: string };

export const GET = route<Params>(async (request, { user, params }) =>
  Response.json(await listItems(user, params.datasetId, parseQuery(request, listItemsQuery))),
);

export const DELETE = route<Params>(async (request, { user, params }) =>
  Response.json(await deleteItems(user, params.datasetId, await parseBody(request, deleteInput))),
);
