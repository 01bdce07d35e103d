"use client";

import clsx from "clsx";
import { useRef, useState } from "react";
import { Activity } from "@/components/activity/activity";
import { DatasetNotes } from "@/components/datasets/dataset-notes";
import { FacetSidebar } from "@/components/items/facets/facet-sidebar";
import { ItemGrid } from "@/components/items/grid/item-grid";
import { ViewBar } from "@/components/items/search/view-bar";
import { SelectionBar } from "@/components/items/selection/selection-bar";
import { ItemView } from "@/components/items/view/item-view";
import { Overview } from "@/components/overview/overview";
import { SnapshotCatalog } from "@/components/snapshots/snapshot-catalog";
import { LoadError } from "@/components/ui/alert";
import { Drawer } from "@/components/ui/dialog";
import type { DatasetDto } from "@/lib/datasets/schema";
import { DatasetHeader } from "./dataset-header";
import type { InitialItems } from "./read-view";
import { SnapshotBanner } from "./snapshot-banner";
import { usePageCommands } from "./use-page-commands";
import { useShortcuts } from "./use-shortcuts";
import { useWorkspace, WorkspaceProvider } from "./workspace";

interface DatasetPageProps {
  readonly initialDataset: DatasetDto;
  readonly initialItems: InitialItems | null;
}

export const DatasetPage = (props: DatasetPageProps) => (
  <WorkspaceProvider {...props}>
    <Page />
  </WorkspaceProvider>
);

function Page() {
  const { dataset, view, setView, list, failed, refused } = useWorkspace();
  const isAside = view.tab !== null;
  const [areFiltersOpen, setFiltersOpen] = useState(false);
  const sidebarRef = useRef<HTMLElement>(null);
  /** Where the sidebar is in sight, the filters are there already. */
  const showFilters = () => {
    const sidebar = sidebarRef.current;
    if (sidebar?.checkVisibility()) sidebar.querySelector<HTMLElement>("input, button")?.focus();
    else setFiltersOpen(true);
  };
  useShortcuts(showFilters);
  usePageCommands();
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <DatasetHeader />
      {view.snapshot ? <SnapshotBanner snapshotId={view.snapshot} /> : null}
      <div className="relative flex min-h-0 flex-1">
        {/* The list keeps its size, so that whoever comes back finds it as it was left. */}
        <div inert={isAside} className={clsx("flex min-h-0 min-w-0 flex-1", isAside && "invisible")}>
          <aside
            ref={sidebarRef}
            aria-label="Filters"
            className="hidden w-60 shrink-0 overflow-y-auto border-r border-line p-3 lg:block"
          >
            <FacetSidebar />
          </aside>
          <section aria-label="Items" className="flex min-h-0 min-w-0 flex-1 flex-col">
            <ViewBar onFilters={showFilters} />
            {failed ? (
              <div className="p-4">
                <LoadError message={failed.message} retry={list.retry} />
              </div>
            ) : refused ? null : (
              <ItemGrid />
            )}
            <SelectionBar />
          </section>
        </div>
        {view.tab === "activity" ? (
          <div className="absolute inset-0 animate-fade-in overflow-y-auto">
            <Activity />
          </div>
        ) : null}
        {view.tab === "overview" ? (
          <div className="absolute inset-0 animate-fade-in overflow-y-auto">
            <div className="px-4 pt-4 empty:hidden sm:px-5">
              <DatasetNotes dataset={dataset} />
            </div>
            <Overview dataset={dataset} snapshotId={view.snapshot} />
          </div>
        ) : null}
      </div>
      <ItemView />
      {view.panel === "snapshots" ? (
        <SnapshotCatalog
          dataset={dataset}
          onClose={() => setView({ panel: null })}
          onBrowse={(snapshot) => setView({ snapshot, panel: null })}
        />
      ) : null}
      {areFiltersOpen ? (
        <Drawer onClose={() => setFiltersOpen(false)} title="Filters">
          <div className="flex-1 overflow-y-auto p-4">
            <FacetSidebar />
          </div>
        </Drawer>
      ) : null}
    </div>
  );
}
