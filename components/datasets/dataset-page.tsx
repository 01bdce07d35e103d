"use client";

import { buttonOf } from "@/lib/operations/declarations";
import { useIsMutating, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { FacetSidebar } from "@/components/items/facets/facet-sidebar";
import { ItemGrid, type GridFocus } from "@/components/items/grid/item-grid";
import { DescribeDialog } from "@/components/items/search/describe-dialog";
import { mistakeOf } from "@/components/items/search/search-box";
import { SimilarDialog, type Example } from "@/components/items/search/similar-dialog";
import { viewChange } from "@/components/items/search/saved-views";
import { SORT_LABELS, sortChange, ViewBar } from "@/components/items/search/view-bar";
import { SelectionBar, type SelectionAction } from "@/components/items/selection/selection-bar";
import { useEdits } from "@/components/items/use-edits";
import { findLoaded, useItemList } from "@/components/items/use-item-list";
import { useOverlays } from "@/components/items/use-overlays";
import { useSelection } from "@/components/items/use-selection";
import { useTileSize } from "@/components/items/use-tile-size";
import { ItemView } from "@/components/items/view/item-view";
import { useCommands, type PaletteCommand } from "@/components/layout/command-palette";
import { SnapshotCatalog } from "@/components/snapshots/snapshot-catalog";
import { Drawer } from "@/components/ui/dialog";
import { LoadError } from "@/components/ui/status";
import { ApiError } from "@/lib/api-client";
import { datasetQuery } from "@/lib/datasets/queries";
import type { DatasetDto } from "@/lib/datasets/schema";
import { snapshotStateQuery } from "@/lib/items/queries";
import type { ItemDto, ItemPage } from "@/lib/items/schema";
import { viewsQuery } from "@/lib/views/queries";
import { AddMediaDialog } from "./add-media-dialog";
import { DatasetHeader, type OpenDialog } from "./dataset-header";
import { DeleteDatasetDialog } from "./delete-dataset-dialog";
import { EnrichDialog } from "./enrich-dialog";
import { KeySheet } from "./key-sheet";
import { MetadataDialog } from "./metadata-dialog";
import { PropagationDialog } from "./propagation-dialog";
import { ReindexDialog } from "./reindex-dialog";
import { ShareDialog } from "./share-dialog";
import { actionOf } from "./shortcuts";
import { SnapshotBanner } from "./snapshot-banner";
import { listsTheSame, type InitialItems } from "./read-view";
import { useView } from "./use-view";

const OLD_VERSION = "You are looking at a snapshot. Go back to the current data to change something.";

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
const hasDialog = (): boolean => document.querySelector('[role="dialog"], [role="menu"]') !== null;

export function DatasetPage({
  initialDataset,
  initialItems,
}: {
  initialDataset: DatasetDto;
  initialItems: InitialItems | null;
}) {
  const client = useQueryClient();
  const [view, setView] = useView();
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const [finding, setFinding] = useState<Example | "describe" | null>(null);
  const [action, setAction] = useState<SelectionAction | null>(null);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [areFiltersOpen, setFiltersOpen] = useState(false);
  const [tileSize, setTileSize] = useTileSize();
  const searchRef = useRef<HTMLInputElement>(null);
  const gridRef = useRef<GridFocus>(null);

  const { data: dataset } = useQuery({ ...datasetQuery(initialDataset.id), initialData: initialDataset });
  const { data: snapshotState, error: snapshotError } = useQuery({
    ...snapshotStateQuery(dataset.id, view.snapshot ?? ""),
    enabled: view.snapshot !== null,
  });
  const target = view.snapshot ? (snapshotState ?? null) : dataset.state_id;
  const wanted = useMemo(
    () => ({ q: view.q, sort: view.sort, seed: view.seed, group: view.group }),
    [view.q, view.sort, view.seed, view.group],
  );
  // Going back, the framework gives what the page was first opened with; the address may say something else by then.
  const list = useItemList(
    dataset.id,
    wanted,
    target,
    initialItems && listsTheSame(initialItems.view, view) ? initialItems.page : null,
  );
  const selection = useSelection(list);
  const overlays = useOverlays(list.stateId);
  const edits = useEdits(dataset.id, list.stateId, overlays);
  const creating = useIsMutating({ mutationKey: ["create-snapshot", dataset.id] }) > 0;
  const blocked = view.snapshot ? OLD_VERSION : dataset.can.items_edit;
  const refused = list.error instanceof ApiError ? mistakeOf(list.error.issues) : null;
  const failed = snapshotError ?? (refused ? null : list.error);

  const openItem = useCallback((item: string) => setView({ item }), [setView]);
  const setFilter = useCallback((q: string) => setView({ q }), [setView]);
  /** The one selected item, where the grid has it. */
  const chosen = useMemo((): ItemDto | null => {
    if (selection.count !== 1) return null;
    for (const [, page] of client.getQueriesData<ItemPage>({ queryKey: ["items", dataset.id, list.stateId] })) {
      const item = page?.items.find((one) => selection.has(one.item_no));
      if (item) return item;
    }
    return null;
  }, [client, dataset.id, list.stateId, selection]);
  const findSimilar = chosen ? () => setFinding({ mediaId: chosen.media_id, name: chosen.file_name }) : null;
  const known = useMemo(
    () => (view.item ? findLoaded(client, dataset.id, list, view.item) : null),
    [client, dataset.id, list, view.item],
  );

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const pressed = actionOf(event, isField(event.target));
    if (!pressed || (hasDialog() && pressed !== "catalog")) return;
    const act = (name: SelectionAction) => selection.count > 0 && blocked === null && setAction(name);
    const moves = { next: "next", previous: "previous", down: "down", up: "up", first: "first", last: "last" } as const;
    switch (pressed) {
      case "palette":
        return; // The palette listens for itself, on every page.
      case "help":
        setHelpOpen(true);
        break;
      case "search":
        searchRef.current?.focus();
        break;
      case "catalog":
        setView({ panel: view.panel ? null : "snapshots" });
        break;
      case "select-all":
        selection.selectAll();
        break;
      case "clear":
        if (selection.count === 0) return;
        selection.clear();
        break;
      case "undo":
        if (!edits.undoLast()) return;
        break;
      case "similar":
        findSimilar?.();
        break;
      case "group":
        setView({ group: view.group ? null : "cluster" });
        break;
      case "filters":
        setFiltersOpen(true);
        break;
      case "tag":
      case "label":
      case "field":
      case "delete":
        act(pressed);
        break;
      default:
        gridRef.current?.move(moves[pressed]);
    }
    event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);

  const { data: views } = useQuery(viewsQuery(dataset.id));
  const commands = usePageCommands({
    dataset,
    blocked,
    views: views ?? [],
    selected: selection.count,
    setView,
    setDialog,
    setAction,
    setFinding,
    setHelpOpen,
    selectAll: selection.selectAll,
  });
  useCommands(commands);

  const sidebar = <FacetSidebar datasetId={dataset.id} stateId={list.stateId} q={view.q} onChange={setFilter} />;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <DatasetHeader
        dataset={dataset}
        creating={creating}
        onSnapshots={() => setView({ panel: "snapshots" })}
        onDialog={setDialog}
      />
      {view.snapshot ? (
        <SnapshotBanner dataset={dataset} snapshotId={view.snapshot} onLeave={() => setView({ snapshot: null })} />
      ) : null}
      <div className="flex min-h-0 flex-1">
        <aside aria-label="Filters" className="hidden w-60 shrink-0 overflow-y-auto border-r border-line p-3 lg:block">
          {sidebar}
        </aside>
        <section aria-label="Items" className="flex min-h-0 min-w-0 flex-1 flex-col">
          <ViewBar
            dataset={dataset}
            stateId={list.stateId}
            view={view}
            total={list.total}
            updating={list.updating && !list.error}
            refused={refused}
            tileSize={tileSize}
            onTileSize={setTileSize}
            onChange={setView}
            onFilters={() => setFiltersOpen(true)}
            onDescribe={() => setFinding("describe")}
            onFindByImage={() => setFinding("upload")}
            searchRef={searchRef}
          />
          {failed ? (
            <div className="p-4">
              <LoadError message={failed.message} retry={list.retry} />
            </div>
          ) : refused ? null : (
            <ItemGrid
              list={list}
              present={overlays.present}
              tileSize={tileSize}
              draft={dataset.status === "DRAFT"}
              selection={selection}
              onOpen={openItem}
              onClearFilter={() => setFilter("")}
              onAddMedia={dataset.can.dataset_creation === null ? () => setDialog("add-media") : null}
              focusRef={gridRef}
            />
          )}
          <SelectionBar
            dataset={dataset}
            stateId={list.stateId}
            snapshotId={view.snapshot}
            blocked={blocked}
            selection={selection}
            edits={edits}
            action={action}
            onAction={setAction}
            onFindSimilar={findSimilar}
          />
        </section>
      </div>
      <ItemView
        datasetId={dataset.id}
        stateId={list.stateId}
        view={list.view}
        snapshotId={view.snapshot}
        mediaId={view.item}
        known={known}
        present={overlays.present}
        blocked={blocked}
        edits={edits}
        onMove={openItem}
        onClose={() => setView({ item: null })}
      />
      <SnapshotCatalog
        dataset={dataset}
        open={view.panel === "snapshots"}
        onOpenChange={(open) => setView({ panel: open ? "snapshots" : null })}
        onBrowse={(snapshot) => setView({ snapshot, panel: null })}
      />
      <Drawer open={areFiltersOpen} onOpenChange={setFiltersOpen} title="Filters">
        <div className="flex-1 overflow-y-auto p-4">{sidebar}</div>
      </Drawer>
      {finding && finding !== "describe" ? (
        <SimilarDialog
          datasetId={dataset.id}
          snapshotId={view.snapshot}
          q={view.q}
          example={finding}
          onClose={() => setFinding(null)}
          onOpenItem={openItem}
          onSelect={selection.add}
        />
      ) : null}
      <DescribeDialog
        datasetId={dataset.id}
        q={view.q}
        snapshotId={view.snapshot}
        open={finding === "describe"}
        onOpenChange={() => setFinding(null)}
        onOpenItem={openItem}
      />
      <KeySheet open={isHelpOpen} onOpenChange={setHelpOpen} />
      <AddMediaDialog dataset={dataset} open={dialog === "add-media"} onOpenChange={() => setDialog(null)} />
      <EnrichDialog dataset={dataset} open={dialog === "enrich"} onOpenChange={() => setDialog(null)} />
      <MetadataDialog dataset={dataset} open={dialog === "metadata"} onOpenChange={() => setDialog(null)} />
      <PropagationDialog dataset={dataset} open={dialog === "propagation"} onOpenChange={() => setDialog(null)} />
      <ReindexDialog dataset={dataset} open={dialog === "reindex"} onOpenChange={() => setDialog(null)} />
      <ShareDialog dataset={dataset} open={dialog === "share"} onOpenChange={() => setDialog(null)} />
      <DeleteDatasetDialog dataset={dataset} open={dialog === "delete"} onOpenChange={() => setDialog(null)} />
    </div>
  );
}

interface CommandContext {
  readonly dataset: DatasetDto;
  readonly blocked: string | null;
  readonly views: readonly Parameters<typeof viewChange>[0][];
  readonly selected: number;
  readonly setView: ReturnType<typeof useView>[1];
  readonly setDialog: (dialog: OpenDialog) => void;
  readonly setAction: (action: SelectionAction) => void;
  readonly setFinding: (finding: Example | "describe") => void;
  readonly setHelpOpen: (open: boolean) => void;
  readonly selectAll: () => void;
}

/** What this page adds to the command palette. */
function usePageCommands({
  dataset,
  blocked,
  views,
  selected,
  setView,
  setDialog,
  setAction,
  setFinding,
  setHelpOpen,
  selectAll,
}: CommandContext): PaletteCommand[] {
  const { can, status } = dataset;
  return useMemo(() => {
    const none = selected === 0 ? "Select items first" : null;
    const onSelection = (action: SelectionAction, title: string, keys?: string): PaletteCommand => ({
      id: `selection-${action}`,
      title,
      group: "Selected items",
      blocked: none ?? blocked,
      keys,
      run: () => setAction(action),
    });
    const onDataset = (dialog: Exclude<OpenDialog, null>, title: string, refusal: string | null): PaletteCommand => ({
      id: `dataset-${dialog}`,
      title,
      group: "This dataset",
      blocked: refusal,
      run: () => setDialog(dialog),
    });
    return [
      {
        id: "catalog",
        title: "Open the Snapshot Catalog",
        group: "This dataset",
        keys: "Ctrl/Cmd+Alt+Shift+H",
        run: () => setView({ panel: "snapshots" }),
      },
      onDataset(
        "add-media",
        buttonOf("media_addition"),
        status === "DRAFT" ? can.dataset_creation : can.media_addition,
      ),
      onDataset("reindex", buttonOf("reindex"), can.reindex),
      onDataset("enrich", buttonOf("enrichment"), can.enrichment),
      onDataset("propagation", buttonOf("label_propagation"), can.label_propagation),
      onDataset("metadata", buttonOf("custom_metadata"), can.custom_metadata),
      onDataset("share", "Share", can.dataset_share),
      { id: "select-all", title: "Select all that match", group: "Selected items", keys: "Ctrl/Cmd+A", run: selectAll },
      onSelection("tag", "Tag", "t"),
      onSelection("label", "Label", "l"),
      onSelection("field", "Edit metadata", "m"),
      { ...onSelection("add-to-dataset", buttonOf("merge")), blocked: none },
      onSelection("delete", "Delete", "Delete"),
      { id: "describe", title: "Search by description", group: "Find", run: () => setFinding("describe") },
      { id: "by-image", title: "Search by image", group: "Find", run: () => setFinding("upload") },
      { id: "group", title: "Group by cluster", group: "Find", keys: "g", run: () => setView({ group: "cluster" }) },
      { id: "ungroup", title: "Do not group", group: "Find", run: () => setView({ group: null }) },
      { id: "clear", title: "Clear the search", group: "Find", run: () => setView({ q: "" }) },
      ...[...SORT_LABELS].map(([sort, title]) => ({
        id: `sort-${sort}`,
        title: `Sort: ${title}`,
        group: "Find",
        run: () => setView(sortChange(sort)),
      })),
      ...views.map((saved) => ({
        id: saved.view_id,
        title: saved.name,
        group: "Saved views",
        run: () => setView(viewChange(saved)),
      })),
      { id: "keys", title: "Keyboard shortcuts", group: "Help", keys: "?", run: () => setHelpOpen(true) },
    ];
  }, [can, status, blocked, views, selected, setView, setDialog, setAction, setFinding, setHelpOpen, selectAll]);
}
