import * as api from "@/lib/api/datasets";
import { listDatasetFilters } from "@/lib/datasets/service";
import { route } from "@/lib/http";

export const GET = route(api.listDatasetFilters, ({ user }) => listDatasetFilters(user));
