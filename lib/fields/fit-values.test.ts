import { describe, expect, it } from "vitest";
import { fittingValues } from "./fit-values";
import type { Field } from "./rules";

const fields = new Map<string, Field>(
  [
    { name: "speed", type: "float" as const, multi: false },
    { name: "weather", type: "enum" as const, multi: true },
  ].map((field) => [field.name, field]),
);

describe("values from elsewhere", () => {
  it("fit the type of their field, or belong to none", () => {
    expect(fittingValues(fields, { speed: "3.5", weather: ["rain"], note: { any: 1 } })).toEqual({
      values: { speed: 3.5, weather: ["rain"], note: { any: 1 } },
      misfits: [],
    });
  });

  it.each([
    ["of another type", { speed: "fast" }],
    ["a list for a single value", { speed: [3] }],
    ["a single value for a list", { weather: "rain" }],
    ["a list with one that does not fit", { weather: ["rain", ""] }],
  ])("are left out where they are %s", (_what, metadata) => {
    const { values, misfits } = fittingValues(fields, metadata);
    expect(values).toEqual({});
    expect(misfits.map(({ name }) => name)).toEqual(Object.keys(metadata));
  });
});
