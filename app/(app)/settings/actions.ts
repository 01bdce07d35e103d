"use server";

import { formAction } from "@/lib/actions";
import { apiKeyInput, revokeApiKeyForm } from "@/lib/auth/schema";
import { createApiKey, revokeApiKey } from "@/lib/auth/service";

export const createApiKeyAction = formAction("create API key", apiKeyInput, (user, { name }) =>
  createApiKey(user, name),
);

export const revokeApiKeyAction = formAction("revoke API key", revokeApiKeyForm, (user, { api_key }) =>
  revokeApiKey(user, api_key),
);
