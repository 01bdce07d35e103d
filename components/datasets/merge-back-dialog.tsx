"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { useTaskWatcher } from "@/components/tasks/task-watcher";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { Select } from "@/components/ui/field";
import { Loaded } from "@/components/ui/loaded";
import { Name } from "@/components/ui/name";
import { Skeleton } from "@/components/ui/status";
import { datasetsQuery } from "@/lib/datasets/queries";
import type { DatasetDto } from "@/lib/datasets/schema";
import { mergeBackPreviewQuery, startMergeBack } from "@/lib/merging/queries";
import { makeStale, staleAfterChange } from "@/lib/query-keys";
import { undoTask } from "@/lib/tasks/queries";
import type { TaskDto } from "@/lib/tasks/schema";
import { isSettled, MergeConflicts, NO_CHOICES, resolutionsOf, type Choices } from "./merge-conflicts";
import { MergeBackPreview } from "./merge-back-preview";

interface MergeBackDialogProps {
  readonly dataset: DatasetDto;
  /** `into`: changes of its clones into it; `from`: its own into what it was cloned from. */
  readonly direction: "into" | "from";
  readonly onClose: () => void;
}

/** Merges what a clone changed into the dataset that it was cloned from. */
export function MergeBackDialog({ dataset, direction, onClose }: MergeBackDialogProps) {
  const datasets = useQuery(datasetsQuery());
  const [chosen, setChosen] = useState<string | null>(null);
  const others = (all: readonly DatasetDto[]) =>
    all.filter(({ id, source_dataset_id }) =>
      direction === "from" ? id === dataset.source_dataset_id : source_dataset_id === dataset.id,
    );
  const none =
    direction === "from"
      ? "You do not see the dataset that this one was cloned from, so there is nothing to merge into. Ask its owner to share it with you."
      : "You see no clone of this dataset. Clone it, change the clone, and merge its changes back here.";
  return (
    <Dialog
      onClose={onClose}
      size="medium"
      title="Merge back"
      description="Brings what a clone changed into the dataset that it was cloned from. What was changed there meanwhile stays; where both changed the same, you choose. The clone stays as it is."
    >
      <Loaded
        query={datasets}
        skeleton={<Skeleton className="h-24" />}
        empty={{
          when: (all) => others(all).length === 0,
          show: (
            <>
              <p className="text-muted">{none}</p>
              <DialogActions>
                <Button onClick={onClose}>Close</Button>
              </DialogActions>
            </>
          ),
        }}
      >
        {(all) => {
          const other = others(all).find(({ id }) => id === chosen) ?? others(all)[0]!;
          const [source, destination] = direction === "from" ? [dataset, other] : [other, dataset];
          return (
            <div className="grid grid-cols-1 gap-4">
              {others(all).length > 1 ? (
                <Select label="Clone" value={other.id} onChange={({ target }) => setChosen(target.value)}>
                  {others(all).map(({ id, display_name }) => (
                    <option key={id} value={id}>
                      {display_name}
                    </option>
                  ))}
                </Select>
              ) : null}
              <Merge key={other.id} source={source} destination={destination} onClose={onClose} />
            </div>
          );
        }}
      </Loaded>
    </Dialog>
  );
}

interface MergeProps {
  readonly source: DatasetDto;
  readonly destination: DatasetDto;
  readonly onClose: () => void;
}

function Merge({ source, destination, onClose }: MergeProps) {
  const client = useQueryClient();
  const watch = useTaskWatcher();
  const preview = useQuery(mergeBackPreviewQuery(destination.id, source.id));
  const [choices, setChoices] = useState<Choices>(NO_CHOICES);
  const stale = () => makeStale(client, staleAfterChange(destination.id));
  const undo = async (taskId: string) => {
    try {
      await undoTask(taskId);
      toast.success("Merge undone");
    } catch (error) {
      toast.error("The merge was not undone", { description: (error as Error).message, duration: 20_000 });
    }
    await stale();
  };
  const onEnd = (task: TaskDto) => {
    if (task.status === "COMPLETED")
      toast.success("Changes merged", {
        description: task.status_message,
        duration: 15_000,
        ...(task.can.undo === null ? { action: { label: "Undo", onClick: () => void undo(task.task_id) } } : {}),
      });
    else if (task.status === "FAILED")
      toast.error("The changes were not merged", { description: task.error_message, duration: 20_000 });
    else toast("Merge aborted");
  };
  const merge = useMutation({
    mutationFn: () => startMergeBack(destination.id, { source_dataset_id: source.id, ...resolutionsOf(choices) }),
    onSuccess: (taskId) => {
      if (taskId) watch(taskId, onEnd);
      onClose();
    },
    // What it was refused for may be new since the preview.
    onError: () => void preview.refetch(),
    onSettled: stale,
  });
  const refusal = destination.can.merge;
  return (
    <form
      className="grid grid-cols-1 gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        merge.mutate();
      }}
    >
      <p className="wrap-anywhere">
        From{" "}
        <strong>
          <Name>{source.display_name}</Name>
        </strong>{" "}
        into{" "}
        <strong>
          <Name>{destination.display_name}</Name>
        </strong>
      </p>
      <Loaded query={preview} skeleton={<Skeleton className="h-24" />}>
        {(found) => (
          <>
            <MergeBackPreview preview={found} savesFirst={destination.snapshots_enabled} />
            {found.n_conflicts > 0 ? (
              <MergeConflicts
                preview={found}
                names={{ ours: destination, theirs: source }}
                choices={choices}
                onChoose={setChoices}
              />
            ) : null}
            <Alert tone="warn">{refusal}</Alert>
            <Alert>{merge.error?.message}</Alert>
            <DialogActions>
              <Button onClick={onClose}>Cancel</Button>
              <Button
                type="submit"
                variant="primary"
                disabled={
                  refusal !== null ||
                  merge.isPending ||
                  found.changed + found.n_conflicts === 0 ||
                  !isSettled(choices, found)
                }
                aria-busy={merge.isPending}
              >
                Merge
              </Button>
            </DialogActions>
          </>
        )}
      </Loaded>
    </form>
  );
}
