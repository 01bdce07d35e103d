import { queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { PublicLinkDto, ShareDto } from "./schema";

export const sharesQuery = (id: string) =>
  queryOptions({
    queryKey: keys.shares(id),
    queryFn: ({ signal }) => api<ShareDto[]>(`/manage/${id}/share`, { signal }),
  });

/** For owners: others are refused. */
export const publicLinkQuery = (id: string) =>
  queryOptions({
    queryKey: keys.publicLink(id),
    queryFn: ({ signal }) => api<PublicLinkDto>(`/manage/${id}/public_link`, { signal }),
  });
