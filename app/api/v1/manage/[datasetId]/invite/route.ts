import { empty, parseBody, route } from "@/lib/http";
import { shareInput } from "@/lib/datasets/schema";
import { share } from "@/lib/datasets/service";

export const PUT = route<{ datasetId: string }>(async (request, { user, params }) => {
  await share(user, params.datasetId, await parseBody(request, shareInput));
  return empty();
});
