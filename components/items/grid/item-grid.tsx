"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { Images, SearchX } from "lucide-react";
import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
} from "react";
import { flushSync } from "react-dom";
import { LoadError } from "@/components/ui/alert";
import { useDialogs } from "@/components/dialogs/context";
import { useWorkspace } from "@/components/workspace/workspace";
import { Button } from "@/components/ui/button";
import { EmptyState, Skeleton } from "@/components/ui/status";
import { useCells, type CellContent, type GridHandle } from "../use-item-list";
import { Scrubber } from "./scrubber";
import { StackTile, Tile } from "./tile";

const GAP_PX = 8;
const CAPTION_PX = 26;
const PADDING_PX = 16;
/** The height of a tile's picture for its width. */
const ASPECT = 0.75;
/**
 * Rows that the scrolled area is tall at most. Browsers stop at some 17 or 33 million pixels, and a million small tiles
 * are more; the area is a window over all rows, which moves along when its end comes near.
 */
const MAX_ROWS = 20_000;
/** The window moves when fewer rows than this are left before its end. */
const EDGE_ROWS = 1_000;
const OVERSCAN_ROWS = 3;

/** What the page's shortcuts do to the grid. */
export interface GridFocus {
  /** Puts the focus on the tile that had it last, else on the first in sight. */
  focus(): void;
  /** Puts it on an item's tile. @param position in the whole list, for an item that is out of sight */
  focusItem(mediaId: string, position: number | null): void;
  move(step: "next" | "previous" | "up" | "down" | "first" | "last"): void;
}

/** Thumbnails in rows, of which only those in sight exist, however many there are. */
export function ItemGrid() {
  const { dataset, list, setFilter } = useWorkspace();
  const dialogs = useDialogs();
  const draft = dataset.status === "DRAFT";
  if (list.loading) {
    return (
      <div
        aria-busy="true"
        aria-label="Loading items"
        className="grid flex-1 grid-cols-[repeat(auto-fill,minmax(168px,1fr))] content-start gap-2 overflow-hidden p-4"
      >
        {Array.from({ length: 24 }, (_, index) => (
          <Skeleton key={index} className="aspect-4/3" />
        ))}
      </div>
    );
  }
  if (list.cells === 0) {
    return list.view.q !== "" ? (
      <EmptyState
        icon={<SearchX size={30} aria-hidden />}
        title="Nothing matches"
        action={<Button onClick={() => setFilter("")}>Show all items</Button>}
      />
    ) : (
      <EmptyState
        icon={<Images size={30} aria-hidden />}
        title={draft ? "No media yet" : "No items"}
        action={
          dataset.can.dataset_creation === null ? (
            <Button variant="primary" onClick={() => dialogs.open({ name: "add-media", dataset })}>
              Add media
            </Button>
          ) : undefined
        }
      >
        {draft
          ? "Add images, videos, folders or archives to begin."
          : "Every item was deleted. An earlier snapshot may hold them: restore it from Snapshots."}
      </EmptyState>
    );
  }
  return <Grid />;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function Grid() {
  const { list, present, tileSize, selection, openItem: onOpen, gridRef: focusRef } = useWorkspace();
  const scroller = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = scroller.current!;
    const measure = () => setSize({ width: element.clientWidth - 2 * PADDING_PX, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const columns = Math.max(2, Math.floor((size.width + GAP_PX) / (tileSize + GAP_PX)));
  const tile = Math.max(1, (size.width - (columns - 1) * GAP_PX) / columns);
  const pictureHeight = Math.round(tile * ASPECT);
  const rowHeight = pictureHeight + CAPTION_PX + GAP_PX;
  const rows = Math.ceil(list.cells / columns);
  const shownRows = Math.min(rows, MAX_ROWS);
  // The first row of the window; a shorter list may end before it.
  const [wantedBase, setBase] = useState(0);
  const base = Math.max(0, Math.min(wantedBase, rows - shownRows));

  // eslint-disable-next-line react-hooks/incompatible-library -- only the React Compiler would mind, which is not in use
  const virtualizer = useVirtualizer({
    count: size.width === 0 ? 0 : shownRows,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN_ROWS,
    paddingStart: PADDING_PX,
    paddingEnd: PADDING_PX,
  });

  const geometryRef = useRef({ base, columns, rowHeight, rows, shownRows, height: size.height });
  useLayoutEffect(() => {
    geometryRef.current = { base, columns, rowHeight, rows, shownRows, height: size.height };
  });

  /** Scrolls so that a row (a fraction for within it) is at the upper edge, moving the window where it has to. */
  const scrollToRow = useCallback((row: number) => {
    const { base: first, rowHeight: height, rows: all, shownRows: shown } = geometryRef.current;
    let next = first;
    if (row < first + (first > 0 ? EDGE_ROWS : 0) || row > first + shown - (first + shown < all ? EDGE_ROWS : 0))
      next = Math.max(0, Math.min(all - shown, Math.floor(row) - Math.floor(shown / 2)));
    if (next !== first) flushSync(() => setBase(next));
    scroller.current!.scrollTop = (row - next) * height + (row > 0 ? PADDING_PX - GAP_PX : 0);
  }, []);

  const onScroll = useCallback(() => {
    const { base: first, rowHeight: height, rows: all, shownRows: shown } = geometryRef.current;
    if (shown === all) return;
    const element = scroller.current!;
    const row = (element.scrollTop - PADDING_PX) / height;
    const nearStart = first > 0 && row < EDGE_ROWS;
    const nearEnd = first + shown < all && row > shown - EDGE_ROWS;
    if (!nearStart && !nearEnd) return;
    const next = Math.max(0, Math.min(all - shown, first + Math.floor(row) - Math.floor(shown / 2)));
    const top = element.scrollTop - (next - first) * height;
    flushSync(() => setBase(next));
    element.scrollTop = top;
  }, []);

  // When the tiles change their size, what was at the upper edge stays there.
  const topRef = useRef({ columns, place: 0, rowHeight });
  useLayoutEffect(() => {
    const { columns: before, place, rowHeight: heightBefore } = topRef.current;
    if (before !== columns || heightBefore !== rowHeight) {
      virtualizer.measure();
      if (size.width > 0 && place > 0) scrollToRow(Math.floor(place / columns));
    }
    topRef.current = { ...topRef.current, columns, rowHeight };
  }, [columns, rowHeight, size.width, virtualizer, scrollToRow]);

  const virtualRows = virtualizer.getVirtualItems();
  const firstRow = base + (virtualRows[0]?.index ?? 0);
  const lastRow = base + (virtualRows.at(-1)?.index ?? -1);
  const { contents, failure, retry } = useCells(list, firstRow * columns, (lastRow + 1) * columns, present);
  const contentsRef = useRef({ contents, first: firstRow * columns });
  useLayoutEffect(() => {
    contentsRef.current = { contents, first: firstRow * columns };
  });

  const topPlace = useCallback((): { place: number; above: number } => {
    const { base: first, columns: across, rowHeight: height } = geometryRef.current;
    const top = Math.max(0, (scroller.current?.scrollTop ?? 0) - PADDING_PX);
    return { place: (first + Math.floor(top / height)) * across, above: top % height };
  }, []);

  const { attach } = list;
  useEffect(() => {
    const handle: GridHandle = {
      position() {
        const { place, above } = topPlace();
        const cell = contentsRef.current.contents[place - contentsRef.current.first];
        const { columns: across, rowHeight: height, height: visible } = geometryRef.current;
        return {
          place,
          above,
          mediaId: cell?.type === "item" ? (cell.item?.media_id ?? null) : null,
          visible: Math.ceil(visible / height + 1) * across,
        };
      },
      goTo(place, above) {
        // After the new list is laid out: its length decides how far there is to go.
        requestAnimationFrame(
          () =>
            scroller.current &&
            scrollToRow(Math.floor(place / geometryRef.current.columns) + above / geometryRef.current.rowHeight),
        );
      },
    };
    attach(handle);
    return () => attach(null);
  }, [attach, scrollToRow, topPlace]);

  // One tile takes part in the order of the Tab key: the one that had the focus last.
  const [focused, setFocused] = useState(0);
  const focusPlace = useCallback(
    (place: number) => {
      const { columns: across, base: first, rowHeight: height, height: visible } = geometryRef.current;
      const row = Math.floor(place / across);
      const top = (scroller.current!.scrollTop - PADDING_PX) / height + first;
      if (row < top) scrollToRow(row);
      else if (row + 1 > top + visible / height) scrollToRow(row + 1 - visible / height + (2 * GAP_PX) / height);
      setFocused(place);
      requestAnimationFrame(() =>
        requestAnimationFrame(() =>
          scroller.current?.querySelector<HTMLElement>(`[data-place="${place}"]`)?.focus({ preventScroll: true }),
        ),
      );
    },
    [scrollToRow],
  );
  const move = useCallback(
    (step: Parameters<GridFocus["move"]>[0]) => {
      const { columns: across } = geometryRef.current;
      const has = scroller.current?.contains(document.activeElement) ?? false;
      const steps = { next: 1, previous: -1, down: across, up: -across, first: -Infinity, last: Infinity };
      // The first key only shows where one is.
      const next =
        has || step === "first" || step === "last"
          ? Math.max(0, Math.min(list.cells - 1, focused + steps[step]))
          : topPlace().place;
      focusPlace(next);
    },
    [focused, focusPlace, list.cells, topPlace],
  );
  const focusItem = useCallback(
    (mediaId: string, position: number | null) => {
      const { contents: inSight, first } = contentsRef.current;
      const index = inSight.findIndex((content) => content.type === "item" && content.item?.media_id === mediaId);
      // Among stacks a position of the whole list is no place.
      const place = index >= 0 ? first + index : list.layout.grouped ? null : position;
      focusPlace(Math.min(place ?? focused, list.cells - 1));
    },
    [focused, focusPlace, list.cells, list.layout.grouped],
  );
  useImperativeHandle(
    focusRef,
    () => ({ focus: () => focusPlace(Math.min(focused, list.cells - 1)), focusItem, move }),
    [focused, focusPlace, focusItem, list.cells, move],
  );

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const place = Number((event.target as HTMLElement).closest<HTMLElement>("[data-place]")?.dataset.place ?? NaN);
    if (Number.isNaN(place)) return;
    const steps: Record<string, Parameters<GridFocus["move"]>[0]> = {
      ArrowRight: "next",
      ArrowLeft: "previous",
      ArrowDown: "down",
      ArrowUp: "up",
      Home: "first",
      End: "last",
    };
    if (event.key in steps && !event.altKey) {
      event.preventDefault();
      event.stopPropagation();
      move(steps[event.key]!);
    }
    if (event.key === "Enter") {
      const content = contents[place - firstRow * columns];
      if (content?.type !== "item" || !content.item) return;
      event.preventDefault();
      onOpen(content.item.media_id);
    }
  };

  const topRow = base + Math.max(0, ((virtualizer.scrollOffset ?? 0) - PADDING_PX) / rowHeight);
  useLayoutEffect(() => {
    topRef.current.place = Math.floor(topRow) * columns;
  });
  const visibleRows = size.height / rowHeight;

  return (
    <div className="relative flex min-h-0 flex-1">
      <div
        ref={scroller}
        onScroll={onScroll}
        data-testid="grid-scroller"
        className="min-w-0 flex-1 [scrollbar-width:none] overflow-y-auto overscroll-contain [&::-webkit-scrollbar]:hidden"
        style={{ paddingInline: PADDING_PX }}
      >
        <ul
          aria-label="Items"
          aria-busy={list.updating}
          onKeyDown={onKeyDown}
          className="relative"
          style={{ height: virtualizer.getTotalSize() }}
        >
          {contents.map((content, index) => {
            const place = firstRow * columns + index;
            const row = Math.floor(place / columns) - base;
            const style = {
              width: tile,
              height: rowHeight - GAP_PX,
              transform: `translate(${(place % columns) * (tile + GAP_PX)}px, ${PADDING_PX + row * rowHeight}px)`,
            };
            const shared = {
              place,
              total: list.cells,
              style,
              pictureHeight,
              focusable:
                place === focused ||
                (index === 0 && (focused < firstRow * columns || focused >= (lastRow + 1) * columns)),
              onFocus: setFocused,
            };
            if (content.type === "stack") {
              return (
                <StackTile
                  key={content.stack ? `stack ${content.stack.cluster}` : `place ${place}`}
                  {...shared}
                  stack={content.stack}
                  index={content.index}
                  open={content.open}
                  onToggle={list.toggleStack}
                  onSelect={selection.clickStack}
                />
              );
            }
            const { item } = content;
            return (
              <Tile
                key={item?.media_id ?? `place ${place}`}
                {...shared}
                item={item}
                inStack={content.inStack}
                selected={item !== undefined && selection.has(item.item_no)}
                onClick={selection.click}
                onOpen={onOpen}
              />
            );
          })}
        </ul>
      </div>
      {failure ? (
        <div className="absolute inset-x-4 bottom-3 z-10 shadow-lg">
          <LoadError message={`Some items could not be read. ${failure}`} retry={retry} />
        </div>
      ) : null}
      {rows > visibleRows && size.height > 0 ? (
        <Scrubber
          row={topRow}
          rows={rows}
          visibleRows={visibleRows}
          columns={columns}
          cells={list.cells}
          onJump={scrollToRow}
          labelOf={() => labelAt(contents)}
        />
      ) : null}
    </div>
  );
}

/** What the scrubber says of the place that it is at: the first name in sight. */
function labelAt(contents: readonly CellContent[]): string | null {
  const first = contents.find((content) => (content.type === "item" ? content.item : content.stack) !== undefined);
  if (!first) return null;
  return first.type === "item"
    ? (first.item?.file_name ?? null)
    : first.stack?.cluster
      ? `Cluster ${first.stack.cluster}`
      : null;
}
