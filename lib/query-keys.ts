/**
 * The keys under which the browser keeps what it read, in one place: a query and whatever makes it stale name the same key, and
 * a key's first word says what it is of. Keys that begin alike are made stale together. Pure; safe for the browser.
 */

import type { QueryClient } from "@tanstack/react-query";

/** What is listed: a filter and an order. */
export interface ListView {
  readonly q: string;
  readonly sort: string;
  readonly seed: string | null;
  /** Of the list over all datasets: those that it is narrowed to; absent for all. */
  readonly datasets?: readonly string[];
}

const listed = ({ q, sort, seed, datasets }: ListView) => [q, sort, seed, ...(datasets ? [datasets] : [])] as const;

/** A version of a dataset: a snapshot's id, `current`, or `head`. */
export interface VersionRef {
  readonly dataset: string;
  readonly version: string;
}
export interface ComparedSides {
  readonly from: VersionRef;
  readonly to: VersionRef;
}
const compared = ({ from, to }: ComparedSides) => [from.version, to.dataset, to.version] as const;

export const keys = {
  apiKeys: () => ["api-keys"] as const,
  sessions: () => ["sessions"] as const,
  groups: () => ["groups"] as const,
  group: (groupId: string) => ["groups", groupId] as const,
  datasets: () => ["datasets"] as const,
  trash: () => ["datasets", "trash"] as const,
  /** How many items each dataset holds that a search finds, as things are now. */
  inputs: () => ["inputs"] as const,
  countedInputs: (q: string) => ["inputs", q] as const,
  similarInputs: (input: string) => ["inputs", "similar", input] as const,
  mergePreview: (datasetId: string, input: string) => ["inputs", "merge", datasetId, input] as const,
  mergeBackPreview: (datasetId: string, sourceId: string) => ["inputs", "merge-back", datasetId, sourceId] as const,
  datasetPages: (filter: object) => ["datasets", "pages", filter] as const,
  anyDatasetPages: () => ["datasets", "pages"] as const,
  datasetFilters: () => ["datasets", "filters"] as const,
  dataset: (datasetId: string) => ["dataset", datasetId] as const,
  shares: (datasetId: string) => ["shares", datasetId] as const,
  publicLink: (datasetId: string) => ["shares", datasetId, "public-link"] as const,
  views: (datasetId: string) => ["views", datasetId] as const,
  models: (datasetId: string) => ["models", datasetId] as const,
  appliedModels: (datasetId: string, stateId: string) => ["applied-models", datasetId, stateId] as const,
  upload: (datasetId: string) => ["upload", datasetId] as const,
  propagation: (datasetId: string, stateId: string, input: string) =>
    ["propagation", datasetId, stateId, input] as const,

  splitsPreview: (datasetId: string, stateId: string, input: string) => ["splits", datasetId, stateId, input] as const,
  exportPreview: (datasetId: string, stateId: string, request: string) =>
    ["export-preview", datasetId, stateId, request] as const,
  exportStatus: (datasetId: string, exportId: string) => ["export-status", datasetId, exportId] as const,

  tasks: () => ["tasks"] as const,
  taskPage: (parameters: Readonly<Record<string, string>>) => ["tasks", parameters] as const,
  taskFilters: () => ["tasks", "filters"] as const,
  task: (taskId: string) => ["task", taskId] as const,
  anyTask: () => ["task"] as const,

  retention: (datasetId: string) => ["retention", datasetId] as const,
  retentionPreview: (datasetId: string, rule: string) => ["retention", datasetId, rule] as const,
  snapshots: (datasetId: string) => ["snapshots", datasetId] as const,
  snapshotPages: (datasetId: string, search: string) => ["snapshots", datasetId, "pages", search] as const,
  snapshot: (datasetId: string, snapshotId: string) => ["snapshots", datasetId, "one", snapshotId] as const,
  snapshotSize: (datasetId: string, snapshotId: string) => ["snapshots", datasetId, "size", snapshotId] as const,
  comparedWithHead: (datasetId: string, snapshotId: string) => ["snapshots", datasetId, "compare", snapshotId] as const,
  /** Two versions in numbers, as they are now; a change of the other dataset is in its head. */
  comparison: (sides: ComparedSides, otherHead: string | null, facets: string) =>
    ["snapshots", sides.from.dataset, "comparison", ...compared(sides), otherHead, facets] as const,
  /** A page of what differs between two states. */
  comparedPage: (sides: ComparedSides, states: readonly string[], view: object, page: number) =>
    ["compared", sides.from.dataset, ...compared(sides), states, view, page] as const,
  comparedPlace: (sides: ComparedSides, states: readonly string[], view: object, mediaId: string) =>
    ["compared", sides.from.dataset, ...compared(sides), states, view, mediaId] as const,
  /** The state that a snapshot shows is the same for ever. */
  stateOfSnapshot: (datasetId: string, snapshotId: string) => ["snapshot-state", datasetId, snapshotId] as const,

  /** What changed the dataset's data, newest first. */
  anyActivity: (datasetId: string) => ["activity", datasetId] as const,
  activity: (datasetId: string, actor: string | null, kind: string | null) =>
    ["activity", datasetId, "list", actor, kind] as const,
  activityFilters: (datasetId: string) => ["activity", datasetId, "filters"] as const,
  revertPreview: (datasetId: string, eventId: string) => ["activity", datasetId, "revert", eventId] as const,

  /** Everything that is read of single items as they are now. */
  itemsNow: (datasetId: string) => ["item", datasetId] as const,
  item: (datasetId: string, mediaId: string, snapshotId: string | null) =>
    ["item", datasetId, mediaId, snapshotId] as const,
  itemHistory: (datasetId: string, mediaId: string) => ["item", datasetId, mediaId, "history"] as const,
  itemBlame: (datasetId: string, mediaId: string) => ["item", datasetId, mediaId, "blame"] as const,
  similar: (datasetId: string, mediaId: string, snapshotId: string | null, limit: number) =>
    ["item", datasetId, mediaId, snapshotId, "similar", limit] as const,

  /** Every page that was read of a state, whatever it is filtered by. */
  itemsOfState: (datasetId: string, stateId: string) => ["items", datasetId, stateId] as const,
  itemPage: (datasetId: string, stateId: string, view: ListView, page: number) =>
    ["items", datasetId, stateId, ...listed(view), page] as const,
  coverChoices: (datasetId: string, stateId: string, search: string) =>
    ["items", datasetId, stateId, "cover", search] as const,
  located: (datasetId: string, stateId: string, view: ListView, mediaId: string | null) =>
    ["located", datasetId, stateId, ...listed(view), mediaId] as const,
  neighbours: (datasetId: string, stateId: string, view: ListView, mediaId: string) =>
    ["neighbours", datasetId, stateId, ...listed(view), mediaId] as const,
  stackPage: (datasetId: string, stateId: string, q: string, page: number) =>
    ["stacks", datasetId, stateId, q, page] as const,
  /** A version in numbers, with how the dataset grew. */
  anyStatistics: (datasetId: string) => ["statistics", datasetId] as const,
  statistics: (datasetId: string, version: string) => ["statistics", datasetId, version] as const,
  /** What is stale of its numbers. */
  metrics: (datasetId: string) => ["statistics", datasetId, "metrics"] as const,
  facets: (datasetId: string, stateId: string, q: string, free: readonly string[]) =>
    ["facets", datasetId, stateId, q, free] as const,
  classes: (datasetId: string, stateId: string) => ["classes", datasetId, stateId] as const,
  clusters: (datasetId: string, stateId: string) => ["clusters", datasetId, stateId] as const,
  objectFacets: (datasetId: string, stateId: string, q: string, free: boolean) =>
    ["facets", datasetId, stateId, q, "objects", free] as const,
  folders: (datasetId: string, stateId: string, q: string, below: string) =>
    ["folders", datasetId, stateId, q, below] as const,
  foundFolders: (datasetId: string, stateId: string, q: string, find: string) =>
    ["folders", datasetId, stateId, q, "", find] as const,
  histogram: (datasetId: string, stateId: string, q: string, field: string) =>
    ["histogram", datasetId, stateId, q, field] as const,
  exif: (datasetId: string, mediaId: string, snapshotId: string | null) =>
    ["exif", datasetId, mediaId, snapshotId] as const,
};

/** What is asked of one state never changes; its newer state is another question. */
const OF_A_STATE: ReadonlySet<unknown> = new Set([
  "items",
  "compared",
  "located",
  "neighbours",
  "stacks",
  "facets",
  "classes",
  "clusters",
  "folders",
  "histogram",
  "exif",
  "splits",
  "applied-models",
  "snapshot-state",
]);
export const isOfAState = (key: readonly unknown[]): boolean => OF_A_STATE.has(key[0]);

/** What a change of a dataset makes stale. Lists and facets go by its state: the new one brings them. */
export const staleAfterChange = (datasetId: string): readonly (readonly unknown[])[] => [
  keys.dataset(datasetId),
  keys.snapshots(datasetId),
  keys.anyStatistics(datasetId),
  keys.itemsNow(datasetId),
  keys.anyActivity(datasetId),
  keys.tasks(),
  keys.datasets(),
  keys.inputs(),
];

interface LiveChange {
  readonly dataset_id: string;
  readonly kind: string;
}
/** What a live event makes stale. */
export function staleAfterEvent({ dataset_id: id, kind }: LiveChange): readonly (readonly unknown[])[] {
  // Whatever is asked of a dataset in the trash is answered with 404.
  if (kind === "deleted") return [keys.tasks(), keys.datasets(), keys.inputs()];
  const always = [keys.tasks(), keys.anyTask(), keys.dataset(id)];
  if (kind === "progress") return always;
  const more = [
    ...always,
    keys.datasets(),
    keys.inputs(),
    keys.snapshots(id),
    keys.anyStatistics(id),
    keys.shares(id),
    keys.views(id),
  ];
  // What was read of a state stays true, but for the links in it; those to its items are in lists of all datasets, too.
  if (kind === "links")
    return [...more, keys.itemsNow(id), ["items", "inputs"], ...[...OF_A_STATE].map((name) => [name, id])];
  return kind === "head" ? [...more, keys.itemsNow(id), keys.anyActivity(id)] : more;
}

/**
 * Has what is on screen of it read again, and waits for that. A first answer that is under way may be from before the change,
 * and the client would take it for fresh: once it is there, it is read again.
 */
export async function makeStale(client: QueryClient, stale: readonly (readonly unknown[])[]): Promise<void> {
  const underWay = stale.flatMap((queryKey) =>
    client.getQueryCache().findAll({
      queryKey,
      predicate: ({ state }) => state.data === undefined && state.fetchStatus !== "idle",
    }),
  );
  await Promise.all([
    ...stale.map((queryKey) => client.invalidateQueries({ queryKey })),
    ...underWay.map(async (query) => {
      await query.promise?.catch(() => undefined);
      await client.invalidateQueries({ predicate: (one) => one === query });
    }),
  ]);
}
