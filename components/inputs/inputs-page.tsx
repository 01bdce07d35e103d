"use client";

import { Images, ListFilter, SearchX } from "lucide-react";
import { useRef, useState } from "react";
import { ItemGrid } from "@/components/items/grid/item-grid";
import { ListCount, TileSize } from "@/components/items/grid/list-count";
import { LookMenu } from "@/components/items/grid/look-menu";
import { FilterChips } from "@/components/items/search/filter-chips";
import { SearchBox } from "@/components/items/search/search-box";
import { searchWords } from "@/components/items/search/search-words";
import { useListKeys } from "@/components/items/use-list-keys";
import { LoadError } from "@/components/ui/alert";
import { Button, IconButton } from "@/components/ui/button";
import { Drawer } from "@/components/ui/dialog";
import { Link } from "@/components/ui/link";
import { EmptyState } from "@/components/ui/status";
import { INPUTS } from "@/lib/items/queries";
import { InputsProvider, useInputs, type InitialInputs } from "./inputs-context";
import { InputsFacets } from "./inputs-facets";
import { InputsSelection } from "./inputs-selection";

/** Likeness to a picture is asked for where there is one, on a dataset's page. */
const NO_WAYS = { describes: false, selected: null, find: () => undefined };

export const InputsPage = ({ initial }: { initial: InitialInputs | null }) => (
  <InputsProvider initial={initial}>
    <Page />
  </InputsProvider>
);

function Page() {
  const { failed, refused, retry } = useInputs();
  const [areFiltersOpen, setFiltersOpen] = useState(false);
  const sidebarRef = useRef<HTMLElement>(null);
  /** Where the sidebar is in sight, the filters are there already. */
  const showFilters = () => {
    const sidebar = sidebarRef.current;
    if (sidebar?.checkVisibility()) sidebar.querySelector<HTMLElement>("input, button")?.focus();
    else setFiltersOpen(true);
  };
  useListKeys(showFilters);
  return (
    <div className="flex min-h-0 flex-1">
      <aside
        ref={sidebarRef}
        aria-label="Filters"
        className="hidden w-60 shrink-0 overflow-y-auto border-r border-line p-3 lg:block"
      >
        <InputsFacets />
      </aside>
      <section aria-label="Items" className="flex min-h-0 min-w-0 flex-1 flex-col">
        <ViewBar onFilters={showFilters} />
        {failed ? (
          <div className="p-4">
            <LoadError message={failed.message} retry={retry} />
          </div>
        ) : refused ? null : (
          <ItemGrid empty={<NoInputs />} />
        )}
        <InputsSelection />
      </section>
      {areFiltersOpen ? (
        <Drawer onClose={() => setFiltersOpen(false)} title="Filters">
          <div className="flex-1 overflow-y-auto p-4">
            <InputsFacets />
          </div>
        </Drawer>
      ) : null}
    </div>
  );
}

function ViewBar({ onFilters }: { onFilters: () => void }) {
  const { view, setView, setFilter, list, refused, searchRef } = useInputs();
  return (
    <div className="grid gap-2 border-b border-line px-4 py-2.5">
      <div className="flex flex-wrap items-start gap-x-2 gap-y-2">
        <h1 className="mr-2 text-xl leading-9 font-semibold">Inputs</h1>
        <IconButton label="Filters" onClick={onFilters} className="lg:hidden">
          <ListFilter size={18} aria-hidden />
        </IconButton>
        <SearchBox
          datasetId={INPUTS}
          stateId={list.stateId}
          snapshotId={null}
          q={view.q}
          refused={refused}
          onSearch={setFilter}
          ways={NO_WAYS}
          inputRef={searchRef}
        />
        <div className="flex min-h-9 items-center gap-2 max-sm:w-full max-sm:justify-between">
          <ListCount />
          <LookMenu />
          <TileSize />
        </div>
      </div>
      <FilterChips
        datasetId={INPUTS}
        snapshotId={null}
        q={view.q}
        onChange={setFilter}
        onAdjust={(q) => setView({ q }, "replace")}
      />
    </div>
  );
}

/** Why nothing is listed, and what to do. */
function NoInputs() {
  const { view, setView, whole } = useInputs();
  if (view.q !== "" || view.datasets.length > 0)
    return (
      <EmptyState
        icon={<SearchX size={30} aria-hidden />}
        title="Nothing matches"
        action={<Button onClick={() => setView({ q: "", datasets: [] })}>Show all inputs</Button>}
      >
        <p className="wrap-anywhere">
          {view.q === "" ? (
            "The datasets that you chose hold no items."
          ) : (
            <>
              No item {view.datasets.length > 0 ? "of the datasets that you chose " : ""}is found by{" "}
              <strong className="font-medium text-ink">{searchWords(view.q)}</strong>.
            </>
          )}
        </p>
      </EmptyState>
    );
  return (
    <EmptyState icon={<Images size={30} aria-hidden />} title="No inputs yet">
      {whole?.total === 0 ? "The items of all datasets that you may see are listed here. " : ""}
      <Link href="/datasets" className="rounded-sm text-accent-text underline">
        Open a dataset to add images or videos
      </Link>
    </EmptyState>
  );
}
