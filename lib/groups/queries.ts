import { queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { GroupDetailsDto, GroupDto } from "./schema";

export const groupsQuery = () =>
  queryOptions({ queryKey: keys.groups(), queryFn: ({ signal }) => api<GroupDto[]>("/groups", { signal }) });

export const groupQuery = (id: string) =>
  queryOptions({
    queryKey: keys.group(id),
    queryFn: ({ signal }) => api<GroupDetailsDto>(`/groups/${id}`, { signal }),
  });
