"use client";

import { ChartColumn, Download as DownloadIcon, Table } from "lucide-react";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { formatCount, formatDateTime, plural } from "@/components/ui/format";
import { Skeleton } from "@/components/ui/status";
import { downloadAddress } from "@/lib/statistics/queries";
import { DOWNLOAD_FORMATS, type Download, type StatisticsDto } from "@/lib/statistics/schema";
import { countOf, itemsAddress, nameOf, partOf, tellRow, versionAddress, type Figure } from "./figures";
import type { Mark } from "./charts";
import { RowsTable } from "./rows-table";

// Charts bring a library along, which nobody needs who does not look at them.
const Bars = lazy(async () => ({ default: (await import("./charts")).Bars }));
const Columns = lazy(async () => ({ default: (await import("./charts")).Columns }));
const Line = lazy(async () => ({ default: (await import("./charts")).Line }));

/** As many bars as a card has room for; the table has the others. */
const MAX_BARS = 8;

interface CardProps {
  readonly title: string;
  readonly hint?: string | undefined;
  readonly chart: Download;
  readonly statistics: StatisticsDto;
  readonly drawing: ReactNode;
  readonly table: ReactNode;
}

function Card({ title, hint, chart, statistics, drawing, table }: CardProps) {
  const [isTable, setTable] = useState(false);
  const small =
    "inline-flex h-8 items-center gap-1.5 rounded-md px-2 text-[13px] hover:bg-sunken pointer-coarse:min-h-[40px] pointer-coarse:min-w-[40px]";
  return (
    <section
      aria-label={title}
      className="flex h-[372px] min-w-0 flex-col rounded-lg border border-line bg-surface p-3.5"
    >
      <h3 className="font-semibold">{title}</h3>
      <p className="h-5 truncate text-[13px] text-muted">{hint}</p>
      <div className="min-h-0 flex-1 py-1">
        {isTable ? table : <Suspense fallback={<Skeleton className="h-full" />}>{drawing}</Suspense>}
      </div>
      <div className="flex items-center gap-1 border-t border-line pt-2">
        <button
          type="button"
          aria-label={isTable ? `${title} as a chart` : `${title} as a table`}
          onClick={() => setTable(!isTable)}
          className={small}
        >
          {isTable ? <ChartColumn size={15} aria-hidden /> : <Table size={15} aria-hidden />}
          {isTable ? "Chart" : "Table"}
        </button>
        <DownloadIcon size={15} aria-hidden className="ml-auto text-muted" />
        {DOWNLOAD_FORMATS.map((format) => (
          <a
            key={format}
            href={downloadAddress(statistics, chart, format)}
            download
            aria-label={`Download ${title} as ${format.toUpperCase()}`}
            className={small}
          >
            {format.toUpperCase()}
          </a>
        ))}
      </div>
    </section>
  );
}

/** One chart of a version. */
export function FigureCard({ figure, statistics }: { figure: Figure; statistics: StatisticsDto }) {
  const { rows, complete } = statistics.charts[figure.chart];
  const marks = marksOf(figure, statistics);
  const hidden = figure.look === "bars" ? marks.length - MAX_BARS : 0;
  const hint = [
    figure.hint,
    hidden > 0 ? `The ${MAX_BARS} largest of ${formatCount(marks.length)}${complete ? "" : " and more"}.` : null,
  ];
  return (
    <Card
      title={figure.title}
      hint={hint.filter(Boolean).join(" ")}
      chart={figure.chart}
      statistics={statistics}
      drawing={
        figure.look === "bars" ? (
          <Bars title={figure.title} marks={hidden > 0 ? marks.slice(0, MAX_BARS) : marks} />
        ) : (
          <Columns title={figure.title} of={figure.of} marks={marks} />
        )
      }
      table={
        <RowsTable
          title={figure.title}
          heads={[
            figure.of,
            ...(figure.by ? [figure.by] : []),
            ...(figure.counts ? ["Objects"] : []),
            ...(figure.chart === "duplicates" ? ["Groups"] : []),
            "Items",
          ]}
          rows={rows.map((row) => ({
            key: `${row.value}\n${row.group}\n${row.q}`,
            words: [nameOf(figure, row), ...(figure.by ? [partOf(figure, row) ?? ""] : [])],
            numbers: [
              ...(row.objects === null ? [] : [row.objects]),
              ...(row.groups === null ? [] : [row.groups]),
              row.items,
            ],
            href: itemsAddress(statistics, row.q),
            label: tellRow(figure, row),
          }))}
          complete={complete}
        />
      }
    />
  );
}

/** A mark for each value, with its parts. */
function marksOf(figure: Figure, statistics: StatisticsDto): Mark[] {
  const marks = new Map<string, { name: string; parts: Mark["parts"][number][] }>();
  for (const row of statistics.charts[figure.chart].rows) {
    const mark = marks.get(row.value) ?? { name: nameOf(figure, row), parts: [] };
    marks.set(row.value, mark);
    mark.parts.push({
      name: partOf(figure, row),
      count: countOf(figure, row),
      label: tellRow(figure, row),
      href: itemsAddress(statistics, row.q),
    });
  }
  return [...marks].map(([key, mark]) => ({ key, ...mark }));
}

/** How many items each version has. */
export function GrowthCard({ statistics }: { statistics: StatisticsDto }) {
  const { rows, complete } = statistics.growth;
  const points = rows.map((row) => {
    const when = row.created_at === null ? null : formatDateTime(row.created_at);
    return {
      key: row.snapshot_id ?? "head",
      name: row.name,
      tick: when === null ? "Now" : when.split(",")[0]!,
      count: row.items,
      label: `${row.name}${when === null ? "" : `, ${when}`}: ${plural(row.items, "item")}`,
      href: versionAddress(statistics.dataset_id, row),
      isShown: row.snapshot_id === statistics.snapshot_id,
      when: when ?? "Now",
      numbers: [row.images, row.videos, row.items],
    };
  });
  return (
    <Card
      title="Growth"
      hint={`Items of ${plural(rows.length - 1, "version")}${complete ? "" : ", the latest,"} and of the current data.`}
      chart="growth"
      statistics={statistics}
      drawing={<Line title="Growth" points={points} />}
      table={
        <RowsTable
          title="Growth"
          heads={["Version", "Created", "Images", "Videos", "Items"]}
          rows={points.map(({ key, name, when, numbers, href, label }) => ({
            key,
            words: [name, when],
            numbers,
            href,
            label,
          }))}
          complete={complete}
        />
      }
    />
  );
}
