import { describe, expect, it } from "vitest";
import type { ItemFacts } from "@/lib/items/schema";
import { fieldChanges } from "./field-changes";
import { valueChanges } from "./values";

const item = (facts: Partial<ItemFacts>): ItemFacts =>
  ({
    tags: [],
    labels: [],
    propagated_labels: [],
    captions: [],
    cluster_id: null,
    subcluster_id: null,
    ...facts,
  }) as ItemFacts;

describe("what an item was and is", () => {
  it("is told kind by kind, and of what goes along only what differs", () => {
    expect(
      valueChanges(
        item({ tags: ["a"], labels: ["dog"], propagated_labels: ["dog"], cluster_id: "1", subcluster_id: "1.1" }),
        item({ tags: ["b"], labels: ["dog"], cluster_id: "1", subcluster_id: "1.2" }),
        ["tags", "labels", "clusters"],
      ),
    ).toEqual([
      { kind: "tags", name: "tags", before: ["a"], after: ["b"] },
      // Somebody confirmed it.
      { kind: "labels", name: "propagated_labels", before: ["dog"], after: [] },
      { kind: "clusters", name: "subcluster_id", before: "1.1", after: "1.2" },
    ]);
  });

  it("has a line for each kind that counts as changed, so that lines and numbers agree", () => {
    expect(valueChanges(item({}), item({}), ["captions"])).toEqual([
      { kind: "captions", name: "captions", before: [], after: [] },
    ]);
  });
});

describe("metadata fields", () => {
  it("come, go, and get another type", () => {
    const field = (name: string, type: string, multi = false) => ({ name, type, multi });
    expect(
      fieldChanges(
        ["field:float:speed", "field:string:note", "tag:x", "field:enum:sky"],
        ["field:datetime:speed", "field:string:note", "field:enum[]:sky", "field:link:see"],
      ),
    ).toEqual({
      added: [field("see", "link")],
      removed: [],
      changed: [
        { before: field("speed", "float"), after: field("speed", "datetime") },
        { before: field("sky", "enum"), after: field("sky", "enum", true) },
      ],
    });
    expect(fieldChanges(["field:float:a"], []).removed).toEqual([field("a", "float")]);
  });
});
