import { describe, expect, it } from "vitest";
import type { FacetsDto } from "@/lib/items/schema";
import { unknownIn } from "./unknown-values";

const values = (...names: string[]) => names.map((value, index) => ({ value, count: 100 - index }));
const whole: FacetsDto = {
  total: 100,
  facets: {
    cluster: values("night", "4"),
    subcluster: values("night.1"),
    tag: values(...Array.from({ length: 20 }, (_, index) => `tag ${index}`), "Fog", "harbour fog"),
    label: [],
  },
  without: { tag: 0, label: 0 },
  fields: [],
};
const told = (q: string) => unknownIn(q, whole).map(({ what, value }) => [what, value]);
const instead = (q: string) => unknownIn(q, whole)[0]!.others.map(({ q: other }) => other);

describe("unknownIn", () => {
  it.each([
    ["cluster:3", [["cluster", "3"]]],
    ["cluster:night tag:Fog", []],
    ["(cluster:4 OR cluster:3) sky", [["cluster", "3"]]],
    ["subcluster:3.1", [["part of a cluster", "3.1"]]],
    [
      "tag:x label:dog",
      [
        ["tag", "x"],
        ["label", "dog"],
      ],
    ],
    // What is not there excludes nothing, and so is no reason for finding nothing.
    ["-cluster:3", []],
    ["kind:image issue:blur name:x", []],
    ["tag:(", []],
    ["", []],
  ])("%s: %j", (q, expected) => expect(told(q)).toEqual(expected));

  it("offers the names there are, each in the place of the one that is not", () => {
    expect(instead("sky cluster:3")).toEqual(["sky cluster:night", "sky cluster:4"]);
    expect(instead("(cluster:4 OR cluster:3)")).toEqual(["(cluster:4 OR cluster:night)", "cluster:4"]);
    expect(instead("label:dog")).toEqual([]);
  });

  it("puts names first that are nearly the same", () => {
    const others = unknownIn("tag:fog", whole)[0]!.others.map(({ name }) => name);
    expect(others.slice(0, 3)).toEqual(["Fog", "harbour fog", "tag 0"]);
    expect(others).toHaveLength(8);
  });

  it("tells three names at most, and none before it is known what there is", () => {
    expect(told("tag:a tag:b tag:c tag:d")).toHaveLength(3);
    expect(unknownIn("cluster:3", undefined)).toEqual([]);
    expect(unknownIn("tag:constructor", { ...whole, facets: {} })).toMatchObject([
      { value: "constructor", others: [] },
    ]);
  });
});
