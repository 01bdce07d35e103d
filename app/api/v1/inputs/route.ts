import * as api from "@/lib/api/inputs";
import { route } from "@/lib/http";
import { listInputs } from "@/lib/inputs/service";

export const GET = route(api.listInputs, ({ user, query }) => listInputs(user, query));
