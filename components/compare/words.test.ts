import { describe, expect, it } from "vitest";
import { comparisonWith } from "@/components/testing/samples";
import { compareAddress, readCompareView, relatedDatasets, swapped, withChange } from "./compare-view";
import { chipsOf, facetGroups, signed, tellChange, versionChanges } from "./words";

describe("what is told of a comparison", () => {
  it("is a chip for each sort and kind of change that there is, and for what is chosen", () => {
    const comparison = comparisonWith({ added: 2, changed: 5, by_kind: { labels: 4, tags: 3 } });
    expect(chipsOf(comparison, "captions").map(({ difference, count }) => `${difference} ${count}`)).toEqual([
      "all 7",
      "added 2",
      "changed 5",
      "tags 3",
      "labels 4",
      "captions 0",
    ]);
    expect(chipsOf(comparisonWith(), "all")).toEqual([{ difference: "all", count: 0 }]);
  });

  it("says of an item in which kinds it changed", () => {
    expect(tellChange({ change: "changed", kinds: ["labels", "tags"] })).toBe("Changed: tags, labels");
    expect(tellChange({ change: "removed", kinds: [] })).toBe("Removed");
  });

  it("names fields and classes, some of many", () => {
    const field = (name: string) => ({ name, type: "string" as const, multi: false });
    const { classes, models } = comparisonWith();
    const fields = {
      added: ["a", "b", "c", "d", "e", "f", "g"].map(field),
      removed: [],
      changed: [{ before: field("speed"), after: field("speed") }],
    };
    expect(versionChanges({ classes, models, fields })).toEqual([
      "7 metadata fields added: a, b, c, d, e and 2 more",
      "1 metadata field changed: speed",
    ]);
  });

  it("groups values by facet, and leaves parts of clusters out", () => {
    const value = (facet: string, name: string) => ({ facet, value: name, before: 1, after: 2 });
    const groups = facetGroups({
      facets: [value("subcluster", "1.1"), value("label", "dog"), value("tag", "night")],
      more_facets: { tag: 4 },
    });
    expect(groups.map(({ name, more }) => [name, more])).toEqual([
      ["Tags", 4],
      ["Labels", 0],
    ]);
    expect([signed(-1200), signed(3)]).toEqual(["−1,200", "+3"]);
  });
});

describe("the address of a comparison", () => {
  const A = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
  const B = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb";

  it("means what changed since the Current Version unless it says otherwise, and leaves out what goes without saying", () => {
    const usual = readCompareView(new URLSearchParams("from=nonsense&change=nothing&item=1"));
    expect(usual).toMatchObject({ from: "current", to: "head", change: "all", sort: "added", q: "", item: null });
    expect(compareAddress(A, {})).toBe(`/datasets/${A}/compare`);
    expect(compareAddress(A, { from: B, to: "head", change: "tags" })).toBe(
      `/datasets/${A}/compare?from=${B}&change=tags`,
    );
    expect(withChange("from=head&q=x&item=1", { q: "", item: null })).toBe("from=head");
  });

  it("is the same from the other end, dataset and all", () => {
    const view = readCompareView(new URLSearchParams(`from=${A}&to_dataset=${B}&change=added`));
    expect(swapped(view)).toEqual({ from: "head", to: A, from_dataset: B, to_dataset: null, change: "removed" });
  });

  it("knows a dataset's relatives: what it was cloned from, its clones, and theirs", () => {
    const datasets = [
      { id: "other", source_dataset_id: null },
      { id: "root", source_dataset_id: null },
      { id: "clone of clone", source_dataset_id: "clone" },
      { id: "clone", source_dataset_id: "root" },
      // What it was cloned from is not there any more, or not for us.
      { id: "sibling", source_dataset_id: "gone" },
      { id: "sibling of it", source_dataset_id: "gone" },
    ];
    expect(relatedDatasets(datasets, "clone").map(({ id }) => id)).toEqual(["root", "clone of clone", "clone"]);
    expect(relatedDatasets(datasets, "sibling").map(({ id }) => id)).toEqual(["sibling", "sibling of it"]);
  });
});
