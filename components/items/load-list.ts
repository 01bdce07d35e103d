/** Reads a view of a state so that it can be shown at once, where the grid stands. */
import type { QueryClient } from "@tanstack/react-query";
import { itemPageQuery, locateQuery, PAGE_SIZE, stackPageQuery } from "@/lib/items/queries";
import type { StackDto } from "@/lib/items/schema";
import type { OpenStack } from "./cells";
import { flatList, type Shown, type WantedView } from "./list-state";

/** Where the grid stands, so that a newer version can be put in its place without moving it. */
export interface GridPosition {
  readonly place: number;
  /** Pixels that the place lies above the upper edge. */
  readonly above: number;
  readonly mediaId: string | null;
  /** How many places are in sight. */
  readonly visible: number;
}

export interface ListRequest {
  readonly datasetId: string;
  readonly stateId: string;
  readonly view: WantedView;
  /** What is shown until then, where it is the same view of another state. */
  readonly before: Shown | null;
  readonly stand: GridPosition | null;
  /** The place that was in sight when this view was left. */
  readonly savedPlace: number;
}

interface LoadedList {
  readonly shown: Shown;
  /** The place to go to. */
  readonly place: number;
}

/** Pages of stacks that are looked through for stacks that were open in an earlier version. */
const REOPEN_PAGES = 5;
/** Places to have before they are shown, where nobody knows yet how many are in sight. */
const USUAL_VISIBLE = 60;

export const loadList = (client: QueryClient, request: ListRequest): Promise<LoadedList> =>
  request.view.group ? loadStacks(client, request) : loadFlat(client, request);

async function loadFlat(client: QueryClient, request: ListRequest): Promise<LoadedList> {
  const { datasetId, stateId, view, before, stand, savedPlace } = request;
  if (before && stand && stand.place > 0 && stand.mediaId) {
    const { located, total } = await client.fetchQuery(locateQuery(datasetId, stateId, view, stand.mediaId));
    const place = located ?? stand.place;
    await loadPages(client, request, total, place);
    return { shown: flatList(view, stateId, total), place };
  }
  const [first] = await Promise.all([
    client.fetchQuery(itemPageQuery(datasetId, stateId, view, 0)),
    // Where they do not come, the grid asks for them itself.
    savedPlace >= PAGE_SIZE ? loadPages(client, request, Infinity, savedPlace).catch(() => null) : null,
  ]);
  return { shown: flatList(view, stateId, first.total), place: savedPlace };
}

/** What will be in sight at a place. */
function loadPages(client: QueryClient, request: ListRequest, total: number, place: number): Promise<unknown> {
  const { datasetId, stateId, view, stand } = request;
  const last = Math.min(Math.max(0, total - 1), place + (stand?.visible ?? USUAL_VISIBLE));
  const from = Math.floor(Math.min(place, last) / PAGE_SIZE);
  const pages = Array.from({ length: Math.floor(last / PAGE_SIZE) - from + 1 }, (_, index) => from + index);
  return Promise.all(pages.map((page) => client.fetchQuery(itemPageQuery(datasetId, stateId, view, page))));
}

async function loadStacks(
  client: QueryClient,
  { datasetId, stateId, view, before, savedPlace }: ListRequest,
): Promise<LoadedList> {
  const first = await client.fetchQuery(stackPageQuery(datasetId, stateId, view.q, 0));
  const wasOpen = before?.layout.grouped ? before.layout.open : [];
  const stacks: StackDto[] = [...first.stacks];
  for (let page = 1; wasOpen.length > 0 && page < REOPEN_PAGES && page * PAGE_SIZE < first.total; page += 1)
    stacks.push(...(await client.fetchQuery(stackPageQuery(datasetId, stateId, view.q, page))).stacks);
  const open = stacks.flatMap(({ cluster, count }, index): OpenStack[] =>
    wasOpen.some((stack) => stack.cluster === cluster) ? [{ index, cluster, count }] : [],
  );
  const layout = { grouped: true as const, stacks: first.total, open };
  return { shown: { view, stateId, total: first.items, layout }, place: savedPlace };
}
