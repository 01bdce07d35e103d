"use client";

import { useQuery } from "@tanstack/react-query";
import { ImageOff, Images, Plus, Search } from "lucide-react";
import Link from "next/link";
import { useMemo, useState } from "react";
import { LoadError } from "@/components/ui/alert";
import { useDialogs } from "@/components/dialogs/context";
import { Button } from "@/components/ui/button";
import { SearchField, Select } from "@/components/ui/field";
import { plural } from "@/components/ui/format";
import { EmptyState } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import { datasetsQuery } from "@/lib/datasets/queries";
import type { DatasetDto } from "@/lib/datasets/schema";
import { StatusBadge } from "./status-badge";

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

/** The Dataset Inventory. */
export function Inventory({ initial }: { initial: DatasetDto[] }) {
  const { data, error, refetch } = useQuery({ ...datasetsQuery(), initialData: initial });
  const [search, setSearch] = useState("");
  const [sort, setSort] = useState<SortKey>("newest");
  const dialogs = useDialogs();
  const shown = useMemo(
    () =>
      data
        .filter((dataset) => dataset.display_name.toLowerCase().includes(search.trim().toLowerCase()))
        .sort(SORTS[sort].compare),
    [data, search, sort],
  );
  return (
    <div className="mx-auto grid w-full max-w-7xl gap-5 p-4 sm:p-6">
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="mr-auto text-xl font-semibold">Datasets</h1>
        <SearchField
          label="Search datasets"
          placeholder="Search by name"
          className="w-48"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <Select label="Sort datasets" value={sort} onChange={(event) => setSort(event.target.value as SortKey)}>
          {Object.entries(SORTS).map(([key, { label }]) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </Select>
        <Button variant="primary" onClick={() => dialogs.open({ name: "new-dataset" })}>
          <Plus size={16} aria-hidden /> New dataset
        </Button>
      </div>
      {error ? <LoadError message={error.message} retry={() => void refetch()} /> : null}
      {shown.length > 0 ? (
        <ul aria-label="Datasets" className="grid grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] gap-4">
          {shown.map((dataset) => (
            <DatasetCard key={dataset.id} dataset={dataset} />
          ))}
        </ul>
      ) : data.length > 0 ? (
        <EmptyState
          icon={<Search size={28} aria-hidden />}
          title={`No dataset is called “${search.trim()}”`}
          action={<Button onClick={() => setSearch("")}>Show all datasets</Button>}
        />
      ) : (
        <EmptyState
          icon={<Images size={32} aria-hidden />}
          title="No datasets yet"
          action={
            <Button variant="primary" onClick={() => dialogs.open({ name: "new-dataset" })}>
              <Plus size={16} aria-hidden /> New dataset
            </Button>
          }
        >
          Make one from a folder of images or videos. Every dataset keeps its history from the start.
        </EmptyState>
      )}
    </div>
  );
}

function DatasetCard({ dataset }: { dataset: DatasetDto }) {
  return (
    <li className="group relative overflow-hidden rounded-lg border border-line bg-surface transition focus-within:border-accent hover:border-line-strong hover:shadow-md">
      <div className="aspect-3/2 bg-sunken">
        {dataset.cover_image_url ? (
          // eslint-disable-next-line @next/next/no-img-element -- thumbnails are made at import; nothing is left to optimise
          <img src={dataset.cover_image_url} alt="" className="size-full object-cover" />
        ) : (
          <div className="grid size-full place-items-center text-muted">
            <ImageOff size={28} aria-hidden />
          </div>
        )}
      </div>
      <div className="grid gap-1.5 p-3">
        <h2 className="truncate font-semibold">
          <Link href={`/datasets/${dataset.id}`} className="after:absolute after:inset-0" title={dataset.display_name}>
            {dataset.display_name}
          </Link>
        </h2>
        <p className="text-muted">
          {plural(dataset.n_images, "image")}
          {dataset.n_videos > 0 ? `, ${plural(dataset.n_videos, "video")}` : ""}
        </p>
        <div className="flex items-center justify-between text-[13px] text-muted">
          <StatusBadge status={dataset.status} />
          <span className="relative z-10">
            <Time iso={dataset.created_at} />
          </span>
        </div>
      </div>
    </li>
  );
}
