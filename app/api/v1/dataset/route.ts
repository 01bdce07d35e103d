import * as api from "@/lib/api/datasets";
import { createDataset } from "@/lib/datasets/service";
import { route } from "@/lib/http";

export const POST = route(api.createDataset, ({ user, body }) => createDataset(user, body));
