"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button, IconButton } from "@/components/ui/button";
import { SearchField } from "@/components/ui/field";
import { countedMedia } from "@/components/ui/format";
import { Loaded } from "@/components/ui/loaded";
import { Skeleton } from "@/components/ui/status";
import { createDataset, datasetsQuery } from "@/lib/datasets/queries";
import type { DatasetDto } from "@/lib/datasets/schema";
import { keys, makeStale } from "@/lib/query-keys";

interface DestinationFieldProps {
  readonly chosen: string | null;
  readonly onChoose: (datasetId: string) => void;
  /** A dataset that cannot be the destination. */
  readonly except: string | null;
}

/** The dataset that items are added to: one of those that one may edit, or a new one. */
export function DestinationField({ chosen, onChoose, except }: DestinationFieldProps) {
  const client = useQueryClient();
  const [isNew, setNew] = useState(false);
  const [text, setText] = useState("");
  const name = text.trim();
  const create = useMutation({
    mutationFn: createDataset,
    onSuccess: async ({ dataset_id }) => {
      await makeStale(client, [keys.datasets()]);
      onChoose(dataset_id);
      setNew(false);
      setText("");
    },
  });
  const toggleNew = () => {
    create.reset();
    setText("");
    setNew(!isNew);
  };
  return (
    <div className="grid grid-cols-1 gap-2">
      <div className="flex items-center gap-1.5">
        <SearchField
          key={isNew ? "name" : "search"}
          label={isNew ? "Name of the new dataset" : "Select Datasets"}
          placeholder={isNew ? "Type the name of the new dataset" : "Select a dataset"}
          // What is typed in it belongs to it: the button stands below.
          autoFocus={isNew}
          maxLength={255}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            // A search chooses nothing by itself, and a name is not yet a dataset.
            event.preventDefault();
            if (isNew && name !== "") create.mutate(name);
          }}
          className="min-w-0 flex-1"
        />
        <IconButton label={isNew ? "Choose an existing dataset" : "New dataset"} onClick={toggleNew}>
          {isNew ? <X size={18} aria-hidden /> : <Plus size={18} aria-hidden />}
        </IconButton>
      </div>
      {isNew ? (
        <div className="flex flex-wrap items-center justify-between gap-2">
          <p dir="auto" className="min-w-0 flex-1 truncate">
            {name === "" ? <span className="text-muted">It begins empty, and is yours.</span> : name}
          </p>
          <Button
            disabled={name === "" || create.isPending}
            aria-busy={create.isPending}
            onClick={() => create.mutate(name)}
          >
            Add new dataset
          </Button>
        </div>
      ) : (
        <Destinations {...{ chosen, onChoose, except }} search={name.toLowerCase()} />
      )}
      <Alert>{create.error?.message}</Alert>
    </div>
  );
}

function Destinations({ chosen, onChoose, except, search }: DestinationFieldProps & { search: string }) {
  const datasets = useQuery(datasetsQuery());
  const editable = (all: readonly DatasetDto[]) => all.filter(({ id, role }) => role !== "VIEWER" && id !== except);
  const found = (all: readonly DatasetDto[]) =>
    editable(all).filter(({ display_name: name }) => name.toLowerCase().includes(search));
  return (
    <Loaded
      query={datasets}
      skeleton={<Skeleton className="h-24" />}
      empty={{
        when: (all) => found(all).length === 0,
        show: (
          <p className="text-muted">
            {search === ""
              ? "There is no other dataset that you may edit. Make one with the plus sign."
              : "No dataset that you may edit is called that."}
          </p>
        ),
      }}
    >
      {(all) => (
        <ul aria-label="Datasets" className="grid max-h-52 grid-cols-1 gap-0.5 overflow-y-auto">
          {found(all).map((dataset) => (
            <DatasetOption
              key={dataset.id}
              type="radio"
              dataset={dataset}
              refusal={dataset.can.merge}
              aside={countedMedia(dataset)}
              checked={chosen === dataset.id}
              onChange={() => onChoose(dataset.id)}
            />
          ))}
        </ul>
      )}
    </Loaded>
  );
}

interface DatasetOptionProps {
  readonly type: "radio" | "checkbox";
  readonly dataset: Pick<DatasetDto, "id" | "display_name">;
  /** Why it cannot be chosen; null where it can. */
  readonly refusal: string | null;
  readonly aside: string;
  readonly checked: boolean;
  readonly onChange: () => void;
}

/** A dataset that can be chosen, or why it cannot. */
export const DatasetOption = ({ type, dataset, refusal, aside, checked, onChange }: DatasetOptionProps) => (
  <li>
    <label className="flex items-center gap-2.5 rounded px-2 py-1.5 hover:bg-sunken pointer-coarse:min-h-12">
      <input
        type={type}
        name="dataset"
        value={dataset.id}
        disabled={refusal !== null}
        checked={checked}
        onChange={onChange}
        className="accent-(--accent)"
      />
      <span className="min-w-0 flex-1">
        <span dir="auto" className="block truncate">
          {dataset.display_name}
        </span>
        {refusal ? <span className="block text-[13px] text-muted wrap-anywhere">{refusal}</span> : null}
      </span>
      <span className="shrink-0 text-[13px] text-muted">{aside}</span>
    </label>
  </li>
);
