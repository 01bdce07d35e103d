import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  chipsOf,
  choiceOf,
  hasTerm,
  queryWithoutFacet,
  queryWithoutRange,
  toggled,
  toggleTerm,
  withChoice,
  withRange,
  type Choice,
} from "./filters";
import { parseSearch } from "./language";

describe("choiceOf", () => {
  it.each<[string, string, Partial<Choice>]>([
    ["tag:a", "tag", { include: ["a"], exclude: [], mode: "any" }],
    ["tag:a tag:b", "tag", { include: ["a", "b"], mode: "all" }],
    ["(tag:a OR tag:b) -tag:c sky", "tag", { include: ["a", "b"], exclude: ["c"], mode: "any" }],
    ["tag:a OR tag:b", "tag", { include: ["a", "b"], mode: "any" }],
    ["tag:a OR label:b", "tag", { include: [], exclude: [] }],
    ['meta:"weather=rain" -meta:weather=sun', "meta:weather", { include: ["rain"], exclude: ["sun"] }],
    ["folder:a/b", "folder", { include: ["a/b"] }],
    ['tag:"', "tag", { include: [], exclude: [] }],
  ])("reads %s", (q, facet, expected) => expect(choiceOf(q, facet)).toMatchObject(expected));
});

describe("withChoice", () => {
  it.each<[string, string, Choice, string]>([
    ["", "tag", { include: ["a"], exclude: [], mode: "any" }, "tag:a"],
    ["tag:a sky", "tag", { include: ["a", "b c"], exclude: [], mode: "any" }, 'sky (tag:a OR tag:"b c")'],
    ["tag:a sky", "tag", { include: ["a", "b"], exclude: ["c"], mode: "all" }, "sky tag:a tag:b -tag:c"],
    ["tag:a OR label:b", "kind", { include: ["video"], exclude: [], mode: "any" }, "(tag:a OR label:b) kind:video"],
    ["(tag:a OR tag:b) x", "tag", { include: [], exclude: [], mode: "any" }, "x"],
    ['tag:"', "kind", { include: ["video"], exclude: [], mode: "any" }, 'tag:" kind:video'],
  ])("%s", (q, facet, choice, expected) => expect(withChoice(q, facet, choice)).toBe(expected));

  it("writes what choiceOf reads back, whatever the values and whatever else is searched", () => {
    const value = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(
        fc.uniqueArray(value, { maxLength: 4 }),
        value,
        fc.constantFrom("any" as const, "all" as const),
        fc.constantFrom("", "sky", "label:x OR sky", "(label:x OR sky) -kind:video"),
        (include, excluded, mode, other) => {
          const exclude = include.includes(excluded) ? [] : [excluded];
          const q = withChoice(withChoice(other, "tag", { include: ["before"], exclude: [], mode: "any" }), "tag", {
            include,
            exclude,
            mode,
          });
          expect(choiceOf(q, "tag", mode)).toEqual({ include, exclude, mode });
          expect(() => parseSearch(q)).not.toThrow();
          expect(parseSearch(withChoice(q, "tag", { include: [], exclude: [], mode }))).toEqual(parseSearch(other));
        },
      ),
    );
  });
});

describe("chips and terms", () => {
  it("takes a search apart and leaves the rest as it is", () => {
    expect(chipsOf('tag:a  -label:"b c" (x OR y)')).toEqual([
      { text: "tag:a", rest: '-label:"b c" (x OR y)' },
      { text: '-label:"b c"', rest: "tag:a (x OR y)" },
      { text: "(x OR y)", rest: 'tag:a -label:"b c"' },
    ]);
    expect(chipsOf("a OR b")).toEqual([{ text: "a OR b", rest: "" }]);
    expect(chipsOf("")).toEqual([]);
    expect(chipsOf("(")).toBeNull();
  });
  it("toggles one term", () => {
    expect(toggleTerm("sky", "-has:tag")).toBe("sky -has:tag");
    expect(toggleTerm("sky -has:tag", "-has:tag")).toBe("sky");
    expect(hasTerm("sky -has:tag", "-has:tag")).toBe(true);
    expect(hasTerm("sky", "-has:tag")).toBe(false);
  });
  it("includes, excludes and lets go", () => {
    const once = toggled({ include: [], exclude: ["a"], mode: "any" }, "a", "include");
    expect(once).toMatchObject({ include: ["a"], exclude: [] });
    expect(toggled(once, "a", "include")).toMatchObject({ include: [], exclude: [] });
  });
});

describe("ranges", () => {
  it("replaces the range of a field, and takes it away", () => {
    expect(withRange("sky size>1mb size<5mb", "size", "1kb..2kb")).toBe("sky size:1kb..2kb");
    expect(withRange('sky meta:"top speed>3"', "meta:top speed", "1..2")).toBe('sky meta:"top speed=1..2"');
    expect(withRange("sky size:1..2", "size", null)).toBe("sky");
    expect(parseSearch(withRange("", "meta:a(b", "1..2"))).toMatchObject({ type: "meta", field: "a(b", operator: "=" });
  });
  it("leaves a facet's own choice, or a field's own range, out of its counts", () => {
    expect(queryWithoutFacet("tag:a -tag:b sky", "tag")).toEqual({
      type: "and",
      of: [parseSearch("-tag:b"), parseSearch("sky")],
    });
    expect(queryWithoutRange("size>1 sky", "size")).toEqual({ type: "and", of: [parseSearch("sky")] });
    expect(queryWithoutFacet("tag:a", "tag")).toEqual({ type: "all" });
  });
});
