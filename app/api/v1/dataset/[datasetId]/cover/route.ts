import { coverFromFile, coverFromItem } from "@/lib/covers/service";
import { coverInput } from "@/lib/datasets/schema";
import { parseBody, route } from "@/lib/http";
import { bodyOrFile } from "@/lib/uploads/receive-file";

/** Chooses the cover: multipart with a `file`, or JSON that names an item. */
export const PUT = route<{ datasetId: string }>(async (request, { user, params }) => {
  if (request.headers.get("content-type")?.startsWith("multipart/form-data"))
    return Response.json(
      await bodyOrFile(request, "cover", (_name, body) => coverFromFile(user, params.datasetId, body)),
    );
  const { media_id } = await parseBody(request, coverInput);
  return Response.json(await coverFromItem(user, params.datasetId, media_id));
});
