import * as api from "@/lib/api/inputs";
import { route } from "@/lib/http";
import { countInputs } from "@/lib/inputs/service";

export const GET = route(api.countInputs, ({ user, query }) => countInputs(user, query));
