import { classEdit, classesQuery } from "@/lib/classes/schema";
import { editClasses } from "@/lib/edits/edit-classes";
import { parseBody, parseQuery, route } from "@/lib/http";
import { getClasses } from "@/lib/items/classes";

export const GET = route<{ datasetId: string }>(async (request, { user, params }) =>
  Response.json(await getClasses(user, params.datasetId, parseQuery(request, classesQuery))),
);

export const PATCH = route<{ datasetId: string }>(async (request, { user, params }) =>
  Response.json(await editClasses(user, params.datasetId, await parseBody(request, classEdit))),
);
