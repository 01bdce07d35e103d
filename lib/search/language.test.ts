import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidInputError } from "@/lib/errors";
import { likenessesIn, likenessIn, parseSearch, quoteValue, type Query } from "./language";
import { LIKENESS_KEYS, likenessTerm, type Alike } from "./likeness";

const ID = "0b5c1f60-8f6d-4b0e-9d6b-3a1f0f1c2d3e";
const alike = (to: Alike["to"], example: string, atLeast: number | null, at: number): Alike => ({
  type: "alike",
  to,
  example,
  atLeast,
  at,
});

const tag = (value: string): Query => ({ type: "set", kind: "tag", value });
const text = (value: string): Query => ({ type: "text", in: "any", value });

describe("parseSearch", () => {
  it.each<[string, Query]>([
    ["", { type: "all" }],
    ["   ", { type: "all" }],
    ["tag:night", tag("night")],
    ['tag:"two words"', tag("two words")],
    ["-label:dog", { type: "not", of: { type: "set", kind: "label", value: "dog" } }],
    ["tag:a tag:b", { type: "and", of: [tag("a"), tag("b")] }],
    ["tag:a OR tag:b tag:c", { type: "or", of: [tag("a"), { type: "and", of: [tag("b"), tag("c")] }] }],
    ["(tag:a OR tag:b) sky", { type: "and", of: [{ type: "or", of: [tag("a"), tag("b")] }, text("sky")] }],
    ["-(tag:a)", { type: "not", of: tag("a") }],
    ["ORANGE", text("ORANGE")],
    ['"OR"', text("OR")],
    ['name:"a b"', { type: "text", in: "name", value: "a b" }],
    ["tag:a:b", tag("a:b")],
    [String.raw`"say \"hi\" \\ there"`, text(String.raw`say "hi" \ there`)],
    ["kind:video", { type: "set", kind: "kind", value: "video" }],
    ["-has:tag", { type: "not", of: { type: "has", what: "tag" } }],
    ["object:car", { type: "object", label: "car" }],
    ['-object:"traffic light"', { type: "not", of: { type: "object", label: "traffic light" } }],
    ["has:rotated_box", { type: "has", what: "rotated_box" }],
    ["-has:reading", { type: "not", of: { type: "has", what: "reading" } }],
    ["polygon:car", { type: "shape", kind: "polygon", label: "car" }],
    ['rotated_box:"traffic light"', { type: "shape", kind: "rotated_box", label: "traffic light" }],
    ["duplicate:exact", { type: "duplicate", how: "exact" }],
    [
      "objects>=3",
      { type: "number", field: "objects", range: { from: 3, fromOpen: false, to: Infinity, toOpen: false } },
    ],
    [
      "ratio:1.4..1.6",
      { type: "number", field: "ratio", range: { from: 1.4, fromOpen: false, to: 1.6, toOpen: false } },
    ],
    ["attribute:color", { type: "attribute", name: "color", value: null }],
    ["attribute:color=red", { type: "attribute", name: "color", value: "red" }],
    ['attribute:"plate=a=b c"', { type: "attribute", name: "plate", value: "a=b c" }],
    ["attribute:color=", { type: "attribute", name: "color", value: "" }],
    ["by:ada@example.org", { type: "by", who: "ada@example.org", at: 3 }],
    ["changed:since=current", { type: "changed", how: "since", value: "current", at: 8 }],
    ["changed:since=2026-05-01", { type: "changed", how: "since", value: "2026-05-01", at: 8 }],
    ["-changed:event=7", { type: "not", of: { type: "changed", how: "event", value: "7", at: 9 } }],
    ["changed:labels", { type: "changed", how: "kind", value: "labels", at: 8 }],
    ["folder:/a/b/", { type: "folder", path: "a/b" }],
    ["size>1kb", { type: "number", field: "size", range: { from: 1024, fromOpen: true, to: Infinity, toOpen: false } }],
    ["width:10..20", { type: "number", field: "width", range: { from: 10, fromOpen: false, to: 20, toOpen: false } }],
    ["meta:weather=rain", { type: "meta", field: "weather", operator: "=", value: "rain", at: 5 }],
    ['meta:"top speed>=10"', { type: "meta", field: "top speed", operator: ">=", value: "10", at: 5 }],
    ["meta:weather", { type: "meta", field: "weather", operator: null, value: "", at: 5 }],
    [`similar:${ID}`, alike("similar", ID, null, 8)],
    [`similar:${ID.toUpperCase()}@0.85`, alike("similar", ID, 0.85, 8)],
    [`-similar:${ID}@85%`, { type: "not", of: alike("similar", ID, 0.85, 9) }],
    ['description:"a boat @ dusk"@0.25', alike("description", "a boat @ dusk", 0.25, 12)],
    ["description:boat", alike("description", "boat", null, 12)],
    ["image:Ab-_9.xY@1", alike("image", "Ab-_9.xY", 1, 6)],
    [`(similar:${ID} OR tag:a)`, { type: "or", of: [alike("similar", ID, null, 9), tag("a")] }],
  ])("reads %s", (input, expected) => expect(parseSearch(input)).toEqual(expected));

  it.each([
    ["colour:red", 0, /cannot be searched/],
    ['tag:"open', 4, /not closed/],
    ["(tag:a", 0, /not closed/],
    ["tag:a)", 5, /never opened/],
    ["tag:", 4, /has to follow/],
    ["-", 0, /follow the minus/],
    ["tag:a OR", 8, /missing/],
    ["OR tag:a", 0, /missing/],
    ["()", 1, /missing/],
    ["size>big", 5, /“big” cannot be compared with size; write it as 1mb/],
    ["sky size>", 4, /has to follow “size”/],
    ["size>=", 0, /has to follow “size”/],
    ["tag>3", 0, /write tag:/],
    ["speed>3", 0, /meta:"speed>value"|meta:"field>value"/],
    ["has:nothing", 4, /nothing that an item can have/],
    ["object:", 7, /has to follow “object:”/],
    ["polygon:", 8, /has to follow “polygon:”/],
    ["duplicate:same", 10, /use exact or near/],
    ["object>3", 0, /write object:/],
    ["attribute:=red", 10, /name of an attribute/],
    ["sky attribute:speed>3", 14, /compared with = only; write attribute:"speed=…"/],
    ["meta:=x", 5, /name of a field/],
    ["changed:nothing", 8, /no kind of change; use added, tags/],
    ["changed:until=x", 8, /since=… or event=…/],
    ["changed:since=", 8, /a snapshot, current or a date/],
    ["changed:event=", 8, /id of a change/],
    ["sky taken:2024-13", 10, /cannot be compared with taken/],
    ["sky similar:abc", 12, /“abc” is not the media_id of an item/],
    ["similar:", 8, /has to follow “similar:”/],
    ['description:"  "', 12, /has to follow “description:”/],
    ["description:@0.5", 12, /has to follow “description:”/],
    [`description:${"x".repeat(1001)}`, 12, /at most 1000 characters/],
    ["image:a/b", 6, /not the key of an image/],
    [`similar:${ID}@2`, 45, /“2” is no likeness/],
    [`similar:${ID}@`, 45, /“” is no likeness/],
    ['description:"a boat"@high', 21, /“high” is no likeness/],
    ["description:me@home", 15, /“home” is no likeness/],
  ])("refuses %s and says where", (input, position, message) => {
    try {
      parseSearch(input);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidInputError);
      const [issue] = (error as InvalidInputError).issues;
      expect(issue!.loc).toEqual(["query", "q", position]);
      expect(issue!.msg).toMatch(message);
    }
  });

  it("never fails other than with a position, whatever is typed", () => {
    fc.assert(
      fc.property(fc.string(), (input) => {
        try {
          parseSearch(input);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError);
        }
      }),
    );
    expect(() => parseSearch("(".repeat(4000))).toThrow(InvalidInputError);
  });

  it("reads back whatever quoteValue wrote", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (value) => {
        expect(parseSearch(`tag:${quoteValue(value)}`)).toEqual(tag(value));
      }),
    );
  });

  it("reads back whatever likenessTerm wrote, alone and among others", () => {
    const example = {
      similar: fc.uuid(),
      image: fc.stringMatching(/^[\w-]{1,40}(\.[\w-]{1,9})?$/),
      description: fc.string({ minLength: 1, maxLength: 100 }).filter((words) => words.trim() === words),
    };
    const written = fc
      .constantFrom(...LIKENESS_KEYS)
      .chain((to) => fc.tuple(fc.constant(to), example[to], fc.option(fc.double({ min: 0, max: 1, noNaN: true }))));
    fc.assert(
      fc.property(written, ([to, words, atLeast]) => {
        const least = atLeast === null ? null : Math.abs(atLeast);
        const term = likenessTerm(to, words, least);
        const at = to.length + 1;
        expect(parseSearch(term)).toEqual(alike(to, words, least, at));
        expect(parseSearch(`tag:a -${term} b`)).toEqual({
          type: "and",
          of: [tag("a"), { type: "not", of: alike(to, words, least, at + 7) }, text("b")],
        });
      }),
    );
  });
});

describe("the likeness of a search", () => {
  const of = (q: string) => likenessIn(parseSearch(q))?.example ?? null;
  it("is the first that is asked for, wherever it stands, and none that is excluded", () => {
    expect(of("tag:a description:boat description:ship")).toBe("boat");
    expect(of("tag:a OR (tag:b description:ship)")).toBe("ship");
    expect(of("-description:boat description:ship")).toBe("ship");
    expect(of("-description:boat")).toBeNull();
    expect(likenessesIn(parseSearch("-(description:boat x) description:ship"))).toHaveLength(2);
  });
});
