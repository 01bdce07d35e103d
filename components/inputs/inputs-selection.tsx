"use client";

import { useDialogs } from "@/components/dialogs/context";
import { ofRuns, type ChosenInputs } from "@/components/items/selection/chosen-inputs";
import { DatasetButton, SelectionFrame } from "@/components/items/selection/selection-frame";
import { runsByDataset } from "@/lib/items/numbers-of-datasets";
import { countRuns } from "@/lib/versioning/runs";
import { useInputs } from "./inputs-context";

/** What can be done with selected items of several datasets. */
export function InputsSelection() {
  const { view, selection, counted } = useInputs();
  const dialogs = useDialogs();
  if (selection.count === 0) return null;
  const found: ChosenInputs[] = (counted?.datasets ?? [])
    .filter(({ dataset_id }) => view.datasets.length === 0 || view.datasets.includes(dataset_id))
    .map(({ dataset_id, count }) => ({ dataset_id, selection: { q: view.q }, count }));
  const openDialog = () => {
    const { letGo } = selection.held();
    dialogs.open({
      name: "datasets",
      selected: selectedOf(selection.request, found),
      search: { q: view.q, datasets: view.datasets.length > 0 ? view.datasets : null, found },
      onRemoved: letGo,
    });
  };
  return (
    <SelectionFrame>
      <div className="ml-auto">
        <DatasetButton blocked={counted ? null : "The datasets are being read"} onClick={openDialog} />
      </div>
    </SelectionFrame>
  );
}

/** What is selected, by dataset: numbers, or all that the search finds but some. */
function selectedOf(
  { item_numbers, except_numbers = [] }: ReturnType<typeof useInputs>["selection"]["request"],
  found: readonly ChosenInputs[],
): ChosenInputs[] {
  if (item_numbers) return ofRuns(runsByDataset(item_numbers));
  const except = new Map(runsByDataset(except_numbers).map(({ dataset_id, numbers }) => [dataset_id, numbers]));
  return found.flatMap(({ dataset_id, selection, count }) => {
    const without = except.get(dataset_id) ?? [];
    const left = count - countRuns(without);
    return left > 0
      ? [
          {
            dataset_id,
            selection: without.length > 0 ? { ...selection, except_numbers: without } : selection,
            count: left,
          },
        ]
      : [];
  });
}
