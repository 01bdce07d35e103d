"use client";

import { buttonOf } from "@/lib/operations/declarations";
import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { useId, useState } from "react";
import { appliedWords, coveredWords } from "@/components/models/applied-words";
import { useOperation } from "@/components/tasks/use-operation";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { Loaded } from "@/components/ui/loaded";
import { plural } from "@/components/ui/format";
import { Name } from "@/components/ui/name";
import { Skeleton } from "@/components/ui/status";
import type { AppliedModel, AppliedModelsDto } from "@/lib/applied-models/schema";
import type { DatasetDto } from "@/lib/datasets/schema";
import { UnavailableModels } from "./unavailable-models";
import { useDataset } from "./use-dataset";
import { appliedModelsQuery, modelsQuery, startEnrichment } from "@/lib/enrichment/queries";
import type { EnrichInput } from "@/lib/operations/enrichment";
import type { EnrichmentType, ModelDto } from "@/lib/models/schema";

/** Lets models look at every item; one model of each kind at a time. */
export function EnrichDialog({ dataset: known, onClose }: { dataset: DatasetDto; onClose: () => void }) {
  const dataset = useDataset(known);
  const models = useQuery(modelsQuery(dataset.id));
  const applied = useQuery(appliedModelsQuery(dataset.id, dataset.state_id));
  const [chosen, setChosen] = useState<Readonly<Partial<Record<EnrichmentType, string>>>>({});
  const [words, setWords] = useState("");
  const vocabulary = words
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
  const start = useOperation(
    dataset.id,
    { done: "Dataset enriched", failed: "Enrichment failed" },
    () =>
      startEnrichment(dataset.id, {
        enrichment_models: chosen as EnrichInput["enrichment_models"],
        ...(chosen.zero_shot_tagging && vocabulary.length > 0 ? { vocabulary } : {}),
      }),
    onClose,
  );
  const toggle = (model: ModelDto) => {
    const { [model.type]: current, ...rest } = chosen;
    setChosen(current === model.id ? rest : { ...rest, [model.type]: model.id });
  };
  const count = Object.keys(chosen).length;
  return (
    <Dialog
      onClose={onClose}
      title={buttonOf("enrichment")}
      size="large"
      description="Models look at every item and add tags, labels, issues, captions, boxes or metadata. What people wrote stays. A revision of the current state is saved first."
    >
      <Loaded query={models} skeleton={<Skeleton className="h-56" />}>
        {(data) => (
          <>
            <ul aria-label="Models" className="grid grid-cols-1 gap-1.5">
              {data.filter(isUsable).map((model) => (
                <ModelRow
                  key={`${model.type} ${model.id}`}
                  model={model}
                  chosen={chosen[model.type] === model.id}
                  onToggle={() => toggle(model)}
                  applied={applied.error ? [] : applied.data && saidOf(model, applied.data, dataset)}
                />
              ))}
            </ul>
            <UnavailableModels models={data.filter((model) => !isUsable(model))} />
            <AppliedElsewhere models={data} applied={applied.data} />
            <Alert>{applied.error?.message}</Alert>
          </>
        )}
      </Loaded>
      {chosen.zero_shot_tagging ? (
        <TextField
          label="Words to choose tags from"
          value={words}
          onChange={(event) => setWords(event.target.value)}
          placeholder="rain, snow, fog"
          hint="Parted by commas. Without any, the dataset's own tags and labels are used."
        />
      ) : null}
      <Alert>{start.error?.message}</Alert>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          variant="primary"
          disabled={start.isPending || count === 0}
          aria-busy={start.isPending}
          onClick={() => start.mutate()}
        >
          {count === 0 ? "Enrich" : `Enrich with ${plural(count, "model")}`}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

const isUsable = ({ status }: ModelDto): boolean => status === "ACTIVE";

const isRunOf = (model: ModelDto, applied: AppliedModel): boolean =>
  applied.type === model.type && applied.model_id === model.id;

/** Models whose work every index run does as well. */
const OF_THE_INDEX: readonly EnrichmentType[] = ["image_quality", "duplicates_outliers"];

/** What a model has to do with the data as it is, a line for each run that counts. */
function saidOf(model: ModelDto, { models, items }: AppliedModelsDto, { n_unindexed }: DatasetDto): string[] {
  const runs = models.filter((one) => isRunOf(model, one)).map((one) => appliedWords(one, items));
  if (runs.length > 0) return runs;
  const indexed = items - n_unindexed;
  return OF_THE_INDEX.includes(model.type) && indexed > 0
    ? [`Part of the index, which covers ${coveredWords(indexed, items)}`]
    : ["Not applied"];
}

/** What enriched the data and cannot be chosen here: its files went, or the data came from where they are. */
function AppliedElsewhere({ models, applied }: { models: readonly ModelDto[]; applied: AppliedModelsDto | undefined }) {
  const others = applied?.models.filter((one) => !models.some((model) => isUsable(model) && isRunOf(model, one))) ?? [];
  if (!applied || others.length === 0) return null;
  return (
    <section aria-label="Applied and not available here" className="grid gap-1 text-[13px]">
      {others.map((one) => (
        <p key={`${one.type} ${one.model_id} ${one.version} ${one.applied_at}`} className="wrap-anywhere text-muted">
          <Name className="font-medium text-ink">{one.name}</Name>, not available here.{" "}
          {appliedWords(one, applied.items)}
        </p>
      ))}
    </section>
  );
}

interface ModelRowProps {
  readonly model: ModelDto;
  readonly chosen: boolean;
  readonly onToggle: () => void;
  /** Absent until it is known. */
  readonly applied: readonly string[] | undefined;
}

function ModelRow({ model, chosen, onToggle, applied }: ModelRowProps) {
  const id = useId();
  return (
    <li>
      <label
        className={clsx(
          "flex cursor-pointer gap-3 rounded-md p-3 ring-1",
          chosen ? "bg-accent-soft ring-accent" : "ring-line hover:ring-line-strong",
        )}
      >
        <input
          type="checkbox"
          aria-label={model.name}
          aria-describedby={id}
          checked={chosen}
          onChange={onToggle}
          className="mt-0.5 size-4 accent-(--accent)"
        />
        <span className="grid min-w-0 flex-1 gap-0.5">
          <span className="flex flex-wrap items-center gap-x-2">
            <span className="font-medium">{model.name}</span>
            <span className="text-[13px] text-muted">{model.vendor}</span>
          </span>
          <span className="wrap-anywhere text-muted">{model.description}</span>
          <span id={id} className="grid text-[13px] wrap-anywhere text-muted">
            {applied?.map((words) => <span key={words}>{words}</span>) ?? <Skeleton className="h-5 w-48" />}
          </span>
        </span>
      </label>
    </li>
  );
}
