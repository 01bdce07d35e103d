import { describe, expect, it } from "vitest";
import { describeNothing, leastConfidence, suggestLabels, whyNothing, type LabelledNeighbour } from "./rules";

const near = (...list: [similarity: number, ...labels: string[]][]): LabelledNeighbour[] =>
  list.map(([similarity, ...labels], item) => ({ item, similarity, labels }));

describe("suggestLabels", () => {
  it.each<[string, LabelledNeighbour[], number, [string, number, number][]]>([
    ["agreement", near([0.9, "a"], [0.8, "a"], [0.7, "a"]), 0.5, [["a", 0.8, 0]]],
    ["a majority", near([0.9, "a"], [0.9, "b"], [0.9, "a"]), 0.5, [["a", 0.6, 0]]],
    [
      "several labels of one neighbour",
      near([1, "a", "b"]),
      0.5,
      [
        ["a", 1, 0],
        ["b", 1, 0],
      ],
    ],
    ["the nearest is the source", near([0.9, "b"], [0.8, "a"], [0.7, "a"]), 0.4, [["a", 0.5, 1]]],
    ["unlike neighbours count for nothing", near([-0.5, "a"], [-0.2, "a"]), 0, [["a", 0, 0]]],
    ["the border counts", near([0.5, "a"]), 0.5, [["a", 0.5, 0]]],
    ["below the border", near([0.49, "a"]), 0.5, []],
    ["nobody", [], 0, []],
  ])("%s", (_name, list, least, expected) =>
    expect(
      suggestLabels(list, least).map(({ label, confidence, source }) => [
        label,
        Math.round(confidence * 1000) / 1000,
        source,
      ]),
    ).toEqual(expected),
  );
});

describe("where nothing was found", () => {
  it.each([
    [3, 10, 0.9, null],
    [0, 0, null, "no_unlabelled"],
    [0, 10, null, "nothing_comparable"],
    [0, 10, 0.4, "too_uncertain"],
    [0, 10, 0, "too_uncertain"],
  ])("%i found of %i targets with %s at best is for the reason %s", (found, targets, best, reason) =>
    expect(whyNothing(found, targets, best)).toBe(reason),
  );

  it("rounds the best confidence down, so that asking for it finds something", () => {
    expect(leastConfidence(0.62999)).toBe(0.629);
    expect(leastConfidence(null)).toBeNull();
    expect(describeNothing("too_uncertain", 0.62999)).toMatch(/the highest confidence is 62 %$/);
  });
});
