import type { DatasetDto } from "@/lib/datasets/schema";
import type { ItemPage } from "@/lib/items/schema";
import { HEAD_EVENT_KINDS } from "@/lib/operations/events";
import { hasLikeness } from "@/lib/search/filters";

/** The parts of the page that live in its address, so that a link shows what its sender saw. */
export interface PageView {
  readonly q: string;
  readonly sort: string;
  /** Of the shuffled order. */
  readonly seed: string | null;
  readonly group: "cluster" | null;
  /** The snapshot that is looked at; null for the current data. */
  readonly snapshot: string | null;
  readonly item: string | null;
  readonly panel: "snapshots" | null;
  /** What is shown of the dataset: its numbers, its changes, or its items. */
  readonly tab: "overview" | "activity" | null;
  /** Whose changes are listed; null for everybody's. */
  readonly actor: string | null;
  /** Of what kind; null for all. */
  readonly change: string | null;
}

/** The first page of a list, read on the server, and the view that it is of. */
export interface InitialItems {
  readonly view: PageView;
  readonly page: ItemPage;
}

/** Whether two views list the same items in the same order; what is open beside the list does not matter. */
export const listsTheSame = (a: PageView, b: PageView): boolean =>
  a.q === b.q && a.sort === b.sort && a.seed === b.seed && a.group === b.group && a.snapshot === b.snapshot;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const uuidIn = (text: string | null): string | null => (text && UUID.test(text) ? text : null);

export const MOST_SIMILAR = "-similarity";
const isByLikeness = (sort: string): boolean => sort.replace("-", "") === "similarity";

/** The order that a search has unless another one was chosen; the address does not name it. */
export const usualSort = (q: string): string => (hasLikeness(q) ? MOST_SIMILAR : "added");

/** The order that is meant: one by likeness goes when the search asks for none any more. */
export const sortOf = (q: string, chosen: string | null): string =>
  !chosen || (isByLikeness(chosen) && !hasLikeness(q)) ? usualSort(q) : chosen;

/** The parameters of the address that a dataset with a default filter opens with; null for everything. */
export function defaultViewOf(filter: DatasetDto["default_filter"]): { q: string; sort?: string } | null {
  if (filter === null) return null;
  const { q, sort } = typeof filter === "string" ? { q: filter, sort: undefined } : filter;
  return { q, ...(sort === undefined ? {} : { sort }) };
}

const TABS = ["overview", "activity"] as const;

export function readView(search: { get(name: string): string | null }): PageView {
  const q = search.get("q") ?? "";
  return {
    q,
    sort: sortOf(q, search.get("sort")),
    seed: search.get("seed"),
    group: search.get("group") === "cluster" ? "cluster" : null,
    snapshot: uuidIn(search.get("snapshot")),
    item: uuidIn(search.get("item")),
    panel: search.get("panel") === "snapshots" ? "snapshots" : null,
    tab: TABS.find((tab) => tab === search.get("tab")) ?? null,
    actor: search.get("actor") || null,
    change: HEAD_EVENT_KINDS.find((kind) => kind === search.get("change")) ?? null,
  };
}
