import { describe, expect, it } from "vitest";
import { suggestedLabels } from "./classes";
import { countsOf, isShown, toggled } from "./use-shown";

const classes = (...names: string[]) => ({ all: names.map((name, index) => ({ index, name, color: "#000000" })) });

describe("labels", () => {
  it("are suggested once each: those in use, then the dataset's classes", () => {
    expect(suggestedLabels(["moon", "", "boat", "moon"], classes("boat", "lamp"))).toEqual(["moon", "boat", "lamp"]);
    expect(suggestedLabels([], classes())).toEqual([]);
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
