import type { QueryClient } from "@tanstack/react-query";
import type { DatasetDto } from "@/lib/datasets/schema";
import { keys } from "@/lib/query-keys";

/**
 * A dataset that its reader cannot see any more: it leaves the list before that is read again, so that nothing on the next page
 * links to it, and what is under way about it is let go. Its page may still be on screen: nothing that is shown there is asked
 * for again, since the answer would be 404.
 */
export function forgetDataset(client: QueryClient, datasetId: string): void {
  void client.cancelQueries({ predicate: ({ queryKey }) => queryKey.includes(datasetId) });
  client.setQueryData<DatasetDto[]>(keys.datasets(), (known) => known?.filter(({ id }) => id !== datasetId));
}
