"use client";

import { buttonOf } from "@/lib/operations/declarations";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useOperation } from "@/components/tasks/use-operation";
import { Alert } from "@/components/ui/alert";
import { ConfirmDialog, confirming } from "@/components/ui/confirm-dialog";
import { Select } from "@/components/ui/field";
import { startTask } from "@/lib/api-client";
import type { DatasetDto } from "@/lib/datasets/schema";
import { UnavailableModels } from "./unavailable-models";
import { useDataset } from "./use-dataset";
import { modelsQuery } from "@/lib/enrichment/queries";

const AS_BEFORE = "as-before";
const BUILT_IN = "built-in";
const bodyOf = (choice: string): { embedding_model?: string | null } =>
  choice === AS_BEFORE ? {} : { embedding_model: choice === BUILT_IN ? null : choice };

export function ReindexDialog({ dataset: known, onClose }: { dataset: DatasetDto; onClose: () => void }) {
  const dataset = useDataset(known);
  const [choice, setChoice] = useState(AS_BEFORE);
  const { data: models } = useQuery(modelsQuery(dataset.id));
  const embeddings = (models ?? []).filter(({ type }) => type === "embedding");
  const usable = embeddings.filter(({ status }) => status === "ACTIVE");
  const reindex = useOperation(
    dataset.id,
    { done: "Dataset re-indexed", failed: "Re-index failed" },
    () => startTask(`/dataset/${dataset.id}/reindex`, { method: "POST", body: bodyOf(choice) }),
    onClose,
  );
  return (
    <ConfirmDialog
      onClose={onClose}
      title={buttonOf("reindex")}
      confirmLabel="Yes"
      pending={reindex.isPending}
      formProps={confirming(() => reindex.mutate())}
    >
      <p>
        {dataset.status === "PARTIAL_INDEX" ? "Brings the new items under the index" : "Judges every item anew"}:
        clusters, duplicates, outliers, doubtful labels and uniqueness. The dataset is Read Only meanwhile; a revision
        of the current state is saved first.
      </p>
      {usable.length > 0 ? (
        <div className="flex flex-wrap items-center gap-2">
          <span>Pictures are compared</span>
          <Select
            label="What pictures are compared by"
            value={choice}
            onChange={(event) => setChoice(event.target.value)}
          >
            <option value={AS_BEFORE}>as at the last run</option>
            <option value={BUILT_IN}>by the built-in descriptors</option>
            {usable.map((model) => (
              <option key={model.id} value={model.id}>
                by {model.name}
              </option>
            ))}
          </Select>
        </div>
      ) : null}
      <UnavailableModels models={embeddings.filter((model) => !usable.includes(model))} />
      <Alert>{reindex.error?.message}</Alert>
    </ConfirmDialog>
  );
}
