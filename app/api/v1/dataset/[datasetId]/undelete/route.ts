import * as api from "@/lib/api/datasets";
import { undeleteDataset } from "@/lib/datasets/service";
import { route } from "@/lib/http";

export const POST = route(api.undeleteDataset, ({ user, params }) => undeleteDataset(user, params.datasetId));
