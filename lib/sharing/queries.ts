import { queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { ShareDto } from "./schema";

export const sharesQuery = (id: string) =>
  queryOptions({
    queryKey: keys.shares(id),
    queryFn: ({ signal }) => api<ShareDto[]>(`/manage/${id}/share`, { signal }),
  });
