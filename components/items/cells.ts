/**
 * What stands in which place of the grid. Ungrouped, every place is an item. Grouped, places are stacks, and an open stack
 * is followed by its items. Pure.
 */

export interface OpenStack {
  /** Its place among the stacks. */
  readonly index: number;
  readonly cluster: string | null;
  /** How many items it shows. */
  readonly count: number;
}

export type CellLayout =
  | { readonly grouped: false; readonly total: number }
  /** @property open by index, ascending */
  | { readonly grouped: true; readonly stacks: number; readonly open: readonly OpenStack[] };

export type Cell =
  | { readonly type: "item"; readonly stack: OpenStack | null; readonly position: number }
  | { readonly type: "stack"; readonly index: number };

export const countCells = (layout: CellLayout): number =>
  layout.grouped ? layout.stacks + layout.open.reduce((sum, { count }) => sum + count, 0) : layout.total;

export function cellAt(layout: CellLayout, place: number): Cell {
  if (!layout.grouped) return { type: "item", stack: null, position: place };
  let shift = 0;
  for (const stack of layout.open) {
    const first = stack.index + shift + 1;
    if (place < first) break;
    if (place < first + stack.count) return { type: "item", stack, position: place - first };
    shift += stack.count;
  }
  return { type: "stack", index: place - shift };
}

/** Where a stack stands. */
export const placeOfStack = (layout: CellLayout, index: number): number =>
  index +
  (layout.grouped ? layout.open.filter((stack) => stack.index < index).reduce((sum, { count }) => sum + count, 0) : 0);

/** A stretch of places of one kind: items side by side in one list, or a single stack. */
export type Stretch =
  | { readonly type: "items"; readonly stack: OpenStack | null; readonly offset: number; readonly limit: number }
  | { readonly type: "stack"; readonly index: number };

/** The places from one to another, both included, as stretches. */
export function stretchesBetween(layout: CellLayout, from: number, to: number): Stretch[] {
  const stretches: Stretch[] = [];
  for (let place = from; place <= to;) {
    const cell = cellAt(layout, place);
    if (cell.type === "stack") {
      stretches.push({ type: "stack", index: cell.index });
      place += 1;
      continue;
    }
    const count = cell.stack ? cell.stack.count : countCells(layout);
    const limit = Math.min(count - cell.position, to - place + 1);
    stretches.push({ type: "items", stack: cell.stack, offset: cell.position, limit });
    place += limit;
  }
  return stretches;
}
