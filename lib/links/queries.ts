import type { z } from "zod";
import { api } from "@/lib/api-client";
import type { ItemSelection } from "@/lib/search/schema";
import type { LinksDto, linksInput } from "./schema";

type LinksRequest = Pick<z.input<typeof linksInput>, "snapshot_id" | "variant" | "expires_in_s" | "limit" | "cursor"> &
  ItemSelection;

/** A page of the manifest; made anew each time, so nothing of it is kept. */
export const makeLinks = (datasetId: string, body: LinksRequest, signal: AbortSignal) =>
  api<LinksDto>(`/dataset/${datasetId}/links`, { method: "POST", body, signal });

export const revokeLinks = (datasetId: string) => api<null>(`/dataset/${datasetId}/links`, { method: "DELETE" });
