import { z } from "zod";
import { declare, EMPTY } from "@/lib/api-operation";
import {
  apiKeyDto,
  apiKeyInput,
  changePasswordInput,
  firstAccountInput,
  newApiKeyDto,
  sessionDto,
} from "@/lib/auth/schema";
import { RANGE, ranged } from "./exports";

export const listApiKeys = declare({
  method: "GET",
  path: "/api-keys",
  tag: "Account",
  summary: "List one's API keys",
  answers: z.array(apiKeyDto),
  pages: "whole",
  refuses: [403],
});

export const createApiKey = declare({
  method: "POST",
  path: "/api-keys",
  tag: "Account",
  summary: "Make an API key",
  description:
    "The secret is told once. `scopes` say what it may do of what its person may (`read` looks, `write` also changes data, `admin` also shares, deletes and manages the account), `dataset_ids` on which datasets, `expires_at` until when.",
  body: apiKeyInput,
  answers: newApiKeyDto,
  refuses: [403],
});

export const revokeApiKey = declare({
  method: "DELETE",
  path: "/api-keys/[key]",
  tag: "Account",
  summary: "Revoke an API key",
  answers: EMPTY,
  refuses: [403],
});

export const listSessions = declare({
  method: "GET",
  path: "/sessions",
  tag: "Account",
  summary: "List where one is signed in",
  answers: z.array(sessionDto),
  pages: "whole",
  refuses: [403],
});

export const revokeOtherSessions = declare({
  method: "DELETE",
  path: "/sessions",
  tag: "Account",
  summary: "Sign out everywhere else",
  description: "Every session but the one that asks; with an API key, every session.",
  answers: EMPTY,
  refuses: [403],
});

export const revokeSession = declare({
  method: "DELETE",
  path: "/sessions/[sessionId]",
  tag: "Account",
  summary: "Sign out one browser",
  answers: EMPTY,
  refuses: [403],
});

export const changePassword = declare({
  method: "POST",
  path: "/password",
  tag: "Account",
  summary: "Change one's password",
  description: "Signs out every other browser.",
  body: changePasswordInput,
  example: { password: "the old one", new_password: "a longer one" },
  answers: EMPTY,
  refuses: [403],
});

export const setUp = declare({
  method: "POST",
  path: "/setup",
  tag: "Account",
  summary: "Make the first account",
  description: "With the set-up token of the server's log; only once.",
  access: "anyone",
  body: firstAccountInput,
  example: { token: "from the log", email: "ana@example.org", name: "Ana", password: "a long password" },
  answers: EMPTY,
  refuses: [403, 409],
});

export const getDocument = declare({
  method: "GET",
  path: "/openapi.json",
  tag: "Account",
  summary: "Get this document",
  access: "anyone",
  answers: {
    statuses: {
      200: { description: "The document", content: { "application/json": z.looseObject({ openapi: z.string() }) } },
    },
  },
});

export const getMedia = declare({
  method: "GET",
  path: "/media/[sha256]/[variant]",
  tag: "Items",
  summary: "Get a file, or a smaller picture of it",
  description: "For whoever holds the link that an item carries. The variants are `original`, `large` and `small`.",
  access: "link",
  heeds: RANGE,
  answers: ranged,
});

export const listen = declare({
  method: "GET",
  path: "/events",
  tag: "Live",
  summary: "Listen to what changes",
  description: "Server-sent events: which datasets changed, and how.",
  answers: {
    statuses: { 200: { description: "Events for as long as one listens", content: { "text/event-stream": null } } },
  },
});

export const listenToDataset = declare({
  method: "GET",
  path: "/dataset/[datasetId]/events",
  tag: "Live",
  summary: "Listen to what changes of one dataset",
  description:
    "Server-sent events. `ended` says that there is nothing more to hear: the dataset was deleted, or is not shared any more with whoever listens.",
  answers: {
    statuses: { 200: { description: "Events for as long as one listens", content: { "text/event-stream": null } } },
  },
});
