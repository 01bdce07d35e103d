import * as api from "@/lib/api/inputs";
import { route } from "@/lib/http";
import { findSimilarInputs } from "@/lib/inputs/similar";

export const POST = route(api.findSimilarInputs, ({ user, body }) => findSimilarInputs(user, body));
