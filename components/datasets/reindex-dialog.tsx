"use client";

import { useOperation } from "@/components/tasks/use-operation";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { startTask } from "@/lib/api-client";
import type { DatasetDto } from "@/lib/datasets/schema";

export function ReindexDialog({ dataset, open, onOpenChange }: { dataset: DatasetDto; open: boolean; onOpenChange: (open: boolean) => void }) {
  const reindex = useOperation(dataset.id, { done: "Dataset re-indexed", failed: "Re-index failed" }, () => startTask(`/dataset/${dataset.id}/reindex`), () => onOpenChange(false));
  return (
    <ConfirmDialog open={open} onOpenChange={onOpenChange} title="Re-index" confirmLabel="Yes" pending={reindex.isPending} onConfirm={() => reindex.mutate()}>
      <p>
        {dataset.status === "PARTIAL_INDEX" ? "Brings the new items under the index" : "Judges every item anew"}: clusters, duplicates, outliers, doubtful labels and uniqueness. The dataset is Read Only
        meanwhile; a revision of the current state is saved first.
      </p>
      {reindex.error ? (
        <p role="alert" className="text-danger">
          {reindex.error.message}
        </p>
      ) : null}
    </ConfirmDialog>
  );
}
