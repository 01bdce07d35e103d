import * as api from "@/lib/api/datasets";
import { starDataset } from "@/lib/datasets/service";
import { route } from "@/lib/http";

export const PUT = route(api.starDataset, ({ user, params }) => starDataset(user, params.datasetId, true));

export const DELETE = route(api.unstarDataset, ({ user, params }) => starDataset(user, params.datasetId, false));
