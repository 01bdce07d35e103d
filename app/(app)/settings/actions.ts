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
import { createGroupForm, deleteGroupForm, memberForm, removeMemberForm, renameGroupForm } from "@/lib/groups/schema";
import { createGroup, deleteGroup, removeMember, renameGroup, setMember } from "@/lib/groups/service";

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

export const createGroupAction = formAction("create group", createGroupForm, createGroup);

export const renameGroupAction = formAction("rename group", renameGroupForm, (user, { group_id, name }) =>
  renameGroup(user, group_id, { name }),
);

export const deleteGroupAction = formAction("delete group", deleteGroupForm, (user, { group_id }) =>
  deleteGroup(user, group_id),
);

export const setMemberAction = formAction("set member", memberForm, (user, { group_id, email, manager }) =>
  setMember(user, group_id, { email, ...(manager === undefined ? {} : { manager: manager === "true" }) }),
);

export const removeMemberAction = formAction("remove member", removeMemberForm, (user, { group_id, email }) =>
  removeMember(user, group_id, { email }),
);
