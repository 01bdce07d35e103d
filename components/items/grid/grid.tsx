"use client";

import { useQuery } from "@tanstack/react-query";
import { useCallback, useDeferredValue, useLayoutEffect, useMemo, useRef, type KeyboardEvent } from "react";
import { LoadError } from "@/components/ui/alert";
import { clustersQuery } from "@/lib/items/queries";
import { clusterTitle } from "../cluster-title";
import { keyOf } from "../item-key";
import { useListPage } from "../list-page";
import { useCells, type CellContent } from "../use-item-list";
import { useLook } from "../use-look";
import { evenSlots, GAP_PX, justifiedSlots, PADDING_PX, type GridShape, type Slot } from "./layout";
import { Scrubber } from "./scrubber";
import { StackTile } from "./stack-tile";
import { EmptyPlace, Tile } from "./tile";
import { useArrivals } from "./use-arrivals";
import { useGridFocus } from "./use-grid-focus";
import { usePosition } from "./use-position";
import { useRows } from "./use-rows";
import { useTouchSelection } from "./use-touch-selection";

/** Thumbnails in rows, of which only those in sight exist, however many there are. */
export function Grid() {
  const { list, present, tileSize, selection, openItem, gridRef } = useListPage();
  const [look] = useLook();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useRows(scroller, list.cells, tileSize);
  const { shape, base, firstRow, lastRow, topRow } = rows;
  const [first, end] = [firstRow * shape.columns, (lastRow + 1) * shape.columns];
  const { contents, failure, retry } = useCells(list, first, end, present);
  usePosition(list, scroller, rows, { contents, first });
  useArrivals(scroller, list, idsIn(contents));
  const { focused, onFocus } = useGridFocus(gridRef, scroller, rows, list, { contents, first }, selection);
  const contentAt = useLatest((place: number) => contents[place - first]);
  const touch = useTouchSelection(selection, contentAt);
  const wordsOf = useClusterWords();

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const place = (event.target as HTMLElement).closest<HTMLElement>("[data-place]")?.dataset.place;
    const content = place === undefined ? undefined : contentAt(Number(place));
    if (event.key !== "Enter" || content?.type !== "item" || !content.item) return;
    event.preventDefault();
    openItem(keyOf(content.item));
  };
  const slots = slotsOf(contents, shape, look.justified);
  const visibleRows = rows.height / shape.rowHeight;
  // Where nothing of what was drawn stays, the places come first and their tiles in the next frame: whoever drags through the list
  // then sees at once where they are, and a frame is never held up by tiles that are left again before they are seen.
  const isAhead = Math.abs(first - useDeferredValue(first)) >= end - first;

  const draw = (content: CellContent, index: number) => {
    const place = first + index;
    const placed = {
      place,
      total: list.cells,
      ...slots[index]!,
      y: PADDING_PX + (Math.floor(place / shape.columns) - base) * shape.rowHeight,
      pictureHeight: shape.pictureHeight,
      height: shape.rowHeight - GAP_PX,
      caption: shape.caption,
      focusable: place === focused || (index === 0 && (focused < first || focused >= end)),
      onFocus,
    };
    if (isAhead) return <EmptyPlace key={`place ${place}`} {...placed} />;
    if (content.type === "stack") {
      return (
        <StackTile
          key={content.stack ? `stack ${content.stack.cluster}` : `place ${place}`}
          {...placed}
          stack={content.stack}
          words={wordsOf(content.stack?.cluster ?? null)}
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
        key={item ? keyOf(item) : `place ${place}`}
        {...placed}
        item={item}
        inStack={content.inStack}
        selected={item !== undefined && selection.has(item.item_no)}
        objects={look.objects}
        onClick={touch.click}
        onOpen={openItem}
      />
    );
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
          aria-label="Items"
          aria-busy={list.updating}
          onKeyDown={onKeyDown}
          {...touch.handlers}
          className="relative"
          // Before the rows are measured there is no height to give, and a style in the server's HTML would be refused by the browser.
          style={contents.length > 0 ? { height: rows.totalHeight } : undefined}
        >
          {contents.map(draw)}
        </ul>
      </div>
      {failure ? (
        <div className="absolute inset-x-4 bottom-3 z-10 shadow-lg">
          <LoadError message={`Some items could not be read. ${failure}`} retry={retry} />
        </div>
      ) : null}
      {shape.rows > visibleRows && rows.height > 0 ? (
        <Scrubber
          row={topRow}
          rows={shape.rows}
          visibleRows={visibleRows}
          columns={shape.columns}
          cells={list.cells}
          onJump={rows.scrollToRow}
          labelOf={() => labelAt(contents)}
        />
      ) : null}
    </div>
  );
}

/** A function that always is the same, and does what the last one given does. */
function useLatest<A extends unknown[], R>(latest: (...args: A) => R): (...args: A) => R {
  const ref = useRef(latest);
  useLayoutEffect(() => {
    ref.current = latest;
  });
  return useCallback((...args: A) => ref.current(...args), []);
}

const idsIn = (contents: readonly CellContent[]): string[] =>
  contents.flatMap((content) => (content.type === "item" && content.item ? [keyOf(content.item)] : []));

/** Where each of the contents, which begin with a row, lies across. */
function slotsOf(contents: readonly CellContent[], shape: GridShape, justified: boolean): Slot[] {
  const even = evenSlots(shape);
  if (!justified) return contents.map((_content, index) => even[index % shape.columns]!);
  return Array.from({ length: Math.ceil(contents.length / shape.columns) }, (_, row) =>
    justifiedSlots(contents.slice(row * shape.columns, (row + 1) * shape.columns).map(aspectOf), shape),
  ).flat();
}

function aspectOf(content: CellContent): number | null {
  const item = content.type === "item" ? content.item : undefined;
  return item?.width && item.height ? item.width / item.height : null;
}

/** What the items of each cluster have in common, while clusters are stacks. */
function useClusterWords(): (cluster: string | null) => string {
  const { list } = useListPage();
  const { data } = useQuery({
    ...clustersQuery(list.datasetId, list.stateId),
    enabled: list.layout.grouped && list.stateId !== "",
  });
  return useMemo(() => {
    const words = new Map(data?.clusters.map((one) => [one.cluster, one.words.join(", ")]));
    return (cluster) => (cluster === null ? "" : (words.get(cluster) ?? ""));
  }, [data]);
}

/** What the scrubber says of the place that it is at: the first name in sight. */
function labelAt(contents: readonly CellContent[]): string | null {
  const first = contents.find((content) => (content.type === "item" ? content.item : content.stack) !== undefined);
  if (!first) return null;
  return first.type === "item"
    ? (first.item?.file_name ?? null)
    : first.stack?.cluster
      ? clusterTitle(first.stack.cluster)
      : null;
}
