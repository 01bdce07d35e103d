import { describe, expect, it } from "vitest";
import { baseFor, baseWithin, evenSlots, GAP_PX, justifiedSlots, shapeOf } from "./layout";

describe("shapeOf", () => {
  it("fills the width with as many tiles as fit, two at least", () => {
    const shape = shapeOf({ width: 1000, tileSize: 176, cells: 60 });
    expect(shape.columns).toBe(5);
    expect(shape.columns * shape.tileWidth + (shape.columns - 1) * GAP_PX).toBeCloseTo(1000);
    expect(shape.rows).toBe(12);
    expect(shapeOf({ width: 100, tileSize: 400, cells: 3 })).toMatchObject({ columns: 2, rows: 2 });
  });

  it.each([
    [88, "none"],
    [176, "words"],
    [400, "name"],
  ])("tiles of %i px have %s below their pictures", (tileSize, caption) =>
    expect(shapeOf({ width: 1300, tileSize, cells: 9 }).caption).toBe(caption),
  );

  it("bounds the window, however many rows there are", () => {
    expect(shapeOf({ width: 1000, tileSize: 88, cells: 1_000_000 })).toMatchObject({
      rows: 100_000,
      shownRows: 20_000,
    });
    expect(shapeOf({ width: 1000, tileSize: 88, cells: 0 })).toMatchObject({ rows: 0, shownRows: 0 });
  });
});

describe("the window over the rows", () => {
  const million = { rows: 100_000, shownRows: 20_000 };
  it.each([
    [0, 0, 0],
    [18_999, 0, 0],
    // Near its end it moves, with the row in its middle.
    [19_001, 0, 9_001],
    [10_500, 10_000, 500],
    [99_999, 70_000, 80_000],
    [99_999, 80_000, 80_000],
    [0, 40_000, 0],
    [50_000, 0, 40_000],
    [50_000.7, 0, 40_000],
  ])("row %d of a window that begins at %d is seen in the one at %d", (row, base, expected) =>
    expect(baseFor(row, base, million)).toBe(expected),
  );

  it("never moves where everything fits, and ends with the list", () => {
    expect(baseFor(499, 0, { rows: 500, shownRows: 500 })).toBe(0);
    expect(baseWithin(80_000, { rows: 30_000, shownRows: 20_000 })).toBe(10_000);
    expect(baseWithin(5, { rows: 3, shownRows: 3 })).toBe(0);
  });

  it("reaches every row", () => {
    for (let row = 0; row < million.rows; row += 997)
      for (const from of [0, 40_000, 80_000]) {
        const base = baseFor(row, from, million);
        expect(row).toBeGreaterThanOrEqual(base);
        expect(row).toBeLessThan(base + million.shownRows);
      }
  });
});

describe("justified rows", () => {
  const shape = { columns: 4, width: 1000 };
  const right = (slots: { x: number; width: number }[]) => slots.at(-1)!.x + slots.at(-1)!.width;

  it("fill the width, each picture by its proportions", () => {
    const slots = justifiedSlots([1, 2, 1, 1.5], shape);
    expect(right(slots)).toBeCloseTo(1000);
    expect(slots[1]!.width).toBeCloseTo(2 * slots[0]!.width);
    expect(slots[1]!.x).toBeCloseTo(slots[0]!.width + GAP_PX);
  });

  it("keep their places while pictures are not read, and a panorama leaves room for the others", () => {
    const even = justifiedSlots([null, null, null, null], shape);
    const same = evenSlots({ columns: 4, tileWidth: (1000 - 3 * GAP_PX) / 4 });
    even.forEach((slot, at) => {
      expect(slot.x).toBeCloseTo(same[at]!.x);
      expect(slot.width).toBeCloseTo(same[at]!.width);
    });
    const slots = justifiedSlots([40, 0.01, 1, 1], shape);
    expect(slots[0]!.width / slots[1]!.width).toBeCloseTo(2.4 / 0.5);
    expect(right(slots)).toBeCloseTo(1000);
  });

  it("do not stretch the last row over what is not there", () => {
    const slots = justifiedSlots([4 / 3], shape);
    expect(slots).toHaveLength(1);
    expect(slots[0]!.width).toBeLessThan(260);
    expect(justifiedSlots([], shape)).toEqual([]);
  });
});
