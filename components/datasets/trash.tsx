"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { RotateCcw, Trash2 } from "lucide-react";
import { toast } from "sonner";
import { undeleteDatasetAction } from "@/app/(app)/datasets/[datasetId]/actions";
import { useDialogs } from "@/components/dialogs/context";
import { Button } from "@/components/ui/button";
import { useActionForm } from "@/components/ui/form";
import { describeMedia } from "@/components/ui/format";
import { Loaded } from "@/components/ui/loaded";
import { EmptyState, Skeleton } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import { trashQuery } from "@/lib/datasets/queries";
import { datasetForm, type TrashedDatasetDto } from "@/lib/datasets/schema";
import { keys, makeStale } from "@/lib/query-keys";
import { Cover } from "./dataset-card";

/** Datasets that were deleted and can be brought back, with when each goes for good. */
export function Trash({ initial }: { initial: TrashedDatasetDto[] | null }) {
  const trash = useQuery({ ...trashQuery(), ...(initial ? { initialData: initial } : {}) });
  return (
    <Loaded
      query={trash}
      skeleton={<Skeleton className="h-24" />}
      empty={{
        when: (datasets) => datasets.length === 0,
        show: (
          <EmptyState icon={<Trash2 size={30} aria-hidden />} title="The trash is empty">
            A dataset that you delete waits here for 30 days, with its snapshots. Until then it can be restored.
          </EmptyState>
        ),
      }}
    >
      {(datasets) => (
        <ul aria-label="Deleted datasets" className="grid grid-cols-1 gap-2">
          {datasets.map((dataset) => (
            <TrashRow key={dataset.id} dataset={dataset} />
          ))}
        </ul>
      )}
    </Loaded>
  );
}

function TrashRow({ dataset }: { dataset: TrashedDatasetDto }) {
  const client = useQueryClient();
  const dialogs = useDialogs();
  const { formProps, pending } = useActionForm({
    action: undeleteDatasetAction,
    schema: datasetForm,
    refused: "The dataset was not restored",
    onDone: () => toast.success("Dataset restored", { description: dataset.display_name }),
    onSettled: () => makeStale(client, [keys.datasets()]),
  });
  return (
    <li
      aria-label={dataset.display_name}
      className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg bg-surface p-3 ring-1 ring-line"
    >
      <Cover url={dataset.cover_image_url} className="w-24 shrink-0 rounded" />
      <div className="min-w-40 flex-1 basis-0">
        <h2 className="truncate text-base font-semibold" dir="auto" title={dataset.display_name}>
          {dataset.display_name}
        </h2>
        <p className="text-muted">{describeMedia(dataset)}</p>
        <p className="flex flex-wrap gap-x-1 text-[13px] text-muted">
          <span>Deleted</span> <Time iso={dataset.deleted_at} />
          <span aria-hidden>·</span>
          <span>goes for good</span> <Time iso={dataset.purge_at} isAhead />
        </p>
      </div>
      <form {...formProps}>
        <input type="hidden" name="dataset_id" value={dataset.id} />
        <Button type="submit" aria-label={`Restore ${dataset.display_name}`} disabled={pending} aria-busy={pending}>
          <RotateCcw size={15} aria-hidden /> Restore
        </Button>
      </form>
      <Button
        variant="ghost"
        aria-label={`Delete ${dataset.display_name} for ever`}
        onClick={() => dialogs.open({ name: "purge-dataset", dataset })}
      >
        Delete for ever
      </Button>
    </li>
  );
}
