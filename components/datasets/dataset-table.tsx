"use client";

import clsx from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import { memo, useMemo, type ReactNode } from "react";
import { formatCount } from "@/components/ui/format";
import { Link } from "@/components/ui/link";
import { firstLineOf } from "@/components/ui/plain-text";
import { Time } from "@/components/ui/time";
import type { DatasetSort } from "@/lib/access/sorts";
import { nameOfRole } from "@/lib/auth/roles";
import type { DatasetDto } from "@/lib/datasets/schema";
import { ChooseBox } from "./choose-box";
import { Cover } from "./dataset-card";
import { DatasetMenu } from "./dataset-menu";
import { StarButton } from "./star-button";
import { StatusBadge } from "./status-badge";
import type { ChosenDatasets, Toggle } from "./use-chosen-datasets";

interface DatasetTableProps {
  readonly datasets: readonly DatasetDto[];
  readonly chosen: ChosenDatasets;
  readonly sort: DatasetSort;
  readonly onSort: (sort: DatasetSort) => void;
}

/** From these widths on there is room for a column. */
const FROM = { sm: "max-sm:hidden", md: "max-md:hidden", lg: "max-lg:hidden", xl: "max-xl:hidden" } as const;
const CELL = "px-2 py-1.5";

/** The inventory as a list: one line for each dataset, to compare and to go through quickly. */
export function DatasetTable({ datasets, chosen, sort, onSort }: DatasetTableProps) {
  const sortable = (name: string, usual: DatasetSort, other: DatasetSort, hides?: string) => (
    <SortHead name={name} orders={[usual, other]} sort={sort} onSort={onSort} className={hides} />
  );
  const isAll = datasets.length > 0 && chosen.datasets.length === datasets.length;
  return (
    <table aria-label="Datasets" className="w-full table-fixed border-collapse">
      <thead className="text-left text-[13px] text-muted">
        <tr className="border-b border-line">
          <th className="w-10 px-1">
            <label className="grid size-8 cursor-pointer place-items-center pointer-coarse:size-12">
              <input
                type="checkbox"
                aria-label="Select all shown"
                checked={isAll}
                onChange={isAll ? chosen.none : chosen.all}
                className="size-4 accent-(--accent)"
              />
            </label>
          </th>
          {sortable("Name", "name", "-name")}
          <Head className={clsx("w-36", FROM.sm)}>Status</Head>
          {sortable("Items", "-size", "size", clsx("w-24", FROM.md))}
          <Head className={clsx("w-56", FROM.xl)}>Last snapshot</Head>
          <Head className={clsx("w-24", FROM.lg)}>Your role</Head>
          <Head className={clsx("w-56", FROM.xl)}>Owner</Head>
          {sortable("Created", "-created", "created", clsx("w-32", FROM.lg))}
          <Head className="w-20 pointer-coarse:w-24">
            <span className="sr-only">Actions</span>
          </Head>
        </tr>
      </thead>
      <tbody>
        {datasets.map((dataset) => (
          <Row key={dataset.id} dataset={dataset} isChosen={chosen.has(dataset.id)} onToggle={chosen.toggle} />
        ))}
      </tbody>
    </table>
  );
}

const Head = ({ className, children }: { className?: string; children: ReactNode }) => (
  <th scope="col" className={clsx(CELL, "font-medium", className)}>
    {children}
  </th>
);

interface SortHeadProps extends Pick<DatasetTableProps, "sort" | "onSort"> {
  readonly name: string;
  /** What a click asks for first, and then. */
  readonly orders: readonly [DatasetSort, DatasetSort];
  readonly className?: string | undefined;
}

function SortHead({ name, orders: [usual, other], sort, onSort, className }: SortHeadProps) {
  const isSorted = sort === usual || sort === other;
  const falls = sort.startsWith("-");
  const Arrow = falls ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={isSorted ? (falls ? "descending" : "ascending") : undefined}
      className={clsx(CELL, className)}
    >
      <button
        type="button"
        onClick={() => onSort(sort === usual ? other : usual)}
        className="flex items-center gap-1 rounded-sm font-medium hover:text-ink pointer-coarse:min-h-12"
      >
        {name} {isSorted ? <Arrow size={13} aria-hidden /> : null}
      </button>
    </th>
  );
}

interface RowProps {
  readonly dataset: DatasetDto;
  readonly isChosen: boolean;
  readonly onToggle: Toggle;
}

const Row = memo(function Row({ dataset, isChosen, onToggle }: RowProps) {
  const { id, display_name: name, last_snapshot: snapshot } = dataset;
  const line = useMemo(() => firstLineOf(dataset.description), [dataset.description]);
  return (
    <tr aria-label={name} className={clsx("border-b border-line", isChosen ? "bg-accent-soft" : "hover:bg-sunken")}>
      <td className="px-1">
        <ChooseBox dataset={dataset} isChosen={isChosen} onToggle={onToggle} />
      </td>
      <td className={CELL}>
        <div className="flex min-w-0 items-center gap-3">
          <Cover url={dataset.cover_image_url} lazy className="w-12 shrink-0 rounded" />
          <div className="min-w-0">
            <Link
              href={`/datasets/${id}`}
              title={name}
              dir="auto"
              className="block truncate rounded-sm font-medium hover:underline pointer-coarse:py-3"
            >
              {name}
            </Link>
            {line ? (
              <p className="truncate text-[13px] text-muted" dir="auto" title={line}>
                {line}
              </p>
            ) : null}
          </div>
        </div>
      </td>
      <td className={clsx(CELL, FROM.sm)}>
        <StatusBadge status={dataset.status} />
      </td>
      <td className={clsx(CELL, FROM.md, "tabular-nums")}>{formatCount(dataset.n_images + dataset.n_videos)}</td>
      <td className={clsx(CELL, FROM.xl, "text-muted")}>
        {snapshot ? (
          <div className="flex min-w-0 gap-1.5">
            <span className="truncate" dir="auto" title={snapshot.snapshot_name}>
              {snapshot.snapshot_name}
            </span>
            <span className="shrink-0">
              <Time iso={snapshot.created_at} />
            </span>
          </div>
        ) : null}
      </td>
      <td className={clsx(CELL, FROM.lg, "text-muted")}>{nameOfRole(dataset.role)}</td>
      <td className={clsx(CELL, FROM.xl, "text-muted")}>
        <span className="block truncate" title={dataset.owned_by}>
          {dataset.owned_by}
        </span>
      </td>
      <td className={clsx(CELL, FROM.lg, "text-muted")}>
        <Time iso={dataset.created_at} />
      </td>
      <td className="px-1">
        <div className="flex justify-end">
          <StarButton dataset={dataset} />
          <DatasetMenu dataset={dataset} />
        </div>
      </td>
    </tr>
  );
});
