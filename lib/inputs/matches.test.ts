import { expect, it } from "vitest";
import { stretchesOf, type Part } from "./matches";

const head = (id: string) => ({ id, display_name: id, head_state_id: id, link_epoch: 0, created_at: "", n_items: 0 });
const parts: Part[] = [
  { head: head("a"), count: 3 },
  { head: head("b"), count: 0 },
  { head: head("c"), count: 5 },
];
const told = (offset: number, limit: number) =>
  stretchesOf(parts, offset, limit).map((stretch) => [stretch.head.id, stretch.offset, stretch.limit]);

it.each([
  [0, 3, [["a", 0, 3]]],
  [
    0,
    4,
    [
      ["a", 0, 3],
      ["c", 0, 1],
    ],
  ],
  [
    2,
    100,
    [
      ["a", 2, 1],
      ["c", 0, 5],
    ],
  ],
  [3, 2, [["c", 0, 2]]],
  [7, 2, [["c", 4, 1]]],
  [8, 10, []],
  [0, 0, []],
] as const)("the places from %i on, %i of them", (offset, limit, expected) => {
  expect(told(offset, limit)).toEqual(expected);
});

it("every place is in one stretch, whatever the size of a page", () => {
  for (let limit = 1; limit <= 9; limit += 1) {
    const places: string[] = [];
    for (let offset = 0; offset < 8; offset += limit)
      for (const stretch of stretchesOf(parts, offset, limit))
        for (let place = 0; place < stretch.limit; place += 1)
          places.push(`${stretch.head.id}${stretch.offset + place}`);
    expect(places).toEqual(["a0", "a1", "a2", "c0", "c1", "c2", "c3", "c4"]);
  }
});
