"use client";

import { useIsMutating, useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useCallback, useContext, useMemo, useRef, type ReactNode } from "react";
import type { GridFocus } from "@/components/items/grid/use-grid-focus";
import { ListPageContext, type ListPage } from "@/components/items/list-page";
import { mistakeOf } from "@/components/items/search/search-mistake";
import { useEdits, type Edits } from "@/components/items/use-edits";
import { findLoaded, useItemList, type ItemList, type LoadedItem } from "@/components/items/use-item-list";
import { useOverlays } from "@/components/items/use-overlays";
import { useSelection, type Selection } from "@/components/items/use-selection";
import { useTileSize } from "@/components/items/use-tile-size";
import { useDataset } from "@/components/datasets/use-dataset";
import { ClassesProvider } from "@/components/objects/classes";
import { ApiError } from "@/lib/api-client";
import type { DatasetDto } from "@/lib/datasets/schema";
import { snapshotStateQuery } from "@/lib/items/queries";
import type { ItemDto, ItemPage } from "@/lib/items/schema";
import { keys } from "@/lib/query-keys";
import { creatingSnapshot } from "@/lib/snapshots/queries";
import { listsTheSame, type InitialItems, type PageView } from "./read-view";
import { useView, type ChangeView } from "./use-view";

const OLD_VERSION = "You are looking at a snapshot. Go back to the current data to change something.";

/** What the parts of a dataset's page share: the dataset, the version that is looked at, the view of it, the selection. */
export interface Workspace extends ListPage {
  readonly dataset: DatasetDto;
  readonly view: PageView;
  readonly setView: ChangeView;
  readonly edits: Edits;
  /** Why nothing can be edited now; null when it can. */
  readonly blocked: string | null;
  /** A snapshot is being created. */
  readonly creating: boolean;
  /** The one selected item, where the grid has it. */
  readonly chosen: ItemDto | null;
  /** What the grid knows of the item that is open. */
  readonly opened: LoadedItem | null;
}

const Context = createContext<Workspace | null>(null);

/** @throws Error outside of a dataset's page */
export function useWorkspace(): Workspace {
  const workspace = useContext(Context);
  if (!workspace) throw new Error("This belongs on a dataset's page");
  return workspace;
}

interface WorkspaceProps {
  readonly initialDataset: DatasetDto;
  readonly initialItems: InitialItems | null;
  readonly children: ReactNode;
}

export function WorkspaceProvider({ initialDataset, initialItems, children }: WorkspaceProps) {
  const [tileSize, setTileSize] = useTileSize();
  const searchRef = useRef<HTMLInputElement>(null);
  const gridRef = useRef<GridFocus>(null);
  const dataset = useDataset(initialDataset);
  const [view, setView] = useView(dataset.default_filter !== null);
  const version = useVersion(dataset, view);
  const wanted = useMemo(
    () => ({ q: view.q, sort: view.sort, seed: view.seed, group: view.group }),
    [view.q, view.sort, view.seed, view.group],
  );
  // Going back, the framework gives what the page was first opened with; the address may say something else by then.
  const known = initialItems && listsTheSame(initialItems.view, view) ? initialItems.page : null;
  const list = useItemList(dataset.id, wanted, version.stateId, known);
  const selection = useSelection(list);
  const overlays = useOverlays(list.stateId);
  const edits = useEdits(dataset.id, list.stateId, overlays);
  const creating = useIsMutating({ mutationKey: creatingSnapshot(dataset.id) }) > 0;
  const refused = useMemo(() => (list.error instanceof ApiError ? mistakeOf(list.error.issues) : null), [list.error]);
  const chosen = useChosen(list, selection);
  const opened = useOpened(list, view.item);
  const openItem = useCallback((item: string) => setView({ item }), [setView]);
  const setFilter = useCallback((q: string) => setView({ q }), [setView]);
  const blocked = view.snapshot ? OLD_VERSION : dataset.can.items_edit;
  const failed = version.error ?? (refused ? null : list.error);
  const { present } = overlays;
  const workspace: Workspace = {
    dataset,
    view,
    setView,
    list,
    present,
    selection,
    edits,
    blocked,
    refused,
    failed,
    creating,
    chosen,
    opened,
    openItem,
    setFilter,
    tileSize,
    setTileSize,
    searchRef,
    gridRef,
    hidden: view.tab !== null,
  };
  return (
    <Context value={workspace}>
      <ListPageContext value={workspace}>
        <ClassesProvider datasetId={dataset.id} stateId={list.stateId}>
          {children}
        </ClassesProvider>
      </ListPageContext>
    </Context>
  );
}

/** The state that is looked at: the head's, or that of the snapshot in the address; null while that is not known. */
function useVersion(dataset: DatasetDto, { snapshot }: PageView) {
  const { data, error } = useQuery({
    ...snapshotStateQuery(dataset.id, snapshot ?? ""),
    enabled: snapshot !== null,
  });
  return { stateId: snapshot ? (data ?? null) : dataset.state_id, error };
}

function useChosen({ datasetId, stateId }: ItemList, selection: Selection): ItemDto | null {
  const client = useQueryClient();
  return useMemo(() => {
    if (selection.count !== 1) return null;
    for (const [, page] of client.getQueriesData<ItemPage>({ queryKey: keys.itemsOfState(datasetId, stateId) })) {
      const item = page?.items.find((one) => selection.has(one.item_no));
      if (item) return item;
    }
    return null;
  }, [client, datasetId, stateId, selection]);
}

function useOpened(list: ItemList, mediaId: string | null): LoadedItem | null {
  const client = useQueryClient();
  return useMemo(() => (mediaId ? findLoaded(client, list.datasetId, list, mediaId) : null), [client, list, mediaId]);
}
