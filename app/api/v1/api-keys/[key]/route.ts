import { empty, route } from "@/lib/http";
import { revokeApiKey } from "@/lib/auth/service";

export const DELETE = route<{ key: string }>(async (_request, { user, params }) => {
  await revokeApiKey(user, params.key);
  return empty();
});
