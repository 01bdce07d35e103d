import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellAt, countCells, placeOfStack, stretchesBetween, type Cell, type CellLayout } from "./cells";

const grouped = fc
  .record({
    stacks: fc.integer({ min: 1, max: 8 }),
    counts: fc.dictionary(fc.integer({ min: 0, max: 7 }).map(String), fc.integer({ min: 1, max: 5 })),
  })
  .map(({ stacks, counts }): Extract<CellLayout, { grouped: true }> => ({
    grouped: true,
    stacks,
    open: Object.entries(counts)
      .map(([index, count]) => ({ index: Number(index), cluster: index, count }))
      .filter(({ index }) => index < stacks)
      .sort((a, b) => a.index - b.index),
  }));

/** All places, written out one by one. */
function spelledOut(layout: Extract<CellLayout, { grouped: true }>): Cell[] {
  return Array.from({ length: layout.stacks }, (_, index): Cell[] => {
    const stack = layout.open.find((open) => open.index === index);
    return [
      { type: "stack", index },
      ...Array.from({ length: stack?.count ?? 0 }, (_item, position): Cell => ({
        type: "item",
        stack: stack!,
        position,
      })),
    ];
  }).flat();
}

describe("the places of the grid", () => {
  it("are items where nothing is grouped", () => {
    const layout: CellLayout = { grouped: false, total: 5 };
    expect(countCells(layout)).toBe(5);
    expect(cellAt(layout, 3)).toEqual({ type: "item", stack: null, position: 3 });
    expect(stretchesBetween(layout, 1, 3)).toEqual([{ type: "items", stack: null, offset: 1, limit: 3 }]);
  });

  it("are stacks with the items of the open ones behind them", () => {
    fc.assert(
      fc.property(grouped, (layout) => {
        const expected = spelledOut(layout);
        expect(countCells(layout)).toBe(expected.length);
        expect(expected.map((_, place) => cellAt(layout, place))).toEqual(expected);
        for (let index = 0; index < layout.stacks; index += 1)
          expect(expected[placeOfStack(layout, index)]).toEqual({ type: "stack", index });
      }),
    );
  });

  it("make stretches that cover a range once", () => {
    fc.assert(
      fc.property(grouped, fc.nat(), fc.nat(), (layout, a, b) => {
        const expected = spelledOut(layout);
        const [from, to] = [a % expected.length, b % expected.length].sort((x, y) => x - y) as [number, number];
        const covered = stretchesBetween(layout, from, to).flatMap((stretch): Cell[] =>
          stretch.type === "stack"
            ? [stretch]
            : Array.from({ length: stretch.limit }, (_, index) => ({
                type: "item",
                stack: stretch.stack,
                position: stretch.offset + index,
              })),
        );
        expect(covered).toEqual(expected.slice(from, to + 1));
      }),
    );
  });
});
