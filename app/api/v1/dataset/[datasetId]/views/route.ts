import * as api from "@/lib/api/items";
import { route } from "@/lib/http";
import { listViews, saveView } from "@/lib/views/service";

export const GET = route(api.listViews, ({ user, params }) => listViews(user, params.datasetId));

export const POST = route(api.saveView, ({ user, params, body }) => saveView(user, params.datasetId, body));
