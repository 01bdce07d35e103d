"use client";

import {
  useCallback,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type Ref,
} from "react";
import { evenSlots, GAP_PX, PADDING_PX } from "@/components/items/grid/layout";
import { Scrubber } from "@/components/items/grid/scrubber";
import { EmptyPlace } from "@/components/items/grid/tile";
import { useRows } from "@/components/items/grid/use-rows";
import { useTileSize } from "@/components/items/use-tile-size";
import { LoadError } from "@/components/ui/alert";
import type { ComparedItem } from "@/lib/comparing/schema";
import { CompareTile } from "./compare-tile";
import { idOf, type SeenItems } from "./seen";
import { useDifferencesAt, type Differences } from "./use-differences";

export interface CompareGridHandle {
  /** Puts the focus on a place, where it is in sight or not. */
  focus(place: number): void;
}

interface CompareGridProps {
  readonly list: Differences;
  readonly total: number;
  readonly updating: boolean;
  readonly seen: SeenItems;
  readonly onOpen: (compared: ComparedItem, place: number) => void;
  readonly ref: Ref<CompareGridHandle>;
}

/** The items that differ, in rows of which only those in sight exist. */
export function CompareGrid({ list, total, updating, seen, onOpen, ref }: CompareGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [tileSize] = useTileSize();
  const rows = useRows(scroller, total, tileSize);
  const { shape, base, firstRow, lastRow } = rows;
  const [first, end] = [firstRow * shape.columns, Math.min(total, (lastRow + 1) * shape.columns)];
  const { contents, failure, retry } = useDifferencesAt(list, first, end);
  const { focused, onFocus, focus } = useFocus(scroller, rows, total);
  useImperativeHandle(ref, () => ({ focus }));
  const slots = evenSlots(shape);
  const visibleRows = rows.height / shape.rowHeight;

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: shape.columns,
      ArrowUp: -shape.columns,
      Home: -total,
      End: total,
    };
    const step = steps[event.key];
    const place = (event.target as HTMLElement).closest<HTMLElement>("[data-place]")?.dataset.place;
    if (step === undefined || place === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    focus(Math.max(0, Math.min(total - 1, Number(place) + step)));
  };

  return (
    <div className="relative flex min-h-0 flex-1">
      <div
        ref={scroller}
        onScroll={rows.onScroll}
        data-testid="grid-scroller"
        // px-4 is PADDING_PX.
        className="min-w-0 flex-1 [scrollbar-width:none] overflow-y-auto overscroll-contain px-4 [&::-webkit-scrollbar]:hidden"
      >
        <ul
          aria-label="Items that differ"
          aria-busy={updating}
          onKeyDown={onKeyDown}
          className="relative"
          style={contents.length > 0 ? { height: rows.totalHeight } : undefined}
        >
          {contents.map((compared, index) => {
            const place = first + index;
            const placed = {
              place,
              total,
              ...slots[index % shape.columns]!,
              y: PADDING_PX + (Math.floor(place / shape.columns) - base) * shape.rowHeight,
              pictureHeight: shape.pictureHeight,
              height: shape.rowHeight - GAP_PX,
              caption: shape.caption,
              focusable: place === focused || (index === 0 && (focused < first || focused >= end)),
              onFocus,
            };
            return compared ? (
              <CompareTile
                key={idOf(compared)}
                {...placed}
                compared={compared}
                seen={seen.has(compared)}
                onOpen={onOpen}
              />
            ) : (
              <EmptyPlace key={`place ${place}`} {...placed} />
            );
          })}
        </ul>
      </div>
      {failure ? (
        <div className="absolute inset-x-4 bottom-3 z-10 shadow-lg">
          <LoadError message={`Some items could not be read. ${failure}`} retry={retry} />
        </div>
      ) : null}
      {shape.rows > visibleRows && rows.height > 0 ? (
        <Scrubber
          row={rows.topRow}
          rows={shape.rows}
          visibleRows={visibleRows}
          columns={shape.columns}
          cells={total}
          onJump={rows.scrollToRow}
          labelOf={() => {
            const compared = contents.find((one) => one !== undefined);
            return compared ? (compared.after ?? compared.before)!.file_name : null;
          }}
        />
      ) : null}
    </div>
  );
}

/** Which place the Tab key leads to, and going to one that may not be drawn yet. */
function useFocus(scroller: React.RefObject<HTMLDivElement | null>, rows: ReturnType<typeof useRows>, total: number) {
  const [focused, setFocused] = useState(0);
  const wantedRef = useRef<number | null>(null);
  const { shape, height, topRow, scrollToRow } = rows;
  const tileAt = (place: number) => scroller.current?.querySelector<HTMLElement>(`[data-place="${place}"]`);
  const focus = (place: number) => {
    const to = Math.max(0, Math.min(total - 1, place));
    const row = Math.floor(to / shape.columns);
    const visible = Math.max(1, Math.floor(height / shape.rowHeight));
    if (row < topRow) scrollToRow(row);
    else if (row + 1 > topRow + visible) scrollToRow(row - visible + 1);
    wantedRef.current = to;
    setFocused(to);
    tileAt(to)?.focus();
  };
  useLayoutEffect(() => {
    const { current: wanted } = wantedRef;
    const tile = wanted === null ? null : tileAt(wanted);
    if (!tile) return;
    wantedRef.current = null;
    tile.focus({ preventScroll: true });
  });
  const onFocus = useCallback((place: number) => setFocused(place), []);
  return { focused: Math.min(focused, Math.max(0, total - 1)), onFocus, focus };
}
