"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { cloneDatasetAction } from "@/app/(app)/datasets/[datasetId]/actions";
import { changeWords, countOfChanges, differs } from "@/components/snapshots/change-words";
import { useWatchClone } from "@/components/snapshots/use-watch-clone";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { useActionForm } from "@/components/ui/form";
import { countedMedia, plural } from "@/components/ui/format";
import { Loaded } from "@/components/ui/loaded";
import { Name } from "@/components/ui/name";
import { Skeleton } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import type { DatasetDto } from "@/lib/datasets/schema";
import { makeStale, staleAfterChange } from "@/lib/query-keys";
import { restorePreviewQuery, snapshotQuery } from "@/lib/snapshots/queries";
import { derivedName } from "@/lib/snapshots/rules";
import { cloneDatasetForm, type ComparisonDto, type SnapshotDto } from "@/lib/snapshots/schema";

interface CloneDatasetDialogProps {
  readonly dataset: DatasetDto;
  readonly onClose: () => void;
}

/** Makes a new dataset of one as it is, or as its Current Version has it; says which. */
export function CloneDatasetDialog({ dataset, onClose }: CloneDatasetDialogProps) {
  const client = useQueryClient();
  const watch = useWatchClone();
  const current = useQuery(snapshotQuery(dataset.id, "current"));
  const comparison = useQuery({
    ...restorePreviewQuery(dataset.id, current.data?.snapshot_id ?? ""),
    enabled: current.data !== undefined,
  });
  const { formProps, pending, problem } = useActionForm({
    action: cloneDatasetAction,
    schema: cloneDatasetForm,
    onSettled: () => makeStale(client, staleAfterChange(dataset.id)),
    onDone: ({ task_id }) => {
      onClose();
      watch(task_id);
    },
  });
  // A damaged head cannot be compared, and not be cloned either; the Current Version can.
  const isKnown = current.data !== undefined && !comparison.isPending;
  return (
    <Dialog
      onClose={onClose}
      title="Clone dataset"
      description={
        <p>
          Makes a new, independent dataset{" "}
          <strong className="text-ink">
            <Name>{derivedName(dataset.display_name, " (cloned)")}</Name>
          </strong>
          . You will be its only owner; this dataset is not affected, and no file is copied.
        </p>
      }
    >
      <form {...formProps} className="grid gap-4">
        <input type="hidden" name="dataset_id" value={dataset.id} />
        <Loaded query={current} skeleton={<Skeleton className="h-24" />}>
          {(version) =>
            isKnown ? (
              <Versions dataset={dataset} version={version} comparison={comparison.data} />
            ) : (
              <Skeleton className="h-24" />
            )
          }
        </Loaded>
        {problem}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={!isKnown || pending} aria-busy={pending}>
            Clone
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface VersionsProps {
  readonly dataset: DatasetDto;
  readonly version: SnapshotDto;
  readonly comparison: ComparisonDto | undefined;
}

function Versions({ dataset, version, comparison }: VersionsProps) {
  const [chosen, setChosen] = useState<"now" | "current">("now");
  const saved = (
    <>
      <Name>{version.snapshot_name}</Name>, saved <Time iso={version.created_at} />: {countedMedia(version)}.
    </>
  );
  if (!comparison || !differs(comparison))
    return (
      <p>
        <input type="hidden" name="version" value="current" />
        Cloned is the Current Version {saved}
        {comparison ? " Nothing changed since." : ""}
      </p>
    );
  const count = countOfChanges(comparison);
  const words = changeWords(comparison);
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-2 font-medium">Which state</legend>
      <Choice label="As it is now" value="now" chosen={chosen} onChoose={setChosen}>
        {countedMedia(dataset)}, with {count > 0 ? `${plural(count, "change")} since` : "what changed since"} the
        Current Version{words ? ` (${words})` : ""}. A snapshot of this state is saved first.
      </Choice>
      <Choice label="The Current Version" value="current" chosen={chosen} onChoose={setChosen}>
        {saved}
      </Choice>
    </fieldset>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly chosen: T;
  readonly onChoose: (value: T) => void;
  readonly children: ReactNode;
}

const Choice = <T extends string>({ label, value, chosen, onChoose, children }: ChoiceProps<T>) => (
  <label
    className={`flex cursor-pointer gap-3 rounded-md p-3 ring-1 ${value === chosen ? "bg-accent-soft ring-accent" : "ring-line"}`}
  >
    <input
      type="radio"
      name="version"
      value={value}
      aria-label={label}
      checked={value === chosen}
      onChange={() => onChoose(value)}
      className="mt-0.5 size-4 shrink-0 accent-(--accent)"
    />
    <span className="grid min-w-0 gap-0.5">
      <span className="font-medium">{label}</span>
      <span className="text-[13px] wrap-anywhere text-muted">{children}</span>
    </span>
  </label>
);
