"use client";

import { useQueries } from "@tanstack/react-query";
import clsx from "clsx";
import { useLayoutEffect, useRef } from "react";
import { placeholderUrl } from "@/components/media/placeholder";
import { useWorkspace } from "@/components/workspace/workspace";
import { itemPageQuery, PAGE_SIZE } from "@/lib/items/queries";
import type { ItemDto } from "@/lib/items/schema";
import type { ShownItem } from "./use-shown-item";

/** Items on each side of the one that is shown. */
const REACH = 7;

interface FilmstripProps {
  readonly shown: ShownItem;
  readonly current: ItemDto;
}

/** The items around the one that is shown, as the list has them: a click goes there. */
export function Filmstrip({ shown, current }: FilmstripProps) {
  const { openItem } = useWorkspace();
  const cells = useNeighbours(shown, current);
  const listRef = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => {
    const list = listRef.current;
    const now = list?.querySelector<HTMLElement>("[aria-current]");
    if (list && now) list.scrollLeft = now.offsetLeft + now.offsetWidth / 2 - list.clientWidth / 2;
  }, [current.media_id, cells.length]);
  return (
    <ul
      ref={listRef}
      aria-label="Items around it"
      className="relative flex shrink-0 gap-1 overflow-x-auto border-t border-line bg-surface p-1.5 [scrollbar-width:none] [@media(max-height:640px)]:hidden"
    >
      {cells.map(({ key, item }, index) => (
        <li
          key={key}
          className={clsx("size-14 shrink-0", index === 0 && "ml-auto", index === cells.length - 1 && "mr-auto")}
        >
          {item ? (
            <button
              type="button"
              // One stop for the Tab key, from which the arrows go on.
              tabIndex={item.media_id === current.media_id ? 0 : -1}
              aria-label={`Go to ${item.file_name}`}
              aria-current={item.media_id === current.media_id ? "true" : undefined}
              title={item.file_name}
              onClick={() => openItem(item.media_id)}
              className="block size-full overflow-hidden rounded bg-sunken bg-cover opacity-70 transition hover:opacity-100 aria-[current]:opacity-100 aria-[current]:ring-3 aria-[current]:ring-accent"
              style={{ backgroundImage: item.placeholder ? `url(${placeholderUrl(item.placeholder)})` : undefined }}
            >
              {item.thumbnail_url ? (
                // eslint-disable-next-line @next/next/no-img-element -- thumbnails are made at import; nothing is left to optimise
                <img src={item.thumbnail_url} alt="" draggable={false} className="size-full object-cover" />
              ) : null}
            </button>
          ) : (
            <span aria-hidden className="block size-full rounded bg-sunken" />
          )}
        </li>
      ))}
    </ul>
  );
}

interface Cell {
  readonly key: string;
  /** Undefined until its page was read. */
  readonly item: ItemDto | undefined;
}

/** The items around, from the pages that the grid reads as well; of a place that is not known, only those beside it. */
function useNeighbours({ position, total, previous, next }: ShownItem, current: ItemDto): Cell[] {
  const { list } = useWorkspace();
  const from = position === null ? 0 : Math.max(0, position - REACH);
  const to = position === null ? 0 : Math.min(total, position + REACH + 1);
  const first = Math.floor(from / PAGE_SIZE);
  const count = position === null ? 0 : Math.floor((to - 1) / PAGE_SIZE) - first + 1;
  const pages = useQueries({
    queries: Array.from({ length: count }, (_, page) =>
      itemPageQuery(list.datasetId, list.stateId, list.view, first + page),
    ),
  });
  if (position === null)
    return [previous, current, next].flatMap((item) => (item ? [{ key: item.media_id, item }] : []));
  return Array.from({ length: to - from }, (_, index): Cell => {
    const place = from + index;
    const near = { [position - 1]: previous, [position]: current, [position + 1]: next }[place];
    const item = near ?? pages[Math.floor(place / PAGE_SIZE) - first]?.data?.items[place % PAGE_SIZE];
    return { key: item?.media_id ?? `place ${place}`, item };
  });
}
