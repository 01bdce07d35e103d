"use client";

import clsx from "clsx";
import { ChevronDown, ChevronUp, Layers } from "lucide-react";
import { memo } from "react";
import { placeholderUrl } from "@/components/media/placeholder";
import { formatCount, plural } from "@/components/ui/format";
import type { StackDto } from "@/lib/items/schema";
import { clusterTitle } from "../cluster-title";
import type { Selection } from "../use-selection";
import { Picture } from "./picture";
import { frameOf, isSamePlace, type Placed } from "./tile-frame";
import { EmptyPlace } from "./tile";

interface StackTileProps extends Placed {
  readonly index: number;
  readonly stack: StackDto | undefined;
  /** What its items have in common; empty where that is nothing, or not known yet. */
  readonly words: string;
  readonly open: boolean;
  readonly onToggle: (index: number, stack: StackDto) => void;
  readonly onSelect: Selection["clickStack"];
}

/** A cluster as one tile: a click opens it in place, with a modifier it selects its items. */
export const StackTile = memo(
  function StackTile(props: StackTileProps) {
    const { index, stack, words, open, place, total, pictureHeight, caption, focusable, onFocus, onToggle, onSelect } =
      props;
    if (!stack) return <EmptyPlace {...props} />;
    const name = stack.cluster === null ? "In no cluster" : clusterTitle(stack.cluster);
    return (
      <li aria-posinset={place + 1} aria-setsize={total} className="absolute top-0 left-0" style={frameOf(props)}>
        {/* Frames behind the first one say that there are more. */}
        <span aria-hidden className="absolute inset-x-2 -top-1 h-3 rounded-t-md border border-line bg-sunken" />
        {/* eslint-disable-next-line jsx-a11y/role-supports-aria-props -- ARIA 1.3 knows aria-description on every role, and browsers do too */}
        <button
          type="button"
          data-place={place}
          tabIndex={focusable ? 0 : -1}
          aria-expanded={open}
          aria-label={`${name}, ${plural(stack.count, "item")}`}
          aria-description={words || undefined}
          onFocus={() => onFocus(place)}
          onClick={(event) =>
            event.shiftKey || event.ctrlKey || event.metaKey
              ? onSelect(place, { shift: event.shiftKey, toggle: event.ctrlKey || event.metaKey })
              : onToggle(index, stack)
          }
          className={clsx(
            "relative block w-full touch-manipulation overflow-hidden rounded-md bg-sunken bg-cover bg-center",
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
        {caption === "none" ? null : (
          <p title={words ? `${name}: ${words}` : name} className="mt-1.5 h-5 truncate text-xs leading-5 font-medium">
            {words || name}
          </p>
        )}
      </li>
    );
  },
  (a, b) =>
    isSamePlace(a, b) &&
    a.stack === b.stack &&
    a.words === b.words &&
    a.open === b.open &&
    a.index === b.index &&
    a.onToggle === b.onToggle &&
    a.onSelect === b.onSelect,
);
