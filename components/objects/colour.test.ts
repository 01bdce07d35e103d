import { describe, expect, it } from "vitest";
import { colourOf, suggestedLabels } from "./colour";
import { countsOf, isShown, toggled } from "./use-shown";

const facets = (...values: string[]) => ({
  total: 0,
  facets: { label: values.map((value) => ({ value, count: 1 })) },
  without: { tag: 0, label: 0 },
  fields: [],
});

describe("labels", () => {
  it("have a colour each, wherever they are drawn", () => {
    expect(colourOf("boat")).toMatch(/^#[0-9a-f]{6}$/);
    expect(colourOf("boat")).toBe(colourOf("boat"));
  });
  it("are suggested once each: those in use, then the dataset's", () => {
    expect(suggestedLabels(["moon", "", "boat", "moon"], facets("boat", "lamp"))).toEqual(["moon", "boat", "lamp"]);
    expect(suggestedLabels([], undefined)).toEqual([]);
  });
});

describe("what is hidden", () => {
  const none = { types: [], labels: [] };
  it("is a kind or a label, until it is shown again", () => {
    const hidden = toggled(toggled(none, "types", "mask"), "labels", "boat");
    expect(isShown(hidden, { type: "mask", label: "moon" })).toBe(false);
    expect(isShown(hidden, { type: "box", label: "boat" })).toBe(false);
    expect(isShown(hidden, { type: "box", label: "moon" })).toBe(true);
    expect(toggled(toggled(hidden, "types", "mask"), "labels", "boat")).toEqual(none);
  });
  it("is chosen from what there is, with how many", () => {
    const objects = [
      { type: "box", label: "moon" },
      { type: "mask", label: "boat" },
      { type: "box", label: "boat" },
    ] as const;
    expect(countsOf(objects)).toEqual({
      types: [
        ["mask", 1],
        ["box", 2],
      ],
      labels: [
        ["moon", 1],
        ["boat", 2],
      ],
    });
  });
});
