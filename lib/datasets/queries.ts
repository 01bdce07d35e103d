import { queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/api-client";
import type { DatasetDto, ShareDto } from "./schema";

export const datasetsQuery = () => queryOptions({ queryKey: ["datasets"], queryFn: ({ signal }) => api<DatasetDto[]>("/datasets", { signal }) });

export const datasetQuery = (id: string) => queryOptions({ queryKey: ["dataset", id], queryFn: ({ signal }) => api<DatasetDto>(`/dataset/${id}`, { signal }) });

export const sharesQuery = (id: string) => queryOptions({ queryKey: ["shares", id], queryFn: ({ signal }) => api<ShareDto[]>(`/manage/${id}/share`, { signal }) });
