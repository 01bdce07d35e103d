import * as api from "@/lib/api/inputs";
import { route } from "@/lib/http";
import { listInputNumbers } from "@/lib/inputs/service";

export const GET = route(api.listInputNumbers, ({ user, query }) => listInputNumbers(user, query));
