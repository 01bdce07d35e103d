import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { DatasetDto, DatasetPage } from "@/lib/datasets/schema";
import { keys } from "@/lib/query-keys";

/**
 * A dataset that its reader cannot see any more: it leaves the lists before they are read again, so that nothing on the next page
 * links to it, and what is under way about it is let go. Its page may still be on screen: nothing that is shown there is asked
 * for again, since the answer would be 404.
 */
export function forgetDataset(client: QueryClient, datasetId: string): void {
  const isOther = ({ id }: DatasetDto) => id !== datasetId;
  void client.cancelQueries({ predicate: ({ queryKey }) => queryKey.includes(datasetId) });
  client.setQueryData<DatasetDto[]>(keys.datasets(), (known) => known?.filter(isOther));
  client.setQueriesData<InfiniteData<DatasetPage>>({ queryKey: keys.anyDatasetPages() }, (known) => {
    const isListed = known?.pages.some(({ datasets }) => !datasets.every(isOther));
    if (!known || !isListed) return known;
    const pages = known.pages.map((page) => ({
      ...page,
      datasets: page.datasets.filter(isOther),
      total: page.total - 1,
    }));
    return { ...known, pages };
  });
}
