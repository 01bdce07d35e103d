"use client";

import clsx from "clsx";
import { Check, Minus, Pencil, Plus } from "lucide-react";
import { memo } from "react";
import { Picture } from "@/components/items/grid/picture";
import { frameOf, isSamePlace, type Placed } from "@/components/items/grid/tile-frame";
import { TileWords } from "@/components/items/grid/tile-words";
import { placeholderUrl } from "@/components/media/placeholder";
import { MiddleTruncated } from "@/components/ui/middle-truncated";
import type { Change, ComparedItem } from "@/lib/comparing/schema";
import { tellChange } from "./words";

/** Told by colour, by the kind of line, by an icon and in words. */
export const CHANGE_LOOKS: Readonly<Record<Change, { edge: string; badge: string; icon: typeof Plus }>> = {
  added: { edge: "outline-solid outline-good", badge: "bg-good-soft text-good", icon: Plus },
  removed: { edge: "outline-dashed outline-danger", badge: "bg-danger-soft text-danger", icon: Minus },
  changed: { edge: "outline-dotted outline-accent", badge: "bg-accent-soft text-accent-text", icon: Pencil },
};

interface CompareTileProps extends Placed {
  readonly compared: ComparedItem;
  readonly seen: boolean;
  readonly onOpen: (compared: ComparedItem, place: number) => void;
}

/** An item that differs, as it is now, or as it was where it is gone. */
export const CompareTile = memo(
  function CompareTile(props: CompareTileProps) {
    const { compared, seen, place, total, caption, pictureHeight, focusable, onFocus, onOpen } = props;
    const item = (compared.after ?? compared.before)!;
    const { edge, badge, icon: Icon } = CHANGE_LOOKS[compared.change];
    const words = tellChange(compared);
    return (
      <li aria-posinset={place + 1} aria-setsize={total} className="absolute top-0 left-0" style={frameOf(props)}>
        {/* eslint-disable-next-line jsx-a11y/role-supports-aria-props -- ARIA 1.3 knows aria-description on every role, and browsers do too */}
        <button
          type="button"
          data-place={place}
          tabIndex={focusable ? 0 : -1}
          aria-label={item.file_name}
          aria-description={seen ? `${words}; seen` : words}
          title={words}
          onFocus={() => onFocus(place)}
          onClick={() => onOpen(compared, place)}
          className={clsx(
            "relative block w-full overflow-hidden rounded-md bg-sunken bg-cover bg-center",
            "outline-3 -outline-offset-3 focus-visible:ring-3 focus-visible:ring-accent focus-visible:ring-offset-2 focus-visible:ring-offset-canvas",
            edge,
          )}
          style={{
            height: pictureHeight,
            backgroundImage: item.placeholder ? `url(${placeholderUrl(item.placeholder)})` : undefined,
          }}
        >
          <span className={clsx("block size-full", compared.change === "removed" && "opacity-60 grayscale")}>
            <Picture item={item} />
          </span>
          <span
            data-change={compared.change}
            className={clsx(
              "absolute bottom-1.5 left-1.5 flex max-w-[calc(100%-0.75rem)] items-center gap-1 rounded px-1.5 text-xs leading-5",
              badge,
            )}
          >
            <Icon size={12} aria-hidden className="shrink-0" />
            <span className="truncate">{words}</span>
          </span>
          {seen ? (
            <Check
              size={20}
              aria-hidden
              data-testid="seen"
              className="absolute top-2 right-2 rounded-full bg-black/65 p-0.5 text-white"
            />
          ) : null}
        </button>
        {caption === "none" ? null : (
          <div className="mt-1.5 grid grid-cols-[minmax(0,1fr)] gap-0.5">
            {caption === "name" ? (
              <MiddleTruncated className="h-[18px] text-xs leading-[18px] text-muted">{item.file_name}</MiddleTruncated>
            ) : null}
            <TileWords item={item} />
          </div>
        )}
      </li>
    );
  },
  (a, b) => isSamePlace(a, b) && a.compared === b.compared && a.seen === b.seen && a.onOpen === b.onOpen,
);
