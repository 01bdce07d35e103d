"use client";

import clsx from "clsx";
import { useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { formatCount } from "@/components/ui/format";

const MIN_THUMB_PX = 36;

interface ScrubberProps {
  /** The row at the upper edge, with a fraction. */
  readonly row: number;
  readonly rows: number;
  readonly visibleRows: number;
  readonly columns: number;
  readonly cells: number;
  readonly onJump: (row: number) => void;
  readonly labelOf: () => string | null;
}

/** Shows where in the whole list one is, and jumps to any part of it; the browser's own bar knows only a window. */
export function Scrubber({ row, rows, visibleRows, columns, cells, onJump, labelOf }: ScrubberProps) {
  const track = useRef<HTMLDivElement>(null);
  const [dragging, setDragging] = useState<{ grip: number } | null>(null);
  const lastRow = Math.max(1, rows - visibleRows);
  const share = Math.min(1, Math.max(0, row / lastRow));
  const thumbShare = Math.min(1, visibleRows / rows);
  const item = Math.min(cells, Math.floor(row) * columns + 1);

  const jumpTo = (clientY: number, grip: number) => {
    const box = track.current!.getBoundingClientRect();
    const thumb = Math.max(MIN_THUMB_PX, thumbShare * box.height);
    onJump(Math.min(1, Math.max(0, (clientY - box.top - grip * thumb) / Math.max(1, box.height - thumb))) * lastRow);
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    event.currentTarget.focus({ preventScroll: true });
    const thumb = track.current!.querySelector("[data-thumb]")!.getBoundingClientRect();
    const onThumb = event.clientY >= thumb.top && event.clientY <= thumb.bottom;
    const grip = onThumb ? (event.clientY - thumb.top) / thumb.height : 0.5;
    setDragging({ grip });
    if (!onThumb) jumpTo(event.clientY, grip);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowDown: row + 1,
      ArrowUp: row - 1,
      PageDown: row + visibleRows - 1,
      PageUp: row - visibleRows + 1,
      Home: 0,
      End: lastRow,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onJump(Math.min(lastRow, Math.max(0, next)));
  };
  const label = dragging ? labelOf() : null;
  return (
    <div
      ref={track}
      role="slider"
      tabIndex={0}
      aria-label="Position in the list"
      aria-orientation="vertical"
      aria-valuemin={1}
      aria-valuemax={cells}
      aria-valuenow={item}
      aria-valuetext={`Item ${formatCount(item)} of ${formatCount(cells)}`}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => dragging && jumpTo(event.clientY, dragging.grip)}
      onPointerUp={() => setDragging(null)}
      onPointerCancel={() => setDragging(null)}
      onKeyDown={onKeyDown}
      className="group relative w-4 shrink-0 touch-none select-none"
    >
      <div
        data-thumb
        className={clsx(
          "absolute right-1 w-2 rounded-full transition-colors",
          dragging ? "bg-accent" : "bg-line-strong group-hover:bg-muted",
        )}
        style={{
          height: `max(${MIN_THUMB_PX}px, ${thumbShare * 100}%)`,
          top: `calc(${share * 100}% - ${share} * max(${MIN_THUMB_PX}px, ${thumbShare * 100}%))`,
        }}
      >
        {dragging ? (
          <span className="absolute top-1/2 right-5 grid max-w-56 -translate-y-1/2 rounded-md border border-line bg-raised px-3 py-1.5 whitespace-nowrap shadow-lg">
            <span className="font-medium">
              {formatCount(item)} <span className="text-muted">of {formatCount(cells)}</span>
            </span>
            {label ? <span className="truncate text-xs text-muted">{label}</span> : null}
          </span>
        ) : null}
      </div>
    </div>
  );
}
