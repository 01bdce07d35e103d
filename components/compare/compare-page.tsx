"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChartNoAxesGantt, GitCompareArrows } from "lucide-react";
import { useRouter } from "next/navigation";
import { useCallback, useLayoutEffect, useRef, useState } from "react";
import { TileSizeField } from "@/components/items/grid/list-count";
import { SkeletonTiles } from "@/components/items/grid/skeleton-tiles";
import { mistakeOf } from "@/components/items/search/search-mistake";
import { useTileSize } from "@/components/items/use-tile-size";
import { useCommands } from "@/components/layout/command-palette";
import { ClassesProvider } from "@/components/objects/classes";
import { LoadError } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Drawer } from "@/components/ui/dialog";
import { EmptyState, Skeleton } from "@/components/ui/status";
import { ApiError } from "@/lib/api-client";
import { comparisonQuery } from "@/lib/comparing/queries";
import type { ComparedItem } from "@/lib/comparing/schema";
import { datasetQuery } from "@/lib/datasets/queries";
import type { DatasetDto } from "@/lib/datasets/schema";
import type { ComparedSides } from "@/lib/query-keys";
import type { ComparisonDto } from "@/lib/snapshots/schema";
import { CompareBar } from "./compare-bar";
import { CompareGrid, type CompareGridHandle } from "./compare-grid";
import { CompareHeader } from "./compare-header";
import { CompareItem } from "./compare-item";
import { compareAddress, sidesOf, swapped, type CompareView } from "./compare-view";
import { FacetBars } from "./facet-bars";
import { idOf, useSeen } from "./seen";
import { Summary } from "./summary";
import { useCompareView, type ChangeCompareView } from "./use-compare-view";
import { useDifferenceCount, type Differences } from "./use-differences";
import { countOfAll, facetGroups, nameOf } from "./words";

/** Two versions beside each other: in numbers, by facet, and item by item. */
export function ComparePage({ initialDataset }: { initialDataset: DatasetDto }) {
  const { data: dataset } = useQuery({ ...datasetQuery(initialDataset.id), initialData: initialDataset });
  const [view, setView] = useCompareView();
  const sides = sidesOf(dataset.id, view);
  const otherHead = useHeadBeside(sides);
  const comparison = useQuery({
    ...comparisonQuery(sides, otherHead, "none"),
    placeholderData: keepPreviousData,
  });
  const { data, error, refetch, isPlaceholderData } = comparison;
  const router = useRouter();
  useCommands([
    {
      id: "compare-swap",
      title: "Swap the versions",
      group: "This comparison",
      run: () => setView({ ...swapped(view), item: null }),
    },
    {
      id: "compare-since",
      title: "Compare: changes since the Current Version",
      group: "This comparison",
      run: () => router.push(compareAddress(dataset.id, {})),
    },
    {
      id: "compare-leave",
      title: "Open the dataset",
      group: "This comparison",
      run: () => router.push(`/datasets/${dataset.id}`),
    },
  ]);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <CompareHeader dataset={dataset} sides={sides} view={view} setView={setView} comparison={data} />
      {error ? (
        <div className="p-4">
          <LoadError message={error.message} retry={() => void refetch()} />
        </div>
      ) : data ? (
        <ClassesProvider datasetId={sides.to.dataset} stateId={data.to_state_id}>
          <Compared {...{ sides, otherHead, view, setView, comparison: data }} updating={isPlaceholderData} />
        </ClassesProvider>
      ) : (
        <>
          <Skeleton className="m-4 h-9" />
          <SkeletonTiles aria-busy="true" aria-label="Comparing" />
        </>
      )}
    </div>
  );
}

/** What the head of the other dataset is at, where there is another: what is read of it then follows it. */
function useHeadBeside({ from, to }: ComparedSides): string | null {
  const isOther = from.dataset !== to.dataset;
  const { data } = useQuery({ ...datasetQuery(to.dataset), enabled: isOther });
  return isOther ? (data?.state_id ?? null) : null;
}

interface ComparedProps {
  readonly sides: ComparedSides;
  readonly otherHead: string | null;
  readonly view: CompareView;
  readonly setView: ChangeCompareView;
  readonly comparison: ComparisonDto;
  readonly updating: boolean;
}

function Compared({ sides, otherHead, view, setView, comparison, updating }: ComparedProps) {
  const list: Differences = {
    sides,
    states: comparison,
    view: { change: view.change, q: view.q, facet: view.facet, sort: view.sort, seed: view.seed },
  };
  const seen = useSeen(sides);
  const [tileSize, setTileSize] = useTileSize();
  const [areFacetsOpen, setFacetsOpen] = useState(false);
  const count = useDifferenceCount(list);
  const total = count.data?.total ?? 0;
  const mistake = count.error instanceof ApiError ? mistakeOf(count.error.issues) : null;
  const gridRef = useRef<CompareGridHandle>(null);
  /** Where the open item stands, as long as the list is the same. */
  const [opened, setOpened] = useState<{ mediaId: string; place: number; list: string } | null>(null);
  const listKey = JSON.stringify([list.view, comparison.from_state_id, comparison.to_state_id]);
  const open = (compared: ComparedItem, place: number) => {
    setOpened({ mediaId: idOf(compared), place, list: listKey });
    setView({ item: idOf(compared) });
  };
  const latestRef = useRef(open);
  useLayoutEffect(() => {
    latestRef.current = open;
  });
  // Always the same, so that tiles are not drawn anew.
  const onOpen = useCallback((compared: ComparedItem, place: number) => latestRef.current(compared, place), []);
  const place = opened?.mediaId === view.item && opened.list === listKey ? opened.place : null;
  const close = () => {
    setView({ item: null });
    if (opened) requestAnimationFrame(() => gridRef.current?.focus(opened.place));
  };
  const facets = (
    <Facets sides={sides} otherHead={otherHead} chosen={view.facet} onChoose={(facet) => setView({ facet })} />
  );
  return (
    <>
      <Summary comparison={comparison} view={view} setView={setView} seen={seen.count} />
      <div className="relative flex min-h-0 flex-1">
        <aside
          aria-label="What differs by value"
          className="hidden w-72 shrink-0 overflow-y-auto border-r border-line p-3 lg:block"
        >
          {facets}
        </aside>
        <section aria-label="Items" className="flex min-h-0 min-w-0 flex-1 flex-col">
          <CompareBar
            sides={sides}
            comparison={comparison}
            view={view}
            setView={setView}
            refused={mistake}
            total={total}
          >
            <Button className="lg:hidden" onClick={() => setFacetsOpen(true)}>
              <ChartNoAxesGantt size={16} aria-hidden /> By value
            </Button>
            <TileSizeField value={tileSize} onChange={setTileSize} />
          </CompareBar>
          {count.error ? (
            mistake ? null : (
              <div className="p-4">
                <LoadError message={count.error.message} retry={() => void count.refetch()} />
              </div>
            )
          ) : count.data === undefined ? (
            <SkeletonTiles aria-busy="true" aria-label="Loading items" />
          ) : total === 0 ? (
            <Nothing comparison={comparison} view={view} setView={setView} />
          ) : (
            <CompareGrid
              ref={gridRef}
              list={list}
              total={total}
              updating={updating || count.isPlaceholderData}
              seen={seen}
              onOpen={onOpen}
            />
          )}
        </section>
      </div>
      {view.item ? (
        <CompareItem
          list={list}
          total={total}
          mediaId={view.item}
          place={place}
          seen={seen}
          onOpen={open}
          onClose={close}
        />
      ) : null}
      {areFacetsOpen ? (
        <Drawer onClose={() => setFacetsOpen(false)} title="What differs by value">
          <div className="flex-1 overflow-y-auto p-4">{facets}</div>
        </Drawer>
      ) : null}
    </>
  );
}

interface FacetsProps {
  readonly sides: ComparedSides;
  readonly otherHead: string | null;
  readonly chosen: string | null;
  readonly onChoose: (facet: string | null) => void;
}

/** By themselves: the first one to ask for classes of objects after a start waits for all objects to be read. */
function Facets({ sides, otherHead, chosen, onChoose }: FacetsProps) {
  const { data, error, refetch } = useQuery({
    ...comparisonQuery(sides, otherHead, "all"),
    placeholderData: keepPreviousData,
  });
  if (error) return <LoadError message={error.message} retry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-40" />;
  const groups = facetGroups(data);
  if (groups.length === 0) return <p className="text-[13px] text-muted">Every value has as many items as before.</p>;
  return <FacetBars groups={groups} chosen={chosen} onChoose={onChoose} />;
}

function Nothing({ comparison, view, setView }: Pick<ComparedProps, "comparison" | "view" | "setView">) {
  if (countOfAll(comparison) === 0)
    return (
      <EmptyState icon={<GitCompareArrows size={28} aria-hidden />} title="No item differs">
        Both versions hold the same items, and say the same of them.
      </EmptyState>
    );
  return (
    <EmptyState
      title="No change matches"
      action={<Button onClick={() => setView({ change: "all", facet: null, q: "" })}>Show all changes</Button>}
    >
      {view.change === "all"
        ? "None of the items that differ is found by this."
        : `None of the items is found by this among “${nameOf(view.change)}”.`}
    </EmptyState>
  );
}
