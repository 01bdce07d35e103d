import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, hashOfPayload, writtenPayload } from "./payloads";

const reversed = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(reversed)
    : typeof value === "object" && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, inner]) => [key, reversed(inner)]),
        )
      : value;

describe("a payload", () => {
  it("is written with sorted keys, as JSON has it, whatever the order of its keys was", () => {
    expect(canonicalJson({ b: [1, 2.5, "x"], a: { d: null, c: [true, [0.1]] }, aa: "" })).toBe(
      '{"a":{"c":[true,[0.1]],"d":null},"aa":"","b":[1,2.5,"x"]}',
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value))).toBe(text);
      }),
    );
  });

  it("says nothing of what is undefined, as JSON does", () => {
    expect(canonicalJson({ a: undefined, b: [undefined, NaN, -0] })).toBe('{"b":[null,null,0]}');
  });

  it("has the hash of its facet and its JSON, by which stored ones are found", () => {
    const payload = [{ type: "polygon", label: "car", polygon: [[[0, 0, 4.5, 0, 4, 3]]], col_x: 0 }];
    const { json, contentHash } = writtenPayload("objects", payload);
    expect(json).toBe('[{"col_x":0,"label":"car","polygon":[[[0,0,4.5,0,4,3]]],"type":"polygon"}]');
    expect(contentHash).toBe(createHash("sha256").update(`["objects",${json}]`).digest("hex"));
    expect(hashOfPayload("objects", payload)).toBe(contentHash);
  });
});
