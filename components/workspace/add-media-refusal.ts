import type { DatasetDto } from "@/lib/datasets/schema";

/** Why no media can be added now; null when it can. The first media of a draft is an operation of its own. */
export const addMediaRefusal = ({ status, can }: DatasetDto): string | null =>
  status === "DRAFT" ? can.dataset_creation : can.media_addition;
