"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import { Check, ImageOff, Images, Maximize2, Play, SearchX } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { placeholderUrl } from "@/components/media/placeholder";
import { Button } from "@/components/ui/button";
import { EmptyState, Skeleton } from "@/components/ui/status";
import type { ItemDto } from "@/lib/items/schema";
import type { Selection } from "./use-selection";

const MIN_TILE_PX = 168;
const GAP_PX = 8;
const CAPTION_PX = 26;
/** Rows before the end at which the next page is asked for: two screens at a usual height. */
const LOAD_AHEAD_ROWS = 8;

interface ItemGridProps {
  readonly items: readonly ItemDto[];
  readonly total: number;
  readonly loading: boolean;
  readonly filtered: boolean;
  readonly draft: boolean;
  readonly selection: Selection;
  readonly onOpen: (mediaId: string) => void;
  readonly onEnd: () => void;
  readonly onClearFilter: () => void;
  readonly onAddMedia: (() => void) | null;
}

/** Thumbnails in rows, of which only those near the window exist. */
export function ItemGrid({ items, total, loading, filtered, draft, selection, onOpen, onEnd, onClearFilter, onAddMedia }: ItemGridProps) {
  const container = useRef<HTMLDivElement>(null);
  const empty = items.length === 0;
  const [layout, setLayout] = useState({ width: 0, top: 0 });
  useLayoutEffect(() => {
    const element = container.current;
    if (!element) return;
    const measure = () => setLayout({ width: element.clientWidth, top: element.getBoundingClientRect().top + window.scrollY });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [loading, empty]);

  const columns = Math.max(2, Math.floor((layout.width + GAP_PX) / (MIN_TILE_PX + GAP_PX)));
  const tile = Math.floor((layout.width - (columns - 1) * GAP_PX) / columns);
  const rows = Math.ceil(items.length / columns);
  const rowHeight = Math.round(tile * 0.75) + CAPTION_PX + GAP_PX;
  const virtualizer = useWindowVirtualizer({ count: layout.width === 0 ? 0 : rows, estimateSize: () => rowHeight, overscan: 4, scrollMargin: layout.top });
  useEffect(() => virtualizer.measure(), [rowHeight, virtualizer]);
  const visible = virtualizer.getVirtualItems();
  const lastVisible = visible.at(-1)?.index ?? 0;
  useEffect(() => {
    if (items.length < total && lastVisible >= rows - LOAD_AHEAD_ROWS) onEnd();
  }, [lastVisible, rows, items.length, total, onEnd]);

  const moveFocus = (event: KeyboardEvent<HTMLElement>, index: number) => {
    const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
    const step = steps[event.key];
    if (step === undefined) {
      if (event.key === "Enter") {
        event.preventDefault();
        onOpen(items[index]!.media_id);
      }
      return;
    }
    event.preventDefault();
    const next = index + step;
    if (next < 0 || next >= items.length) return;
    virtualizer.scrollToIndex(Math.floor(next / columns));
    requestAnimationFrame(() => container.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus());
  };

  if (loading) {
    return (
      <div aria-busy="true" aria-label="Loading items" className="grid grid-cols-[repeat(auto-fill,minmax(168px,1fr))] gap-2 p-4">
        {Array.from({ length: 24 }, (_, index) => (
          <Skeleton key={index} className="aspect-4/3" />
        ))}
      </div>
    );
  }
  if (items.length === 0) {
    return filtered ? (
      <EmptyState icon={<SearchX size={30} aria-hidden />} title="Nothing matches" action={<Button onClick={onClearFilter}>Show all items</Button>} />
    ) : (
      <EmptyState icon={<Images size={30} aria-hidden />} title={draft ? "No media yet" : "No items"} action={onAddMedia ? <Button variant="primary" onClick={onAddMedia}>Add media</Button> : undefined}>
        {draft ? "Add images, videos, folders or archives to begin." : "Every item was deleted. An earlier snapshot may hold them: restore it from Snapshots."}
      </EmptyState>
    );
  }
  return (
    <div className="flex-1 p-4">
      <div ref={container} className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {visible.map((row) => (
          <ul
            key={row.key}
            aria-label={`Row ${row.index + 1}`}
            className="absolute top-0 left-0 grid w-full"
            style={{ gap: GAP_PX, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, transform: `translateY(${row.start - layout.top}px)` }}
          >
            {items.slice(row.index * columns, (row.index + 1) * columns).map((item, offset) => {
              const index = row.index * columns + offset;
              return <Tile key={item.media_id} item={item} index={index} height={Math.round(tile * 0.75)} selected={selection.has(item.media_id)} onClick={selection.click} onOpen={onOpen} onKeyDown={moveFocus} />;
            })}
          </ul>
        ))}
      </div>
    </div>
  );
}

interface TileProps {
  readonly item: ItemDto;
  readonly index: number;
  readonly height: number;
  readonly selected: boolean;
  readonly onClick: Selection["click"];
  readonly onOpen: (mediaId: string) => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>, index: number) => void;
}

function Tile({ item, index, height, selected, onClick, onOpen, onKeyDown }: TileProps) {
  const words = [...item.labels, ...item.tags];
  return (
    <li className="group relative">
      <button
        type="button"
        data-index={index}
        aria-pressed={selected}
        aria-label={item.file_name}
        onClick={(event) => onClick(index, { shift: event.shiftKey, toggle: event.ctrlKey || event.metaKey || event.detail === 0 })}
        onDoubleClick={() => onOpen(item.media_id)}
        onKeyDown={(event) => onKeyDown(event, index)}
        className={clsx("relative block w-full overflow-hidden rounded-md bg-sunken bg-cover bg-center", selected && "ring-3 ring-accent ring-offset-2 ring-offset-canvas")}
        style={{ height, backgroundImage: item.placeholder ? `url(${placeholderUrl(item.placeholder)})` : undefined }}
      >
        {item.thumbnail_url ? (
          // eslint-disable-next-line @next/next/no-img-element -- thumbnails are made at import; nothing is left to optimise
          <img src={item.thumbnail_url} alt="" loading="lazy" decoding="async" draggable={false} className="size-full object-cover" />
        ) : (
          <span className="grid size-full place-items-center text-muted">
            <ImageOff size={24} aria-hidden />
          </span>
        )}
        {item.media_type === "video" ? <Play size={22} aria-hidden className="absolute right-2 bottom-2 rounded-full bg-black/60 p-1 text-white" /> : null}
        {selected ? <Check size={20} aria-hidden className="absolute top-2 left-2 rounded-full bg-accent p-0.5 text-accent-ink" /> : null}
      </button>
      <button
        type="button"
        tabIndex={-1}
        aria-label={`Open ${item.file_name}`}
        onClick={() => onOpen(item.media_id)}
        className="absolute top-2 right-2 rounded-md bg-black/60 p-1.5 text-white opacity-0 transition group-focus-within:opacity-100 group-hover:opacity-100 focus-visible:opacity-100"
      >
        <Maximize2 size={14} aria-hidden />
      </button>
      <p className="flex items-center gap-2 overflow-hidden px-0.5 text-xs" style={{ height: CAPTION_PX }}>
        <span className="shrink truncate text-muted">{item.file_name}</span>
        {words.length > 0 ? <span className="ml-auto max-w-1/2 shrink-0 truncate rounded bg-accent-soft px-1.5 text-accent-text">{words.join(", ")}</span> : null}
      </p>
    </li>
  );
}
