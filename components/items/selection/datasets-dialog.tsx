"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useOperation } from "@/components/tasks/use-operation";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { SearchField } from "@/components/ui/field";
import { plural } from "@/components/ui/format";
import { Segments } from "@/components/ui/segments";
import { datasetsQuery } from "@/lib/datasets/queries";
import { startMerge, type SourceSelection } from "@/lib/merging/queries";
import { addableTo, countInputs, type ChosenInputs, type PresentSearch } from "./chosen-inputs";
import { DatasetOption, DestinationField } from "./destination-field";
import { MergeOutcome, useMergeOutcome } from "./merge-outcome";
import { ScopeChoice, useScope } from "./scope-choice";
import { useRemoveInputs } from "./use-remove-inputs";

interface DatasetsDialogProps {
  readonly selected: readonly ChosenInputs[];
  readonly search: PresentSearch;
  /** Lets go of what was selected and is not there any more. */
  readonly onRemoved: () => void;
  readonly onClose: () => void;
}

/** Adds inputs to a dataset, or removes them from the ones that they are in. */
export function DatasetsDialog({ selected, search, onRemoved, onClose }: DatasetsDialogProps) {
  const [mode, setMode] = useState<"Add" | "Remove">("Add");
  const { chosen, ...scope } = useScope(selected, search);
  const part = { chosen, onClose };
  return (
    <Dialog
      onClose={onClose}
      size="medium"
      title={chosen ? plural(countInputs(chosen), "input") : "Inputs"}
      description={
        mode === "Add"
          ? "They are copied into the dataset that you select. The datasets that they are in stay as they are."
          : "They are deleted from the datasets that you select. You can undo that."
      }
    >
      <Segments label="What to do" values={["Add", "Remove"]} value={mode} onChange={setMode} />
      <ScopeChoice {...scope} search={search} />
      {mode === "Add" ? <AddPart {...part} /> : <RemovePart {...part} onRemoved={onRemoved} />}
    </Dialog>
  );
}

interface PartProps {
  /** Null while it is not known which ones. */
  readonly chosen: readonly ChosenInputs[] | null;
  readonly onClose: () => void;
}

function AddPart({ chosen, onClose }: PartProps) {
  const [destination, setDestination] = useState<string | null>(null);
  const { data: datasets } = useQuery(datasetsQuery());
  const target = datasets?.find(({ id }) => id === destination);
  const { sources, own } = addableTo(destination ?? "", chosen ?? []);
  const outcome = useMergeOutcome(destination, chosen && sources);
  const add = useOperation(
    destination ?? "",
    { done: "Inputs added", failed: "The inputs were not added" },
    (all: readonly SourceSelection[]) => startMerge(destination!, all),
    onClose,
  );
  // Where all are of one dataset, adding them to it would be nothing.
  const only = chosen?.length === 1 ? chosen[0]!.dataset_id : null;
  const canAdd = chosen !== null && target?.can.merge === null && (outcome.data?.adding ?? 0) > 0;
  return (
    <form
      className="grid grid-cols-1 gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (canAdd) add.mutate(sources);
      }}
    >
      <DestinationField chosen={destination} onChoose={setDestination} except={only} />
      {target && chosen ? (
        <MergeOutcome destination={target} own={own} outcome={outcome} asks={sources.length > 0} />
      ) : null}
      <Alert>{add.error?.message}</Alert>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={!canAdd || add.isPending} aria-busy={add.isPending}>
          Add Inputs
        </Button>
      </DialogActions>
    </form>
  );
}

/** Deleting more than this many items of a dataset saves a snapshot of it first. */
const SNAPSHOT_FROM = 100;

function RemovePart({ chosen, onClose, onRemoved }: PartProps & { onRemoved: () => void }) {
  const { data: datasets } = useQuery(datasetsQuery());
  const [search, setSearch] = useState("");
  const inIts = (chosen ?? []).flatMap((of) => {
    const dataset = datasets?.find(({ id }) => id === of.dataset_id);
    return dataset ? [{ of, dataset, refusal: dataset.can.items_edit }] : [];
  });
  const [picked, setPicked] = useState<Readonly<Record<string, boolean>>>({});
  // The only one that there is needs no choice.
  const isPicked = ({ of, refusal }: (typeof inIts)[number]) =>
    refusal === null && (picked[of.dataset_id] ?? inIts.length === 1);
  const removing = inIts.filter(isPicked);
  const count = countInputs(removing.map(({ of }) => of));
  const saves = removing.some(({ of, dataset }) => of.count > SNAPSHOT_FROM && dataset.snapshots_enabled);
  const remove = useRemoveInputs(() => {
    onRemoved();
    onClose();
  });
  return (
    <form
      className="grid grid-cols-1 gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (count > 0) remove.mutate(removing.map(({ of }) => of));
      }}
    >
      <div className="grid grid-cols-1 gap-2">
        <SearchField
          label="Select Datasets"
          placeholder="Select the datasets to remove them from"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <ul aria-label="Datasets" className="grid max-h-52 grid-cols-1 gap-0.5 overflow-y-auto">
          {inIts
            .filter(({ dataset }) => dataset.display_name.toLowerCase().includes(search.trim().toLowerCase()))
            .map((one) => (
              <DatasetOption
                key={one.of.dataset_id}
                type="checkbox"
                dataset={one.dataset}
                refusal={one.refusal}
                aside={plural(one.of.count, "item")}
                checked={isPicked(one)}
                onChange={() => setPicked({ ...picked, [one.of.dataset_id]: !isPicked(one) })}
              />
            ))}
        </ul>
      </div>
      {count > 0 ? (
        <p role="status" className="rounded-md bg-sunken px-3.5 py-2.5">
          Deletes {plural(count, "item")}
          {removing.length > 1
            ? ` from ${plural(removing.length, "dataset")}`
            : ` from “${removing[0]!.dataset.display_name}”`}
          .{saves ? " A snapshot is saved first." : ""}
        </p>
      ) : null}
      <Alert>{remove.error?.message}</Alert>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="danger" disabled={count === 0 || remove.isPending} aria-busy={remove.isPending}>
          Remove Inputs
        </Button>
      </DialogActions>
    </form>
  );
}
