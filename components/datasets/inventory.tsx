"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, Images, Plus, Search, Trash2 } from "lucide-react";
import { Link } from "@/components/ui/link";
import { useSearchParams } from "next/navigation";
import { useMemo, useState, type ReactNode } from "react";
import { useDialogs } from "@/components/dialogs/context";
import { LoadError } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { SearchField, Select } from "@/components/ui/field";
import { EmptyState } from "@/components/ui/status";
import { datasetsQuery } from "@/lib/datasets/queries";
import type { DatasetDto, TrashedDatasetDto } from "@/lib/datasets/schema";
import { DatasetCard } from "./dataset-card";
import { Trash } from "./trash";

const SORTS = {
  newest: {
    label: "Newest first",
    compare: (a: DatasetDto, b: DatasetDto) => b.created_at.localeCompare(a.created_at),
  },
  oldest: {
    label: "Oldest first",
    compare: (a: DatasetDto, b: DatasetDto) => a.created_at.localeCompare(b.created_at),
  },
  name: {
    label: "By name",
    compare: (a: DatasetDto, b: DatasetDto) => a.display_name.localeCompare(b.display_name, "en"),
  },
  size: {
    label: "Largest first",
    compare: (a: DatasetDto, b: DatasetDto) => b.n_images + b.n_videos - a.n_images - a.n_videos,
  },
};
type SortKey = keyof typeof SORTS;
const sortOf = (name: string | null): SortKey =>
  name !== null && Object.hasOwn(SORTS, name) ? (name as SortKey) : "newest";

interface InventoryProps {
  /** What the server read for the view in the address; the other is read by the browser. */
  readonly initial: DatasetDto[] | null;
  readonly initialTrash: TrashedDatasetDto[] | null;
}

/** The Dataset Inventory, and what was deleted from it. Which of both is in the address. */
export function Inventory({ initial, initialTrash }: InventoryProps) {
  return useSearchParams().get("view") === "trash" ? (
    <Frame isTrash>
      <Trash initial={initialTrash} />
    </Frame>
  ) : (
    <Datasets initial={initial} />
  );
}

/** Heading, the way to the other view and what there is to do, above what is listed. */
function Frame({ isTrash, tools, children }: { isTrash: boolean; tools?: ReactNode; children: ReactNode }) {
  const Icon = isTrash ? ArrowLeft : Trash2;
  return (
    <div className="grid w-full gap-5 p-4 sm:p-6">
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

/** Search and order live in the address: a form without scripts, and without a page load with them. */
function useListing() {
  const parameters = useSearchParams();
  const [search, setSearch] = useState(parameters.get("q") ?? "");
  const [sort, setSort] = useState(sortOf(parameters.get("sort")));
  const change = (next: { search?: string; sort?: SortKey }) => {
    const { search: q, sort: order } = { search, sort, ...next };
    setSearch(q);
    setSort(order);
    const address = new URLSearchParams({ ...(q ? { q } : {}), ...(order === "newest" ? {} : { sort: order }) });
    window.history.replaceState(null, "", address.size > 0 ? `/datasets?${address}` : "/datasets");
  };
  return { search, sort, change };
}

function Datasets({ initial }: { initial: DatasetDto[] | null }) {
  const { data, error, refetch } = useQuery({ ...datasetsQuery(), ...(initial ? { initialData: initial } : {}) });
  const { search, sort, change } = useListing();
  const dialogs = useDialogs();
  const wanted = search.trim().toLowerCase();
  const shown = useMemo(
    () =>
      (data ?? []).filter((dataset) => dataset.display_name.toLowerCase().includes(wanted)).sort(SORTS[sort].compare),
    [data, wanted, sort],
  );
  const create = (
    <Button variant="primary" onClick={() => dialogs.open({ name: "new-dataset" })}>
      <Plus size={16} aria-hidden /> New dataset
    </Button>
  );
  const tools = (
    <>
      <form
        role="search"
        action="/datasets"
        className="flex flex-wrap gap-3"
        onSubmit={(event) => event.preventDefault()}
      >
        <SearchField
          label="Search datasets"
          placeholder="Search by name"
          name="q"
          className="w-56"
          value={search}
          onChange={(event) => change({ search: event.target.value })}
        />
        <Select
          label="Sort datasets"
          name="sort"
          value={sort}
          onChange={(event) => change({ sort: sortOf(event.target.value) })}
        >
          {Object.entries(SORTS).map(([key, { label }]) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </Select>
        <button type="submit" hidden />
      </form>
      {create}
    </>
  );
  return (
    <Frame isTrash={false} tools={tools}>
      {error ? <LoadError message={error.message} retry={() => void refetch()} /> : null}
      {data === undefined ? null : shown.length > 0 ? (
        <ul aria-label="Datasets" className="grid grid-cols-[repeat(auto-fill,minmax(min(17rem,100%),1fr))] gap-4">
          {shown.map((dataset) => (
            <DatasetCard key={dataset.id} dataset={dataset} />
          ))}
        </ul>
      ) : data.length > 0 ? (
        <EmptyState
          icon={<Search size={28} aria-hidden />}
          title={`No dataset is called “${search.trim()}”`}
          action={<Button onClick={() => change({ search: "" })}>Show all datasets</Button>}
        />
      ) : (
        <EmptyState icon={<Images size={32} aria-hidden />} title="No datasets yet" action={create}>
          Make one from a folder of images or videos. Every dataset keeps its history from the start.
        </EmptyState>
      )}
    </Frame>
  );
}
