import { queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { ApiKeyDto, SessionDto } from "./schema";

export const apiKeysQuery = () =>
  queryOptions({ queryKey: keys.apiKeys(), queryFn: ({ signal }) => api<ApiKeyDto[]>("/api-keys", { signal }) });

export const sessionsQuery = () =>
  queryOptions({ queryKey: keys.sessions(), queryFn: ({ signal }) => api<SessionDto[]>("/sessions", { signal }) });
