"use client";

import { useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { undeleteDatasetAction } from "@/app/(app)/datasets/[datasetId]/actions";
import { callAction } from "@/components/ui/form";
import { keys, makeStale } from "@/lib/query-keys";

/** Brings a dataset back from the trash, from wherever the page is by then, and says how that ended. */
export function useUndelete() {
  const client = useQueryClient();
  return async ({ id, display_name }: { id: string; display_name: string }): Promise<void> => {
    try {
      await callAction(undeleteDatasetAction, { dataset_id: id });
      toast.success("Dataset restored", { description: display_name });
    } catch (error) {
      toast.error("The dataset was not restored", { description: (error as Error).message, duration: 20_000 });
    }
    await makeStale(client, [keys.datasets()]);
  };
}
