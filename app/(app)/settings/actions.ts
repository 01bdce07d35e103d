"use server";

import { formAction } from "@/lib/actions";
import {
  apiKeyForm,
  changePasswordInput,
  endOtherSessionsForm,
  endSessionForm,
  revokeApiKeyForm,
} from "@/lib/auth/schema";
import { changePassword, createApiKey, revokeApiKey, revokeOtherSessions, revokeSession } from "@/lib/auth/service";
import { scopesUpTo } from "@/lib/auth/limits";

const DAY_MS = 86_400_000;

export const createApiKeyAction = formAction("create API key", apiKeyForm, (user, { name, scope, days, dataset_ids }) =>
  createApiKey(user, name, {
    scopes: scopesUpTo(scope),
    dataset_ids,
    expires_at: days === 0 ? null : new Date(Date.now() + days * DAY_MS).toISOString(),
  }),
);

export const revokeApiKeyAction = formAction("revoke API key", revokeApiKeyForm, (user, { api_key }) =>
  revokeApiKey(user, api_key),
);

export const changePasswordAction = formAction("change password", changePasswordInput, changePassword);

export const endSessionAction = formAction("end session", endSessionForm, (user, { session_id }) =>
  revokeSession(user, session_id),
);

export const endOtherSessionsAction = formAction("end other sessions", endOtherSessionsForm, (user) =>
  revokeOtherSessions(user),
);
