/** What is compared and how it is shown, as the address of the page has it. Pure. */
import type { Difference } from "@/lib/comparing/schema";
import type { ComparedSides, VersionRef } from "@/lib/query-keys";
import { CHANGE_KINDS } from "@/lib/versioning/change-kinds";

export interface CompareView {
  /** A snapshot's id, `current` or `head`. */
  readonly from: string;
  readonly to: string;
  /** The dataset of a side, where it is not the one whose page this is. */
  readonly from_dataset: string | null;
  readonly to_dataset: string | null;
  readonly change: Difference;
  /** A value that items have on one side only, such as `tag:night`. */
  readonly facet: string | null;
  readonly q: string;
  readonly sort: string;
  readonly seed: string | null;
  readonly item: string | null;
}

const DIFFERENCES: readonly string[] = ["all", "added", "removed", "changed", ...CHANGE_KINDS];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const uuidIn = (text: string | null): string | null => (text && UUID.test(text) ? text : null);
const versionIn = (text: string | null, usual: string): string =>
  text === "head" || text === "current" ? text : (uuidIn(text) ?? usual);

/** What stands for itself when the address does not say it: what changed since the Current Version. */
const USUAL: Partial<CompareView> = { from: "current", to: "head", change: "all", sort: "added", q: "" };

export function readCompareView(search: { get(name: string): string | null }): CompareView {
  const change = search.get("change") ?? "all";
  return {
    from: versionIn(search.get("from"), "current"),
    to: versionIn(search.get("to"), "head"),
    from_dataset: uuidIn(search.get("from_dataset")),
    to_dataset: uuidIn(search.get("to_dataset")),
    change: (DIFFERENCES.includes(change) ? change : "all") as Difference,
    facet: search.get("facet"),
    q: search.get("q") ?? "",
    sort: search.get("sort") ?? "added",
    seed: search.get("seed"),
    item: uuidIn(search.get("item")),
  };
}

/** The search of the address, with what is changed in it. */
export function withChange(search: string, change: Partial<CompareView>): string {
  const parameters = new URLSearchParams(search);
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === undefined || value === USUAL[name as keyof CompareView]) parameters.delete(name);
    else parameters.set(name, value);
  }
  return parameters.toString();
}

/** Where two versions are compared. */
export function compareAddress(datasetId: string, view: Partial<CompareView>): string {
  const search = withChange("", view);
  return `/datasets/${datasetId}/compare${search ? `?${search}` : ""}`;
}

export const sidesOf = (datasetId: string, view: CompareView): ComparedSides => ({
  from: { dataset: view.from_dataset ?? datasetId, version: view.from },
  to: { dataset: view.to_dataset ?? datasetId, version: view.to },
});

/** The parts of the address that name a side. */
export const sideChange = (
  datasetId: string,
  side: "from" | "to",
  { dataset, version }: VersionRef,
): Partial<CompareView> => ({
  [side]: version,
  [`${side}_dataset`]: dataset === datasetId ? null : dataset,
});

/** The same comparison from the other end. What was looked at there means something else here. */
export const swapped = (view: CompareView): Partial<CompareView> => ({
  from: view.to,
  to: view.from,
  from_dataset: view.to_dataset,
  to_dataset: view.from_dataset,
  change: view.change === "added" ? "removed" : view.change === "removed" ? "added" : view.change,
});

/** Datasets that share items with one, as far as it is known what was cloned from what; itself among them. */
export function relatedDatasets<T extends { readonly id: string; readonly source_dataset_id: string | null }>(
  datasets: readonly T[],
  id: string,
): T[] {
  const related = new Set([id]);
  for (let before = 0; before < related.size;) {
    before = related.size;
    for (const dataset of datasets) {
      const { source_dataset_id: source } = dataset;
      if (source !== null && (related.has(dataset.id) || related.has(source))) related.add(dataset.id).add(source);
    }
  }
  return datasets.filter((dataset) => related.has(dataset.id));
}
