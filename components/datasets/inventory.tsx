"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { ArrowLeft, Images, Plus, Search, Trash2 } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useEffect, useMemo, useRef, type ReactNode } from "react";
import { useDialogs } from "@/components/dialogs/context";
import { LoadError } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { plural } from "@/components/ui/format";
import { Link } from "@/components/ui/link";
import { EmptyState, Skeleton } from "@/components/ui/status";
import { datasetPagesQuery } from "@/lib/datasets/queries";
import type { DatasetFilter, DatasetFiltersDto, DatasetPage, TrashedDatasetDto } from "@/lib/datasets/schema";
import { ChosenBar } from "./chosen-bar";
import { DatasetCard } from "./dataset-card";
import { DatasetTable } from "./dataset-table";
import { InventoryTools } from "./inventory-tools";
import { EVERYTHING, filterOf, isNarrowed, type InventoryView, type Layout } from "./inventory-view";
import { Trash } from "./trash";
import { useChosenDatasets } from "./use-chosen-datasets";
import { useInventory } from "./use-inventory";

/** What the server read: the first page of what the address asks for, and what there is to narrow it by. */
export interface InitialDatasets {
  readonly filter: DatasetFilter;
  readonly page: DatasetPage;
  readonly filters: DatasetFiltersDto;
}

interface InventoryProps {
  /** For the view in the address; the other is read by the browser. */
  readonly initial: InitialDatasets | null;
  readonly initialTrash: TrashedDatasetDto[] | null;
  /** The layout that was chosen last on this machine. */
  readonly layout?: Layout;
}

/** The Dataset Inventory, and what was deleted from it. Which of both is in the address. */
export function Inventory({ initial, initialTrash, layout = "cards" }: InventoryProps) {
  return useSearchParams().get("view") === "trash" ? (
    <Frame isTrash>
      <Trash initial={initialTrash} />
    </Frame>
  ) : (
    <Datasets initial={initial} remembered={layout} />
  );
}

/** Heading, the way to the other view and what there is to do, above what is listed. */
function Frame({ isTrash, tools, children }: { isTrash: boolean; tools?: ReactNode; children: ReactNode }) {
  const Icon = isTrash ? ArrowLeft : Trash2;
  return (
    <div className="grid w-full grid-cols-[minmax(0,1fr)] gap-4 p-4 sm:p-6">
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="text-xl font-semibold">{isTrash ? "Trash" : "Datasets"}</h1>
        <Link
          href={isTrash ? "/datasets" : "/datasets?view=trash"}
          className="mr-auto flex h-9 items-center gap-1.5 rounded-md px-2.5 text-muted hover:bg-sunken hover:text-ink pointer-coarse:h-[40px]"
        >
          <Icon size={15} aria-hidden /> {isTrash ? "All datasets" : "Trash"}
        </Link>
        {tools}
      </div>
      {children}
    </div>
  );
}

function Datasets({ initial, remembered }: { initial: InitialDatasets | null; remembered: Layout }) {
  const { view, layout, change } = useInventory(remembered);
  const dialogs = useDialogs();
  const filter = filterOf(view);
  const isFirst = initial && JSON.stringify(initial.filter) === JSON.stringify(filter);
  const query = useInfiniteQuery({
    ...datasetPagesQuery(filter),
    ...(isFirst ? { initialData: { pages: [initial.page], pageParams: [""] } } : {}),
  });
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const datasets = useMemo(() => data?.pages.flatMap((page) => page.datasets) ?? [], [data]);
  const total = data?.pages[0]!.total ?? 0;
  const chosen = useChosenDatasets(datasets);
  const create = (
    <Button variant="primary" onClick={() => dialogs.open({ name: "new-dataset" })}>
      <Plus size={16} aria-hidden /> New dataset
    </Button>
  );
  return (
    <>
      <Frame isTrash={false} tools={create}>
        <InventoryTools view={view} layout={layout} change={change} filters={initial?.filters ?? null} />
        {error ? <LoadError message={error.message} retry={() => void refetch()} /> : null}
        {data === undefined ? (
          error ? null : (
            <Skeleton className="h-80" />
          )
        ) : datasets.length === 0 ? (
          <Nothing view={view} create={create} onShowAll={() => change(EVERYTHING)} />
        ) : (
          <div aria-busy={query.isPlaceholderData} className="grid grid-cols-[minmax(0,1fr)] gap-3">
            <p aria-live="polite" className="-my-1 text-[13px] text-muted">
              {plural(total, "dataset")}
            </p>
            {layout === "list" ? (
              <DatasetTable datasets={datasets} chosen={chosen} sort={view.sort} onSort={(sort) => change({ sort })} />
            ) : (
              <ul
                aria-label="Datasets"
                className="grid grid-cols-[repeat(auto-fill,minmax(min(17rem,100%),1fr))] gap-4"
              >
                {datasets.map((dataset, at) => (
                  <DatasetCard
                    key={dataset.id}
                    dataset={dataset}
                    isChosen={chosen.has(dataset.id)}
                    isChoosing={chosen.datasets.length > 0}
                    onToggle={chosen.toggle}
                    isFar={at >= NEAR}
                  />
                ))}
              </ul>
            )}
            {hasNextPage ? <More busy={isFetchingNextPage} onMore={() => void fetchNextPage()} /> : null}
          </div>
        )}
      </Frame>
      <ChosenBar chosen={chosen} shown={datasets.length} />
    </>
  );
}

/** How many cards a wide window shows before anybody scrolls. */
const NEAR = 18;

/** Reads on once it comes near; a button for whoever gets there sooner. */
function More({ busy, onMore }: { busy: boolean; onMore: () => void }) {
  const ref = useRef<HTMLDivElement>(null);
  const moreRef = useRef(onMore);
  useEffect(() => {
    moreRef.current = onMore;
  });
  useEffect(() => {
    if (busy) return;
    const observer = new IntersectionObserver(([entry]) => entry!.isIntersecting && moreRef.current(), {
      // What scrolls; a margin of the window's does not reach into it.
      root: ref.current!.closest("main"),
      rootMargin: "600px",
    });
    observer.observe(ref.current!);
    return () => observer.disconnect();
  }, [busy]);
  return (
    <div ref={ref} className="grid justify-items-center py-2">
      <Button disabled={busy} aria-busy={busy} onClick={onMore}>
        Show more datasets
      </Button>
    </div>
  );
}

function Nothing({ view, create, onShowAll }: { view: InventoryView; create: ReactNode; onShowAll: () => void }) {
  if (!isNarrowed(view))
    return (
      <EmptyState icon={<Images size={32} aria-hidden />} title="No datasets yet" action={create}>
        Make one from a folder of images or videos. Every dataset keeps its history from the start.
      </EmptyState>
    );
  const isByName = !isNarrowed({ ...view, q: "" });
  return (
    <EmptyState
      icon={<Search size={28} aria-hidden />}
      title={isByName ? `No dataset is called “${view.q.trim()}”` : "No dataset matches all of this"}
      action={<Button onClick={onShowAll}>Show all datasets</Button>}
    />
  );
}
