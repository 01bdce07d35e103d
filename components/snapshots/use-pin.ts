import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { keys, makeStale } from "@/lib/query-keys";
import { pinSnapshot } from "@/lib/snapshots/queries";
import type { KeptSnapshotDto } from "@/lib/snapshots/schema";

/** Pins a snapshot that is not pinned, and unpins one that is. */
export function usePin(datasetId: string): (entry: KeptSnapshotDto) => void {
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: ({ snapshot_id, pinned }: KeptSnapshotDto) => pinSnapshot(datasetId, snapshot_id, !pinned),
    onSuccess: ({ pinned }) => toast.success(pinned ? "Snapshot pinned" : "Snapshot unpinned"),
    onError: (error, { pinned }) =>
      toast.error(pinned ? "The snapshot was not unpinned" : "The snapshot was not pinned", {
        description: error.message,
      }),
    onSettled: () => makeStale(client, [keys.snapshots(datasetId)]),
  });
  return mutate;
}
