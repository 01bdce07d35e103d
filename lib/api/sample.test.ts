import { expect, it } from "vitest";
import { sampleOf } from "./sample";

it.each([
  [{ type: "string", format: "email" }, "ana@example.org"],
  [{ type: "integer", minimum: 5 }, 5],
  [{ enum: ["a", "b"] }, "a"],
  [{ anyOf: [{ type: "boolean" }, { type: "null" }] }, true],
  [{ type: "object", properties: { a: { const: 1 }, b: { type: "string" } } }, { a: 1 }],
  [{ type: "object", properties: { a: {}, b: { type: "string" } }, required: ["b"] }, { b: "text" }],
  [{ type: "array", items: { prefixItems: [{ type: "number" }, { default: 3 }] } }, [[1, 3]]],
])("%j has the sample %j", (schema, sample) => expect(sampleOf(schema)).toEqual(sample));
