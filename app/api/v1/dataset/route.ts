import { parseBody, route } from "@/lib/http";
import { createDatasetInput } from "@/lib/datasets/schema";
import { createDataset } from "@/lib/datasets/service";

export const POST = route(async (request, { user }) =>
  Response.json(await createDataset(user, await parseBody(request, createDatasetInput))),
);
