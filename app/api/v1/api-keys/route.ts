import { parseBody, route } from "@/lib/http";
import { apiKeyInput } from "@/lib/auth/schema";
import { createApiKey, listApiKeys } from "@/lib/auth/service";

export const GET = route(async (_request, { user }) => Response.json(await listApiKeys(user)));

export const POST = route(async (request, { user }) =>
  Response.json(await createApiKey(user, (await parseBody(request, apiKeyInput)).name)),
);
