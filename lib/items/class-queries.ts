import { queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/api-client";
import type { EditDto } from "./schema";
import { keys } from "@/lib/query-keys";
import type { ClassEdit, ClassesDto } from "@/lib/classes/schema";

/** The classes of a state; those of one never change. */
export const classesQuery = (datasetId: string, stateId: string) =>
  queryOptions({
    queryKey: keys.classes(datasetId, stateId),
    queryFn: ({ signal }) => api<ClassesDto>(`/dataset/${datasetId}/classes?state_id=${stateId}`, { signal }),
  });

export const editClasses = (datasetId: string, edit: ClassEdit) =>
  api<EditDto>(`/dataset/${datasetId}/classes`, { method: "PATCH", body: edit });
