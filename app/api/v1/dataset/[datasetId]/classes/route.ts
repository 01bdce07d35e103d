import * as edits from "@/lib/api/edits";
import * as api from "@/lib/api/facets";
import { editClasses } from "@/lib/edits/edit-classes";
import { route } from "@/lib/http";
import { getClasses } from "@/lib/items/classes";

export const GET = route(api.getClasses, ({ user, params, query }) => getClasses(user, params.datasetId, query));

export const PATCH = route(edits.editClasses, ({ user, params, body }) => editClasses(user, params.datasetId, body));
