import * as api from "@/lib/api/inputs";
import { route } from "@/lib/http";
import { getInputFacets } from "@/lib/inputs/facets";

export const GET = route(api.listInputFacets, ({ user, query }) => getInputFacets(user, query));
