"use client";

import { useInfiniteQuery, useIsMutating, useQuery, useQueryClient } from "@tanstack/react-query";
import { History, LoaderCircle, Plus, RefreshCw, Sparkles, TableProperties, Trash2, UserPlus, Waypoints } from "lucide-react";
import Link from "next/link";
import { useEffect, useMemo, useState } from "react";
import { DescribeDialog } from "@/components/items/describe-dialog";
import { FacetSidebar } from "@/components/items/facet-sidebar";
import { ItemGrid } from "@/components/items/item-grid";
import { ItemView } from "@/components/items/item-view";
import { SearchBar } from "@/components/items/search-bar";
import { SelectionBar } from "@/components/items/selection-bar";
import { useSelection } from "@/components/items/use-selection";
import { SnapshotCatalog } from "@/components/snapshots/snapshot-catalog";
import { TaskTray } from "@/components/tasks/task-tray";
import { IconButton } from "@/components/ui/button";
import { plural } from "@/components/ui/format";
import { LoadError, ProgressBar } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import { datasetQuery } from "@/lib/datasets/queries";
import type { DatasetDto } from "@/lib/datasets/schema";
import { itemsQuery } from "@/lib/items/queries";
import type { ItemPage } from "@/lib/items/schema";
import { AddMediaDialog } from "./add-media-dialog";
import { DeleteDatasetDialog } from "./delete-dataset-dialog";
import { EnrichDialog } from "./enrich-dialog";
import { MetadataDialog } from "./metadata-dialog";
import { PropagationDialog } from "./propagation-dialog";
import { ReindexDialog } from "./reindex-dialog";
import { ShareDialog } from "./share-dialog";
import { StatusBadge } from "./status-badge";
import { useView } from "./use-view";

type OpenDialog = "add-media" | "describe" | "enrich" | "metadata" | "propagation" | "reindex" | "share" | "delete" | null;

export function DatasetPage({ initialDataset, initialItems }: { initialDataset: DatasetDto; initialItems: ItemPage | null }) {
  const [view, setView] = useView();
  // What the server rendered belongs to the view that the page was opened with, and to no other.
  const [openedWith] = useState({ q: view.q, sort: view.sort });
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const { data: dataset } = useQuery({ ...datasetQuery(initialDataset.id), initialData: initialDataset });
  const isFirstView = view.q === openedWith.q && view.sort === openedWith.sort;
  const items = useInfiniteQuery({
    ...itemsQuery(dataset.id, { q: view.q, sort: view.sort }),
    ...(isFirstView && initialItems ? { initialData: { pages: [initialItems], pageParams: [""] } } : {}),
  });
  const list = useMemo(() => items.data?.pages.flatMap((page) => page.items) ?? [], [items.data]);
  const first = items.data?.pages[0];
  const total = first?.total ?? 0;
  const selection = useSelection(list, { q: view.q, stateId: first?.state_id ?? null, total });
  const client = useQueryClient();
  const shownState = first?.state_id;
  const isCurrent = shownState === undefined || shownState === dataset.state_id;
  useEffect(() => {
    // The header tells of a newer state than the tiles show.
    if (isCurrent) return;
    for (const key of ["items", "facets", "item"]) void client.invalidateQueries({ queryKey: [key, dataset.id] });
  }, [isCurrent, dataset.id, dataset.state_id, client]);
  const creating = useIsMutating({ mutationKey: ["create-snapshot", dataset.id] }) > 0;

  return (
    <div className="flex flex-1 flex-col">
      <DatasetHeader dataset={dataset} creating={creating} onSnapshots={() => setView({ panel: "snapshots" })} onDialog={setDialog} />
      <div className="flex flex-1">
        <FacetSidebar datasetId={dataset.id} q={view.q} onChange={(q) => setView({ q })} />
        <section aria-label="Items" className="flex min-w-0 flex-1 flex-col">
          <SearchBar key={view.q} view={view} total={total} loading={items.isFetching} onChange={setView} onDescribe={() => setDialog("describe")} />
          {items.error ? (
            <div className="p-4">
              <LoadError message={items.error.message} retry={() => void items.refetch()} />
            </div>
          ) : (
            <ItemGrid
              items={list}
              total={total}
              loading={items.isPending}
              filtered={view.q !== ""}
              draft={dataset.status === "DRAFT"}
              selection={selection}
              onOpen={(item) => setView({ item })}
              onEnd={() => {
                if (items.hasNextPage && !items.isFetchingNextPage) void items.fetchNextPage();
              }}
              onClearFilter={() => setView({ q: "" })}
              onAddMedia={dataset.can.dataset_creation === null ? () => setDialog("add-media") : null}
            />
          )}
        </section>
      </div>
      <SelectionBar dataset={dataset} selection={selection} />
      <ItemView datasetId={dataset.id} items={list} mediaId={view.item} onMove={(item) => setView({ item })} onClose={() => setView({ item: null })} />
      <SnapshotCatalog dataset={dataset} open={view.panel === "snapshots"} onOpenChange={(open) => setView({ panel: open ? "snapshots" : null })} />
      <AddMediaDialog dataset={dataset} open={dialog === "add-media"} onOpenChange={() => setDialog(null)} />
      <DescribeDialog datasetId={dataset.id} q={view.q} open={dialog === "describe"} onOpenChange={() => setDialog(null)} onOpenItem={(item) => setView({ item })} />
      <EnrichDialog dataset={dataset} open={dialog === "enrich"} onOpenChange={() => setDialog(null)} />
      <MetadataDialog dataset={dataset} open={dialog === "metadata"} onOpenChange={() => setDialog(null)} />
      <PropagationDialog dataset={dataset} open={dialog === "propagation"} onOpenChange={() => setDialog(null)} />
      <ReindexDialog dataset={dataset} open={dialog === "reindex"} onOpenChange={() => setDialog(null)} />
      <ShareDialog dataset={dataset} open={dialog === "share"} onOpenChange={() => setDialog(null)} />
      <DeleteDatasetDialog dataset={dataset} open={dialog === "delete"} onOpenChange={() => setDialog(null)} />
    </div>
  );
}

interface HeaderProps {
  readonly dataset: DatasetDto;
  readonly creating: boolean;
  readonly onSnapshots: () => void;
  readonly onDialog: (dialog: OpenDialog) => void;
}

function DatasetHeader({ dataset, creating, onSnapshots, onDialog }: HeaderProps) {
  const { can, active_task: task } = dataset;
  const addMedia = dataset.status === "DRAFT" ? can.dataset_creation : can.media_addition;
  return (
    <div className="border-b border-line bg-surface px-4 py-3 sm:px-5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 max-sm:basis-full">
          <div className="flex items-center gap-3">
            <h1 className="truncate text-xl font-semibold" title={dataset.display_name}>
              {dataset.display_name}
            </h1>
            <span aria-live="polite">
              <StatusBadge status={dataset.status} />
            </span>
          </div>
          <div className="flex flex-wrap gap-x-3 text-muted">
            <span>{plural(dataset.n_images, "image")}</span>
            {dataset.n_videos > 0 ? <span>{plural(dataset.n_videos, "video")}</span> : null}
            <span className="flex gap-1">
              Created <Time iso={dataset.created_at} />
            </span>
            {dataset.role === "VIEWER" ? <span>You are a Viewer: look, compare, copy; changes need the Editor role</span> : null}
          </div>
        </div>
        <div role="toolbar" aria-label="Dataset" className="flex items-center gap-0.5">
          <IconButton label="Add media" title={addMedia ?? "Add media"} disabled={addMedia !== null} onClick={() => onDialog("add-media")}>
            <Plus size={19} aria-hidden />
          </IconButton>
          <IconButton label="Re-index" title={can.reindex ?? "Re-index"} disabled={can.reindex !== null} onClick={() => onDialog("reindex")}>
            <RefreshCw size={17} aria-hidden />
          </IconButton>
          <IconButton label="Enrich" title={can.enrichment ?? "Enrich"} disabled={can.enrichment !== null} onClick={() => onDialog("enrich")}>
            <Sparkles size={18} aria-hidden />
          </IconButton>
          <IconButton label="Propagate labels" title={can.label_propagation ?? "Propagate labels"} disabled={can.label_propagation !== null} onClick={() => onDialog("propagation")}>
            <Waypoints size={18} aria-hidden />
          </IconButton>
          <IconButton label="Import metadata" title={can.custom_metadata ?? "Import metadata"} disabled={can.custom_metadata !== null} onClick={() => onDialog("metadata")}>
            <TableProperties size={18} aria-hidden />
          </IconButton>
          <IconButton label="Share" title={can.dataset_share ?? "Share"} disabled={can.dataset_share !== null} onClick={() => onDialog("share")}>
            <UserPlus size={18} aria-hidden />
          </IconButton>
          <IconButton label="Delete dataset" title={can.dataset_delete ?? "Delete dataset"} disabled={can.dataset_delete !== null} onClick={() => onDialog("delete")}>
            <Trash2 size={17} aria-hidden />
          </IconButton>
          <span aria-hidden className="mx-1 h-6 w-px bg-line" />
          <TaskTray datasetId={dataset.id} busy={task !== null} />
          <IconButton label="Snapshots" aria-busy={creating} onClick={onSnapshots} className="text-accent-text">
            {creating ? <LoaderCircle size={20} aria-hidden className="animate-spin" /> : <History size={20} aria-hidden />}
          </IconButton>
        </div>
      </div>
      {task ? (
        <div className="mt-3 grid max-w-xl gap-1.5">
          <p className="flex justify-between gap-4 text-[13px] text-muted">
            <span className="truncate">{task.status_message}</span>
            <Link href={`/tasks?dataset_id=${dataset.id}`} className="shrink-0 rounded-sm text-accent-text underline">
              Show task
            </Link>
          </p>
          <ProgressBar percent={task.progress_percentage} label={task.task_type} />
        </div>
      ) : null}
      {dataset.fatal_error_msg ? (
        <p role="alert" className="mt-3 rounded-md bg-danger-soft p-3 text-danger">
          {dataset.fatal_error_msg}
        </p>
      ) : null}
      {dataset.status === "PARTIAL_INDEX" ? <p className="mt-2 text-[13px] text-warn">Some items are not indexed yet. Re-index to bring everything up to date; snapshots can be created after that.</p> : null}
    </div>
  );
}
