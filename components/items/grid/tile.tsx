"use client";

import clsx from "clsx";
import { Check, Maximize2 } from "lucide-react";
import { memo } from "react";
import { placeholderUrl } from "@/components/media/placeholder";
import { MiddleTruncated } from "@/components/ui/middle-truncated";
import { formatPercent } from "@/components/ui/format";
import { keyOf } from "../item-key";
import type { ShownItem } from "../use-overlays";
import type { Selection } from "../use-selection";
import { Picture } from "./picture";
import { PictureObjects } from "./picture-objects";
import { SimilarityBadge } from "./similarity-badge";
import { frameOf, isSamePlace, modifiersOf, type Placed } from "./tile-frame";
import { TileMarks, TileWords } from "./tile-words";

interface TileProps extends Placed {
  readonly item: ShownItem | undefined;
  readonly inStack: boolean;
  readonly selected: boolean;
  readonly objects: boolean;
  readonly onClick: Selection["click"];
  readonly onOpen: (mediaId: string) => void;
}

/** One item: its picture first. Before it is loaded its place is there, in its size. */
export const Tile = memo(
  function Tile(props: TileProps) {
    const { item, inStack, place, total, caption, onOpen } = props;
    if (!item) return <EmptyPlace {...props} />;
    return (
      <li
        aria-posinset={place + 1}
        aria-setsize={total}
        data-item={keyOf(item)}
        className={clsx(
          "group absolute top-0 left-0 transition-[opacity,scale] duration-200 ease-in",
          // Where it was deleted, it goes; should the server refuse, it comes back.
          item.leaving && "pointer-events-none scale-75 opacity-0",
          inStack && "before:absolute before:-inset-1 before:-bottom-0.5 before:rounded-lg before:bg-accent-soft/60",
        )}
        style={frameOf(props)}
      >
        <PictureButton {...props} item={item} />
        <button
          type="button"
          tabIndex={-1}
          aria-label={`Open ${item.file_name}`}
          onClick={() => onOpen(keyOf(item))}
          className="absolute top-1.5 right-1.5 grid size-7 place-items-center rounded-md bg-black/60 text-white opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:size-12 [@media(hover:none)]:opacity-100"
        >
          <Maximize2 size={14} aria-hidden />
        </button>
        {caption === "none" ? null : (
          <div className="relative mt-1.5 grid grid-cols-[minmax(0,1fr)] gap-0.5">
            {caption === "name" ? (
              <MiddleTruncated className="h-[18px] text-xs leading-[18px] text-muted">{item.file_name}</MiddleTruncated>
            ) : null}
            <TileWords item={item} />
          </div>
        )}
      </li>
    );
  },
  (a, b) =>
    isSamePlace(a, b) &&
    a.item === b.item &&
    a.inStack === b.inStack &&
    a.selected === b.selected &&
    a.objects === b.objects &&
    a.onClick === b.onClick &&
    a.onOpen === b.onOpen,
);

function PictureButton({
  item,
  place,
  caption,
  pictureHeight,
  focusable,
  selected,
  objects,
  onFocus,
  onClick,
  onOpen,
}: TileProps & { item: ShownItem }) {
  return (
    // eslint-disable-next-line jsx-a11y/role-supports-aria-props -- ARIA 1.3 knows aria-description on every role, and browsers do too
    <button
      type="button"
      data-place={place}
      tabIndex={focusable ? 0 : -1}
      aria-pressed={selected}
      aria-label={item.file_name}
      aria-description={describe(item)}
      onFocus={() => onFocus(place)}
      // The second click of a double click opens the item and selects nothing.
      onClick={(event) => event.detail < 2 && onClick(place, item, modifiersOf(event))}
      onDoubleClick={() => onOpen(keyOf(item))}
      className={clsx(
        "relative block w-full touch-manipulation overflow-hidden rounded-md bg-sunken bg-cover bg-center select-none [-webkit-touch-callout:none]",
        selected && "ring-3 ring-accent ring-offset-2 ring-offset-canvas",
      )}
      style={{
        height: pictureHeight,
        backgroundImage: item.placeholder ? `url(${placeholderUrl(item.placeholder)})` : undefined,
      }}
    >
      <Picture item={item} />
      {objects ? <PictureObjects item={item} /> : null}
      <SimilarityBadge similarity={item.similarity} />
      {item.dataset_name === undefined ? null : (
        <span
          aria-hidden
          dir="auto"
          className="absolute top-1.5 left-1.5 max-w-[calc(100%-3rem)] truncate rounded bg-black/65 px-1.5 text-xs leading-5 text-white"
        >
          {item.dataset_name}
        </span>
      )}
      {caption === "none" ? <TileMarks item={item} /> : null}
      {caption === "name" ? null : (
        <MiddleTruncated className="absolute inset-x-0 bottom-0 bg-black/70 px-1.5 py-0.5 text-xs text-white opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100">
          {item.file_name}
        </MiddleTruncated>
      )}
      {selected ? (
        <Check
          size={20}
          aria-hidden
          className={clsx(
            "absolute left-2 rounded-full bg-accent p-0.5 text-accent-ink",
            item.dataset_name === undefined ? "top-2" : "top-8",
          )}
        />
      ) : null}
    </button>
  );
}

/** What a screen reader says of a tile beside its name. */
const describe = (item: ShownItem): string =>
  [
    item.media_type === "video" ? "Video" : "Image",
    item.dataset_name === undefined ? "" : `in ${item.dataset_name}`,
    item.similarity === undefined ? "" : `${formatPercent(item.similarity)} alike`,
    item.labels.length > 0 ? `labelled ${item.labels.join(", ")}` : "",
    item.tags.length > 0 ? `tagged ${item.tags.join(", ")}` : "",
    item.issues.length > 0 ? `issues: ${item.issues.join(", ")}` : "",
  ]
    .filter(Boolean)
    .join("; ");

/** The place of what is not loaded yet. */
export const EmptyPlace = (placed: Placed) => (
  <li aria-hidden className="absolute top-0 left-0" style={frameOf(placed)}>
    <div className="rounded-md bg-sunken" style={{ height: placed.pictureHeight }} />
  </li>
);
