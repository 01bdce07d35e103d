import { z } from "zod";
import { parseBody, route } from "@/lib/http";
import { openUpload } from "@/lib/uploads/service";

const input = z.strictObject({ purpose: z.enum(["media", "custom_metadata"]).default("media") });

/** Opens a staging area; files are then PUT into it. */
export const POST = route<{ datasetId: string }>(async (request, { user, params }) =>
  Response.json(await openUpload(user, params.datasetId, (await parseBody(request, input)).purpose)),
);
