import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidInputError } from "@/lib/errors";
import { parseSearch, quoteValue, type Query } from "./language";

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
    ["folder:/a/b/", { type: "folder", path: "a/b" }],
    ["size>1kb", { type: "number", field: "size", range: { from: 1024, fromOpen: true, to: Infinity, toOpen: false } }],
    ["width:10..20", { type: "number", field: "width", range: { from: 10, fromOpen: false, to: 20, toOpen: false } }],
    ["meta:weather=rain", { type: "meta", field: "weather", operator: "=", value: "rain", at: 5 }],
    ['meta:"top speed>=10"', { type: "meta", field: "top speed", operator: ">=", value: "10", at: 5 }],
    ["meta:weather", { type: "meta", field: "weather", operator: null, value: "", at: 5 }],
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
    ["meta:=x", 5, /name of a field/],
    ["sky taken:2024-13", 10, /cannot be compared with taken/],
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
});
