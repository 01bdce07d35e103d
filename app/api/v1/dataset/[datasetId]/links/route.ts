import { empty, parseBody, route } from "@/lib/http";
import { linksInput } from "@/lib/links/schema";
import { makeLinks, revokeLinks } from "@/lib/links/service";

type Params = { datasetId: string };

/** A manifest of signed links to the files of chosen items. */
export const POST = route<Params>(async (request, { user, params }) => {
  const input = await parseBody(request, linksInput);
  return Response.json(await makeLinks(user, params.datasetId, input, new URL(request.url).origin), {
    headers: { "cache-control": "no-store" },
  });
});

/** Ends all links that were given before. */
export const DELETE = route<Params>(async (_request, { user, params }) => {
  await revokeLinks(user, params.datasetId);
  return empty();
});
