/** Items of one or several datasets that the Dataset… window is about. Pure. */
import type { RunsOfDataset } from "@/lib/items/numbers-of-datasets";
import type { SourceSelection } from "@/lib/merging/queries";
import type { ItemSelection } from "@/lib/search/schema";
import { countRuns } from "@/lib/versioning/runs";

export interface ChosenInputs {
  readonly dataset_id: string;
  readonly selection: ItemSelection;
  readonly count: number;
}

/** What is searched for on the page, and what that finds. */
export interface PresentSearch {
  readonly q: string;
  /** The datasets that are listed; null for all. */
  readonly datasets: readonly string[] | null;
  readonly found: readonly ChosenInputs[];
}

/** The selected ones, all that the search finds, or what looks like the selected. */
export type Scope = "selected" | "search" | "similar";

export const countInputs = (chosen: readonly ChosenInputs[]): number =>
  chosen.reduce((sum, { count }) => sum + count, 0);

export const ofRuns = (datasets: readonly RunsOfDataset[]): ChosenInputs[] =>
  datasets.map(({ dataset_id, numbers }) => ({
    dataset_id,
    selection: { item_numbers: numbers },
    count: countRuns(numbers),
  }));

export const sourcesOf = (chosen: readonly ChosenInputs[]): SourceSelection[] =>
  chosen.map(({ dataset_id, selection }) => ({ source_dataset_id: dataset_id, ...selection }));

/** What there is to add to a dataset, and how many of what is chosen are in it already. */
export function addableTo(datasetId: string, chosen: readonly ChosenInputs[]) {
  return {
    sources: sourcesOf(chosen.filter(({ dataset_id }) => dataset_id !== datasetId)),
    own: countInputs(chosen.filter(({ dataset_id }) => dataset_id === datasetId)),
  };
}
