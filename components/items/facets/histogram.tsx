"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { X } from "lucide-react";
import { useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { IconButton } from "@/components/ui/button";
import { formatBytes, formatCount, plural } from "@/components/ui/format";
import { isInRange, parseRange, type Range } from "@/lib/search/ranges";
import { rangeOf, withRange } from "@/lib/search/filters";
import { histogramQuery } from "@/lib/items/queries";

interface HistogramProps {
  readonly datasetId: string;
  readonly stateId: string;
  readonly q: string;
  /** `size`, `taken`, … or `meta:<field>`. */
  readonly field: string;
  readonly title: string;
  readonly onChange: (q: string) => void;
}

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
/** Enough digits to tell neighbouring bins apart, and no more. */
const plain = (value: number): string => String(Number(value.toPrecision(4)));

/** How a value is shown, and how it is written in a search. */
function wordingOf(field: string, kind: "number" | "date") {
  if (kind === "date") return { show: dayOf, write: (value: number, _end: "from" | "to") => dayOf(value) };
  if (field === "size")
    return {
      show: formatBytes,
      write: (value: number, end: "from" | "to") => String(end === "from" ? Math.floor(value) : Math.ceil(value)),
    };
  // Limits are widened to the digits that are written, so that a brush never cuts off what it covers.
  const write = (value: number, end: "from" | "to") => {
    const unit = value === 0 ? 1 : 10 ** (Math.floor(Math.log10(Math.abs(value))) - 3);
    return plain((end === "from" ? Math.floor(value / unit) : Math.ceil(value / unit)) * unit);
  };
  return { show: plain, write };
}

/** The range that the search sets for the field. */
const readRange = (q: string, field: string, kind: "number" | "date"): Range | null =>
  rangeOf(q, field, (query) => {
    if (query.type === "number") return query.range;
    return query.type === "meta" && query.operator
      ? parseRange(kind === "date" ? "date" : "plain", query.operator, query.value)
      : null;
  });

/** How values are spread over what matches; dragging over the bars, or the two fields below, keeps a range of them. */
export function Histogram({ datasetId, stateId, q, field, title, onChange }: HistogramProps) {
  const { data, error, isPending } = useQuery({
    ...histogramQuery(datasetId, stateId, q, field),
    enabled: stateId !== "",
    placeholderData: keepPreviousData,
  });
  const plot = useRef<HTMLDivElement>(null);
  const [brush, setBrush] = useState<{ from: number; to: number } | null>(null);
  // No alert: a search that cannot be read is told once, at the search.
  if (error) return <p className="px-2 text-[13px] wrap-anywhere text-danger">{error.message}</p>;
  if (isPending) return <div className="h-20" aria-busy="true" />;
  if (!data) return <p className="px-2 py-1 text-[13px] text-muted">No item has a value.</p>;
  const { bins, kind } = data;
  const { show, write } = wordingOf(field, kind);
  const range = readRange(q, field, kind);
  const highest = Math.max(1, ...bins.map(({ count }) => count));
  const binAt = (clientX: number) => {
    const box = plot.current!.getBoundingClientRect();
    return Math.min(bins.length - 1, Math.max(0, Math.floor(((clientX - box.left) / box.width) * bins.length)));
  };
  const keep = (from: number, to: number) =>
    onChange(
      withRange(
        q,
        field,
        `${write(bins[Math.min(from, to)]!.from, "from")}..${write(bins[Math.max(from, to)]!.to, "to")}`,
      ),
    );
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    const bin = binAt(event.clientX);
    setBrush({ from: bin, to: bin });
  };
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== "Enter") return;
    const form = event.currentTarget.form!;
    event.preventDefault();
    form.requestSubmit();
  };
  const isIn = (index: number): boolean => {
    if (brush) return index >= Math.min(brush.from, brush.to) && index <= Math.max(brush.from, brush.to);
    if (!range) return true;
    const { from, to } = bins[index]!;
    return isInRange(range, (from + to) / 2) || (range.from >= from && range.from < to);
  };
  const limits = `${range ? q : ""}${stateId}`;
  return (
    <div className="grid gap-1 px-2 pb-2">
      <div
        ref={plot}
        role="img"
        aria-label={`${title}: ${plural(bins.length, "step")} from ${show(data.min)} to ${show(data.max)}, ${plural(
          bins.reduce((sum, { count }) => sum + count, 0),
          "value",
        )}`}
        onPointerDown={onPointerDown}
        onPointerMove={(event) => brush && setBrush({ ...brush, to: binAt(event.clientX) })}
        onPointerUp={() => {
          if (brush) keep(brush.from, brush.to);
          setBrush(null);
        }}
        onPointerCancel={() => setBrush(null)}
        className="flex h-14 cursor-crosshair touch-none items-end gap-px select-none"
      >
        {bins.map((bin, index) => (
          <span
            key={index}
            title={`${show(bin.from)} – ${show(bin.to)}: ${formatCount(bin.count)}`}
            className="flex h-full flex-1 items-end"
          >
            <span
              className={clsx("w-full rounded-t-sm", isIn(index) ? "bg-accent" : "bg-line-strong")}
              style={{ height: bin.count === 0 ? 1 : `${Math.max(4, (bin.count / highest) * 100)}%` }}
            />
          </span>
        ))}
      </div>
      <form
        key={limits}
        className="flex items-center gap-1 text-xs"
        onSubmit={(event) => {
          event.preventDefault();
          const fields = new FormData(event.currentTarget);
          const [from, to] = [String(fields.get("from")).trim(), String(fields.get("to")).trim()];
          onChange(withRange(q, field, from || to ? `${from}..${to}` : null));
        }}
      >
        {(["from", "to"] as const).map((end) => (
          <input
            key={end}
            name={end}
            aria-label={`${title} ${end}`}
            placeholder={show(end === "from" ? data.min : data.max)}
            defaultValue={
              range && Number.isFinite(range[end])
                ? kind === "date"
                  ? dayOf(end === "to" && range.toOpen ? range.to - 1 : range[end])
                  : plain(range[end])
                : ""
            }
            onKeyDown={onKey}
            className="h-6 w-full min-w-0 rounded border border-line pointer-coarse:h-12 bg-surface px-1.5 placeholder:text-muted"
          />
        ))}
        {range ? (
          <IconButton
            label={`Any ${title}`}
            className="size-6! pointer-coarse:size-12!"
            onClick={() => onChange(withRange(q, field, null))}
          >
            <X size={13} aria-hidden />
          </IconButton>
        ) : null}
      </form>
    </div>
  );
}
