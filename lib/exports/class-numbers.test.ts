import { describe, expect, it } from "vitest";
import { categoryIds, namesByIndex } from "./class-numbers";

const entries = [
  { index: 0, name: "car" },
  { index: 2, name: "street" },
  { index: 4, name: "removed 1" },
  { index: 5, name: "night" },
];

describe("names by index", () => {
  it("go up to the last class that objects have, with a name of nothing where one was removed", () => {
    expect(namesByIndex({ entries, classes: ["car", "removed 1"] })).toEqual([
      "car",
      "removed 1_",
      "street",
      "removed 3",
      "removed 1",
    ]);
  });
  it("are none without classes of objects", () => expect(namesByIndex({ entries, classes: [] })).toEqual([]));
});

describe("ids of categories", () => {
  it("are those that the classes came with, and for the others their index and 1, where that is free", () => {
    const ids = categoryIds([
      { index: 0, name: "car", extra: { id: 3 } },
      { index: 1, name: "bus" },
      { index: 2, name: "tram" },
      { index: 3, name: "again", extra: { id: 3 } },
      { index: 7, name: "odd", extra: { id: "seven" } },
    ]);
    expect(Object.fromEntries(ids)).toEqual({ car: 3, bus: 2, tram: 4, again: 5, odd: 8 });
  });
});
