import { describe, expect, it } from "vitest";
import { collectFrom } from "../collect.test-support";
import { parseStillframe } from "./stillframe";

const ID = "11111111-1111-4111-8111-111111111111";
const item = (facts: Readonly<Record<string, unknown>> = {}) => ({
  path: "media/photos/a.jpg",
  media_id: ID,
  file_path: "photos/a.jpg",
  sha256: "ab".repeat(32),
  tags: ["night"],
  labels: ["street", "wet"],
  propagated_labels: ["wet"],
  captions: ["One", "Two\u2028lines"],
  objects: [
    { object_id: ID, label: "car", type: "box", col_x: 1.125, row_y: 2, width: 3, height: 4, extra: { area: 12 } },
  ],
  split: "train",
  license: "CC0",
  source_url: "https://example.com/a",
  metadata: { speed: 3, note: "untyped" },
  cluster_id: null,
  uniqueness_score: null,
  ...facts,
});
const lines = (...items: readonly unknown[]) => items.map((one) => `${JSON.stringify(one)}\n`).join("");
const whole = JSON.stringify({
  format: "stillframe",
  format_version: 1,
  classes: ["car"],
  fields: [{ name: "speed", type: "float", multi: false }, { name: "bad=name", type: "float" }, { type: "colour" }],
});

describe("our own export", () => {
  it("gives back everything that it says of an item", async () => {
    const read = await collectFrom(
      { "items.jsonl": lines(item()), "stillframe.json": whole, "croissant.json": '{"conformsTo": "x"}' },
      ["media/photos/a.jpg"],
    );
    expect(read.found.get("media/photos/a.jpg")).toMatchObject({
      labels: ["street"],
      captions: ["One", "Two\u2028lines"],
      split: "train",
      license: "CC0",
      source_url: "https://example.com/a",
      objects: [{ label: "car", col_x: 1.125, extra: { area: 12, object_id: ID } }],
      said: {
        tags: ["night"],
        propagated: ["wet"],
        called: "photos/a.jpg",
        metadata: { speed: 3, note: "untyped" },
      },
    });
    expect([read.formats, read.others, read.losses]).toEqual([["Stillframe"], [], []]);
    expect(read.classes).toEqual([{ name: "car" }]);
    expect([...read.fields.values()]).toEqual([{ name: "speed", type: "float", multi: false }]);
    expect(read.problems.map(({ reason }) => reason)).toEqual([
      "field “bad=name”: A field's name must not contain =, <, > or control characters",
    ]);
    expect(read.byKind).toEqual({ box: 1, label: 2, caption: 2, tag: 1, value: 2 });
  });

  it("finds pictures without their media: by their path in the dataset, then by their content", async () => {
    const renamed = item({ path: "media/x.jpg", file_path: "x.jpg", sha256: "cd".repeat(32), objects: [] });
    const { found, counts } = await collectFrom({ "items.jsonl": lines(item(), renamed) }, [
      "photos/a.jpg",
      { path: "elsewhere/b.jpg", width: 10, height: 10, sha256: "cd".repeat(32) },
    ]);
    expect([...found.keys()]).toEqual(["photos/a.jpg", "elsewhere/b.jpg"]);
    expect(counts).toEqual({ matched: 2, unmatched: 0 });
  });

  it("says what indexing works out anew, and which lines are none of its own", async () => {
    const { losses, problems } = await collectFrom(
      {
        "items.jsonl": `${lines(item({ cluster_id: "3" }), item({ issues: ["dark"], mislabel_score: 0.5 }))}{"a": 1}\n{\n\n`,
      },
      ["photos/a.jpg"],
    );
    expect(losses).toEqual([
      { what: "clusters, issues and scores", unit: "pictures", count: 2, why: "indexing works them out anew" },
    ]);
    expect(problems.map(({ reason }) => reason)).toEqual([
      "line 3: it is no item as an export writes it",
      "line 4: it is no item as an export writes it",
    ]);
  });

  it("reads more lines than it holds at once, each as a whole", async () => {
    const many = Array.from({ length: 1_300 }, (_, n) =>
      item({ path: `media/${n}.jpg`, file_path: `${n}.jpg`, captions: ["é".repeat(200)], objects: [] }),
    );
    const { found, problems } = await collectFrom(
      { "items.jsonl": lines(...many).trimEnd() },
      many.map(({ file_path }) => file_path),
    );
    expect([found.size, problems]).toEqual([1_300, []]);
    expect(found.get("1299.jpg")!.captions).toEqual(["é".repeat(200)]);
  });

  it("takes classes with their places, and what their list ever had", () => {
    const classes = [
      { index: 1, name: "cat", objects: true },
      { index: 4, name: "dog" },
    ];
    expect(parseStillframe({ format: "stillframe", classes, next_class: 7 })).toMatchObject({
      classes: [
        { index: 1, name: "cat" },
        { index: 4, name: "dog", forItems: true },
      ],
      classesEnd: 7,
    });
    const old = parseStillframe({ format: "stillframe", classes: ["cat", { index: -1, name: "dog" }] })!;
    expect([old.classes, old.classesEnd]).toEqual([[{ name: "cat" }, { name: "dog", forItems: true }], undefined]);
  });

  it("takes the models that say what items carry, and tells which do not come along", async () => {
    const model = (facts: Readonly<Record<string, unknown>> = {}) => ({
      ...{ type: "captioning", model_id: "m", name: "M", vendor: "v", version: "1", options: {}, run: "ab12" },
      ...{ applied_at: "2026-11-03T10:00:00.000Z", applied_by: "a@b.c", items: 1 },
      ...facts,
    });
    const models = [
      model(),
      model({ type: "embedding", run: "e" }),
      model({ type: "image_quality", run: "q" }),
      { model_id: "m" },
    ];
    const parsed = parseStillframe({ format: "stillframe", models })!;
    expect(parsed.models).toMatchObject([{ run: "ab12", model: { model_id: "m", applied_by: "a@b.c" } }]);
    expect(parsed.losses).toMatchObject([
      { what: "models that enriched the version", count: 1 },
      { what: "models whose results are not the items' own", count: 2 },
    ]);
    const read = await collectFrom({ "items.jsonl": lines(item({ models: ["ab12", "e"] })) }, ["media/photos/a.jpg"]);
    expect(read.found.get("media/photos/a.jpg")).toMatchObject({ said: { models: ["ab12", "e"] } });
  });

  it("takes objects as they are, wherever they lie", async () => {
    const outside = { object_id: ID, label: "car", type: "box", col_x: 500, row_y: 2, width: 3, height: 4 };
    const { objects, problems } = await collectFrom({ "items.jsonl": lines(item({ objects: [outside] })) }, [
      { path: "media/photos/a.jpg", width: null, height: null },
    ]);
    expect(objects("media/photos/a.jpg")).toMatchObject([{ col_x: 500, extra: { object_id: ID } }]);
    expect(problems).toEqual([]);
  });

  it("is not what is only called so", async () => {
    const { others } = await collectFrom(
      { "items.jsonl": '{"id": 1}\n', "stillframe.json": "{}", "croissant.json": "{}" },
      ["a.jpg"],
    );
    expect(others.map((path) => path).sort()).toEqual(["croissant.json", "items.jsonl", "stillframe.json"]);
    expect(parseStillframe({ format: "another" })).toBeNull();
  });
});
