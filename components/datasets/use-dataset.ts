"use client";

import { useQuery } from "@tanstack/react-query";
import { datasetQuery } from "@/lib/datasets/queries";
import type { DatasetDto } from "@/lib/datasets/schema";

/** A dataset as it is now, where an earlier reading of it is at hand. */
export const useDataset = (known: DatasetDto): DatasetDto =>
  useQuery({ ...datasetQuery(known.id), initialData: known }).data;
