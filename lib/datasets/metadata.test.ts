import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergedMetadata } from "./metadata";

describe("merging metadata", () => {
  it.each<[string, object, object, object]>([
    ["adds names and replaces values", { a: 1, b: "x" }, { b: "y", c: null }, { a: 1, b: "y", c: null }],
    ["appends to lists", { tags: ["a"] }, { tags: ["b", "a"] }, { tags: ["a", "b", "a"] }],
    [
      "joins objects name by name",
      { by: { name: "A", mail: "m" } },
      { by: { mail: "n" } },
      { by: { name: "A", mail: "n" } },
    ],
    [
      "joins objects of a list by their id",
      { runs: [{ id: 1, score: 1, tags: ["a"] }, { id: 2 }] },
      { runs: [{ id: 1, score: 2, tags: ["b"] }, { id: 3 }] },
      { runs: [{ id: 1, score: 2, tags: ["a", "b"] }, { id: 2 }, { id: 3 }] },
    ],
    ["replaces what is of another kind", { a: [1], b: { c: 1 } }, { a: { c: 1 }, b: [1] }, { a: { c: 1 }, b: [1] }],
  ])("%s", (_name, old, more, expected) =>
    expect(mergedMetadata(old as Record<string, unknown>, more as Record<string, unknown>)).toEqual(expected),
  );

  it("loses no name, changes neither side, and takes what is called like a part of every object", () => {
    const values = fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor")), fc.jsonValue());
    fc.assert(
      fc.property(values, values, (old, more) => {
        const [before, sent] = [JSON.stringify(old), JSON.stringify(more)];
        const merged = mergedMetadata(old, more);
        expect(new Set(Object.keys(merged))).toEqual(new Set([...Object.keys(old), ...Object.keys(more)]));
        expect([JSON.stringify(old), JSON.stringify(more)]).toEqual([before, sent]);
      }),
    );
  });
});
