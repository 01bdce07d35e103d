"use client";

import clsx from "clsx";
import { Check, ChevronDown, ChevronUp, ImageOff, Layers, Maximize2, Play } from "lucide-react";
import { memo, useRef, useState, type CSSProperties, type MouseEvent } from "react";
import { placeholderUrl } from "@/components/media/placeholder";
import { formatCount, formatPercent } from "@/components/ui/format";
import type { StackDto } from "@/lib/items/schema";
import type { ShownItem } from "../use-overlays";
import type { Selection } from "../use-selection";
import { SimilarityBadge } from "./similarity-badge";

interface Placed {
  readonly place: number;
  /** How many places there are. */
  readonly total: number;
  readonly style: CSSProperties;
  readonly pictureHeight: number;
  readonly focusable: boolean;
  readonly onFocus: (place: number) => void;
}

const modifiers = (event: MouseEvent) => ({
  shift: event.shiftKey,
  toggle: event.ctrlKey || event.metaKey || event.detail === 0,
});
const isSamePlace = (a: Placed, b: Placed) =>
  a.place === b.place &&
  a.total === b.total &&
  a.pictureHeight === b.pictureHeight &&
  a.focusable === b.focusable &&
  a.style.transform === b.style.transform &&
  a.style.width === b.style.width;

interface TileProps extends Placed {
  readonly item: ShownItem | undefined;
  readonly inStack: boolean;
  readonly selected: boolean;
  readonly onClick: Selection["click"];
  readonly onOpen: (mediaId: string) => void;
}

/** One item. Before it is loaded its place is there, in its size. */
export const Tile = memo(
  function Tile({
    item,
    inStack,
    place,
    total,
    style,
    pictureHeight,
    focusable,
    selected,
    onFocus,
    onClick,
    onOpen,
  }: TileProps) {
    if (!item) {
      return (
        <li aria-hidden className="absolute top-0 left-0" style={style}>
          <div className="rounded-md bg-sunken" style={{ height: pictureHeight }} />
        </li>
      );
    }
    const words = [...item.labels, ...item.tags];
    return (
      <li
        aria-posinset={place + 1}
        aria-setsize={total}
        className={clsx(
          "group absolute top-0 left-0 transition-opacity",
          item.leaving && "pointer-events-none opacity-25",
          inStack && "before:absolute before:-inset-1 before:-bottom-0.5 before:rounded-lg before:bg-accent-soft/60",
        )}
        style={style}
      >
        {/* eslint-disable-next-line jsx-a11y/role-supports-aria-props -- ARIA 1.3 knows aria-description on every role, and browsers do too */}
        <button
          type="button"
          data-place={place}
          tabIndex={focusable ? 0 : -1}
          aria-pressed={selected}
          aria-label={item.file_name}
          aria-description={describe(item)}
          onFocus={() => onFocus(place)}
          // The second click of a double click opens the item and selects nothing.
          onClick={(event) => event.detail < 2 && onClick(place, item, modifiers(event))}
          onDoubleClick={() => onOpen(item.media_id)}
          className={clsx(
            "relative block w-full overflow-hidden rounded-md bg-sunken bg-cover bg-center",
            selected && "ring-3 ring-accent ring-offset-2 ring-offset-canvas",
          )}
          style={{
            height: pictureHeight,
            backgroundImage: item.placeholder ? `url(${placeholderUrl(item.placeholder)})` : undefined,
          }}
        >
          <Picture item={item} />
          <SimilarityBadge similarity={item.similarity} />
          {selected ? (
            <Check
              size={20}
              aria-hidden
              className="absolute top-2 left-2 rounded-full bg-accent p-0.5 text-accent-ink"
            />
          ) : null}
        </button>
        <button
          type="button"
          tabIndex={-1}
          aria-label={`Open ${item.file_name}`}
          onClick={() => onOpen(item.media_id)}
          className="absolute top-2 right-2 rounded-md bg-black/60 p-1.5 text-white opacity-0 transition group-focus-within:opacity-100 group-hover:opacity-100 focus-visible:opacity-100 [@media(hover:none)]:opacity-100"
        >
          <Maximize2 size={14} aria-hidden />
        </button>
        <p className="relative flex h-[26px] items-center gap-2 overflow-hidden px-0.5 text-xs">
          <span className="shrink truncate text-muted">{item.file_name}</span>
          {words.length > 0 ? (
            <span className="ml-auto max-w-1/2 shrink-0 truncate rounded bg-accent-soft px-1.5 text-accent-text">
              {words.join(", ")}
            </span>
          ) : null}
        </p>
      </li>
    );
  },
  (a, b) =>
    isSamePlace(a, b) &&
    a.item === b.item &&
    a.inStack === b.inStack &&
    a.selected === b.selected &&
    a.onClick === b.onClick &&
    a.onOpen === b.onOpen,
);

/** What a screen reader says of a tile beside its name. */
const describe = (item: ShownItem): string =>
  [
    item.media_type === "video" ? "Video" : "Image",
    item.similarity === undefined ? "" : `${formatPercent(item.similarity)} alike`,
    item.labels.length > 0 ? `labelled ${item.labels.join(", ")}` : "",
    item.tags.length > 0 ? `tagged ${item.tags.join(", ")}` : "",
    item.issues.length > 0 ? `issues: ${item.issues.join(", ")}` : "",
  ]
    .filter(Boolean)
    .join("; ");

/** Milliseconds that the pointer rests on a video before it plays: passing over one starts nothing. */
const HOVER_MS = 250;

function Picture({ item }: { item: ShownItem }) {
  const [playing, setPlaying] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isVideo = item.media_type === "video";
  const rest = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setPlaying(true), HOVER_MS);
  };
  const leave = () => {
    clearTimeout(timer.current);
    setPlaying(false);
  };
  return (
    <span
      className="block size-full"
      onPointerEnter={isVideo ? rest : undefined}
      onPointerLeave={isVideo ? leave : undefined}
    >
      {item.thumbnail_url ? (
        // eslint-disable-next-line @next/next/no-img-element -- thumbnails are made at import; nothing is left to optimise
        <img src={item.thumbnail_url} alt="" decoding="async" draggable={false} className="size-full object-cover" />
      ) : (
        <span className="grid size-full place-items-center text-muted">
          <ImageOff size={24} aria-hidden />
        </span>
      )}
      {isVideo && playing ? (
        <video
          src={item.url}
          muted
          loop
          autoPlay
          playsInline
          aria-hidden
          tabIndex={-1}
          className="absolute inset-0 size-full object-cover"
        />
      ) : null}
      {isVideo && !playing ? (
        <Play size={22} aria-hidden className="absolute right-2 bottom-2 rounded-full bg-black/60 p-1 text-white" />
      ) : null}
    </span>
  );
}

interface StackTileProps extends Placed {
  readonly index: number;
  readonly stack: StackDto | undefined;
  readonly open: boolean;
  readonly onToggle: (index: number, stack: StackDto) => void;
  readonly onSelect: Selection["clickStack"];
}

/** A cluster as one tile: a click opens it in place, with a modifier it selects its items. */
export const StackTile = memo(
  function StackTile({
    index,
    stack,
    open,
    place,
    total,
    style,
    pictureHeight,
    focusable,
    onFocus,
    onToggle,
    onSelect,
  }: StackTileProps) {
    if (!stack) {
      return (
        <li aria-hidden className="absolute top-0 left-0" style={style}>
          <div className="rounded-md bg-sunken" style={{ height: pictureHeight }} />
        </li>
      );
    }
    const name = stack.cluster === null ? "In no cluster" : `Cluster ${stack.cluster}`;
    return (
      <li aria-posinset={place + 1} aria-setsize={total} className="absolute top-0 left-0" style={style}>
        {/* Frames behind the first one say that there are more. */}
        <span aria-hidden className="absolute inset-x-2 -top-1 h-3 rounded-t-md border border-line bg-sunken" />
        <button
          type="button"
          data-place={place}
          tabIndex={focusable ? 0 : -1}
          aria-expanded={open}
          aria-label={`${name}, ${formatCount(stack.count)} ${stack.count === 1 ? "item" : "items"}`}
          onFocus={() => onFocus(place)}
          onClick={(event) =>
            event.shiftKey || event.ctrlKey || event.metaKey
              ? onSelect(place, { shift: event.shiftKey, toggle: event.ctrlKey || event.metaKey })
              : onToggle(index, stack)
          }
          className={clsx(
            "relative block w-full overflow-hidden rounded-md bg-sunken bg-cover bg-center",
            open && "ring-2 ring-accent",
          )}
          style={{
            height: pictureHeight,
            backgroundImage: stack.item.placeholder ? `url(${placeholderUrl(stack.item.placeholder)})` : undefined,
          }}
        >
          <Picture item={stack.item} />
          <span className="absolute bottom-2 left-2 flex items-center gap-1 rounded-full bg-black/65 px-2 py-0.5 text-xs font-medium text-white">
            <Layers size={12} aria-hidden /> {formatCount(stack.count)}
          </span>
          <span className="absolute top-2 right-2 rounded-full bg-black/60 p-1 text-white">
            {open ? <ChevronUp size={14} aria-hidden /> : <ChevronDown size={14} aria-hidden />}
          </span>
        </button>
        <p className="flex h-[26px] items-center truncate px-0.5 text-xs font-medium">{name}</p>
      </li>
    );
  },
  (a, b) =>
    isSamePlace(a, b) &&
    a.stack === b.stack &&
    a.open === b.open &&
    a.index === b.index &&
    a.onToggle === b.onToggle &&
    a.onSelect === b.onSelect,
);
