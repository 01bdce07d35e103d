import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pixelsOfRuns, maskOfPixels, runsOf } from "@/lib/objects/run-lengths";
import { canonicalJson } from "@/lib/revisions/payloads";
import { box, collectFrom } from "./collect.test-support";
import type { Loss } from "./model";
import { jsonReader, textReader, xmlReader } from "./reader";

const coco = (annotations: unknown[], images: unknown[] = [{ id: 1, file_name: "a.jpg" }]) =>
  JSON.stringify({ images, categories: [{ id: 1, name: "cat" }], annotations });

describe("collecting", () => {
  it("joins what several files say of one picture", async () => {
    const { found, problems, byKind, byClass, formats, counts } = await collectFrom(
      {
        "data.yaml": "names: [dog]",
        "labels/a.txt": "0 0.5 0.5 0.5 0.5",
        "image_annotations.csv": "filename,label,caption\na.jpg,nice,\na.jpg,bright,A view\n",
        "annotations.json": coco([{ image_id: 1, category_id: 1 }], [{ id: 1, file_name: "images/a.jpg" }]),
      },
      ["images/a.jpg"],
    );
    expect(problems).toEqual([]);
    expect(found.get("images/a.jpg")).toEqual({
      labels: ["cat", "nice", "bright"],
      captions: ["A view"],
      objects: [box("dog", 25, 25, 50, 50)],
      split: null,
      license: null,
      source_url: null,
    });
    expect(byKind).toEqual({ label: 3, caption: 1, box: 1 });
    expect(byClass).toEqual({ cat: 1, nice: 1, bright: 1, dog: 1 });
    expect(formats).toEqual(["COCO", "YOLO", "table"]);
    expect(counts).toEqual({ matched: 1, unmatched: 0 });
  });

  it("writes objects as a revision has them, from any kind of geometry and any words, and leaves those with ids to others", async () => {
    const field = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }).map((text) => `f${text}`);
    const annotation = fc.record(
      {
        bbox: fc.constantFrom([1, 1, 20.5, 30], [0.1, 0.25, 5e-7, 1e21]),
        segmentation: fc.constantFrom([[1, 1, 9.25, 1, 9, 9]], { size: [4, 4], counts: [3, 4, 9] }),
        keypoints: fc.constant([5, 5, 2, 0, 0, 0]),
        score: fc.double({ min: 0, max: 1, noNaN: true }),
        attributes: fc.dictionary(field, fc.oneof(field, fc.boolean(), fc.integer())),
        iscrowd: fc.constantFrom(0, 1),
        more: fc.dictionary(field, fc.jsonValue()),
        object_id: fc.constantFrom("11111111-1111-4111-8111-111111111111", undefined, undefined, undefined),
      },
      { requiredKeys: ["bbox"] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(annotation, { minLength: 1, maxLength: 4 }), async (all) => {
        const said = all.map((one) => ({ image_id: 1, category_id: 1, ...one }));
        const { objects, texts } = await collectFrom({ "a.json": coco(said) }, ["a.jpg"]);
        const found = objects("a.jpg");
        if (found.length === 0) return;
        const isOwn = found.some(({ extra }) => extra?.object_id !== undefined);
        const written = canonicalJson(found.map((object, at) => ({ ...object, object_id: `id ${at}` })));
        expect(texts.get("a.jpg")).toBe(isOwn ? null : written);
      }),
      { numRuns: 200 },
    );
  });

  it("keeps the metadata that is said first, and tells where a later file says something else", async () => {
    const { metadata, problems, problemCount } = await collectFrom(
      {
        "a/metadata.jsonl": JSON.stringify({ file_name: "one.jpg", place: "Oslo", year: 2020 }),
        "b/metadata.jsonl": JSON.stringify({ file_name: "one.jpg", place: "Rome", year: 2020, note: "late" }),
      },
      ["one.jpg"],
    );
    expect(metadata("one.jpg")).toEqual({ place: "Oslo", year: 2020, note: "late" });
    expect(problemCount).toBe(1);
    expect(problems).toEqual([
      {
        path: "b/metadata.jsonl",
        reason: expect.stringMatching(/another value of “place” was read before; that one is kept/),
      },
    ]);
  });

  it("keeps two COCO files apart that count their ids from the start", async () => {
    const { objects } = await collectFrom(
      {
        "one.json": coco([{ image_id: 1, category_id: 1, bbox: [1, 1, 2, 2] }]),
        "two.json": JSON.stringify({
          categories: [{ id: 1, name: "dog" }],
          annotations: [{ image_id: 1, category_id: 1, bbox: [5, 5, 2, 2] }],
          images: [{ id: 1, file_name: "a.jpg" }],
        }),
      },
      ["a.jpg"],
    );
    expect(objects("a.jpg")).toEqual([box("cat", 1, 1, 2, 2), box("dog", 5, 5, 2, 2)]);
  });

  it("tells what it could not use, by file and place, and what is no annotation at all", async () => {
    const { objects, problems, others } = await collectFrom(
      {
        "broken.json": "{",
        "late.json": `{"images": [], "annotations": [1, x]}`,
        "package.json": "{}",
        "README.txt": "Hello",
        "a.xml": "<x/>",
        "config.yml": "a: 1",
        "object_annotations.csv": "filename,col_x,row_y,width,height,label\nz.jpg,1,1,1,1,dog\na.jpg,500,1,1,1,dog\n",
      },
      ["a.jpg"],
    );
    expect([...others].sort()).toEqual(["README.txt", "a.xml", "config.yml", "package.json"]);
    expect(problems).toEqual([
      { path: "broken.json", reason: "it cannot be read: it is no valid JSON" },
      { path: "late.json", reason: "it cannot be read: it is no valid JSON" },
      { path: "object_annotations.csv", reason: "z.jpg: there is no picture “z.jpg”" },
      { path: "object_annotations.csv", reason: "a.jpg: “dog” lies outside a.jpg" },
    ]);
    expect(objects("a.jpg")).toEqual([]);
  });

  it("tells once for a file that a picture is not there, or has another size; counts what it does not list", async () => {
    const many = Array.from({ length: 1_500 }, () => ({ image_id: 1, category_id: 1, bbox: [1, 1, 2, 2] }));
    const gone = await collectFrom({ "x.json": coco(many, [{ id: 1, file_name: "b.jpg" }]) }, ["a.jpg"]);
    expect(gone.problems).toEqual([{ path: "x.json", reason: "b.jpg: there is no picture “b.jpg”" }]);
    expect(gone.counts).toEqual({ matched: 0, unmatched: 1 });
    const other = await collectFrom(
      { "x.json": coco(many, [{ id: 1, file_name: "a.jpg", width: 100, height: 200 }]) },
      [{ path: "a.jpg", width: 200, height: 100, orientation: 1 }],
    );
    expect(other.problems).toEqual([
      { path: "x.json", reason: expect.stringMatching(/100 × 200 pixels, but a.jpg has 200 × 100/) as unknown },
    ]);
    expect(other.objects("a.jpg")[0]).toEqual(box("cat", 1, 1, 2, 2));
    const wrong = await collectFrom({ "x.json": coco(many.map((one) => ({ ...one, category_id: 2 }))) }, ["a.jpg"]);
    expect([wrong.problems.length, wrong.problemCount]).toEqual([1_000, 1_500]);
  });

  it("adds up what is lost", async () => {
    const { losses } = await collectFrom(
      {
        "one.json": coco([], [{ id: 1, file_name: "a.jpg", date_captured: "2013" }]),
        "two.json": JSON.stringify({
          ...(JSON.parse(coco([], [{ id: 1, file_name: "a.jpg", date_captured: "x" }])) as object),
          info: {},
        }),
        "image_annotations.csv": `filename,caption\na.jpg,${"x".repeat(6_000)}\n`,
        "object_annotations.csv": "filename,col_x,row_y,width,height,label\nv.mp4,1,1,1,1,dog\n",
      },
      ["a.jpg", { path: "v.mp4", width: null, height: null }],
    );
    const counts = new Map(losses.map(({ what, unit, count }: Loss) => [what, [count, unit]]));
    expect(Object.fromEntries(counts)).toEqual({
      "ends of captions": [1, "values"],
      "objects on files without a size": [1, "objects"],
      "“date_captured” of images": [2, "values"],
      "“info” of the file": [1, "values"],
    });
  });

  it("keeps the first of two splits, licences or sources and tells the other", async () => {
    const { found, problems } = await collectFrom(
      { "instances_train.json": coco([]), "instances_val.json": coco([]) },
      ["a.jpg"],
    );
    expect(found.get("a.jpg")!.split).toBe("train");
    expect(problems).toEqual([
      { path: "instances_val.json", reason: "a.jpg: its split is “val” here and “train” elsewhere; that one is kept" },
    ]);
  });

  it("gives each split's file its own pictures", async () => {
    const annotations = [{ image_id: 1, category_id: 1, bbox: [1, 1, 2, 2] }];
    const images = [{ id: 1, file_name: "0001.jpg" }];
    const { found, problems } = await collectFrom(
      {
        "annotations/instances_train2017.json": coco(annotations, images),
        "annotations/instances_val2017.json": coco([], images),
      },
      ["train2017/0001.jpg", "val2017/0001.jpg"],
    );
    expect(problems).toEqual([]);
    expect([...found].map(([name, { split, objects }]) => [name, split, objects.length])).toEqual([
      ["train2017/0001.jpg", "train", 1],
      ["val2017/0001.jpg", "val", 0],
    ]);
  });

  it("reads UTF-16 and byte order marks", async () => {
    const text = coco([{ image_id: 1, caption: "人" }]);
    for (const bytes of [Buffer.from(`\uFEFF${text}`), Buffer.from(`\uFEFF${text}`, "utf16le")])
      expect((await collectFrom({ "a.json": bytes }, ["a.jpg"])).found.get("a.jpg")!.captions).toEqual(["人"]);
    const latin = await collectFrom({ "a.json": Buffer.from(coco([{ image_id: 1, caption: "Straße" }]), "latin1") }, [
      "a.jpg",
    ]);
    expect(latin.problems).toEqual([{ path: "a.json", reason: expect.stringMatching(/UTF-8/) as unknown }]);
  });

  it("keeps whole numbers digit for digit, in each format of JSON", async () => {
    const long = "12345678901234567890";
    const put = (value: unknown) => JSON.stringify(value).replace("1111", long);
    const { metadata } = await collectFrom(
      {
        "metadata.jsonl": put({ file_name: "a.jpg", serial: 1111 }),
        "samples.json": put({ samples: [{ filepath: "b.jpg", serial: 1111 }] }),
        "datumaro.json": put({ categories: {}, items: [{ id: "c", attr: { serial: 1111 }, annotations: [] }] }),
      },
      ["a.jpg", "b.jpg", "c.jpg"],
    );
    expect(["a.jpg", "b.jpg", "c.jpg"].map(metadata)).toEqual([{ serial: long }, { serial: long }, { serial: long }]);
  });

  it("goes on where a list of class names cannot be read, and tells it", async () => {
    const { found, problems } = await collectFrom(
      {
        "class-descriptions.csv": Buffer.from("/m/1,Stra\xdfe\n", "latin1"),
        "image_annotations.csv": "filename,label\na.jpg,cat\n",
      },
      ["a.jpg"],
    );
    expect(found.get("a.jpg")).toMatchObject({ labels: ["cat"] });
    expect(problems).toEqual([
      { path: "class-descriptions.csv", reason: expect.stringContaining("save it as UTF-8") as string },
    ]);
  });

  it("takes further formats from a list", async () => {
    const say = (picture: string, label: string) => ({
      annotations: [{ picture, labels: [label], also: ["a.jpg"] }],
      problems: [],
    });
    const { found, others, formats } = await collectFrom(
      {
        "one.json": `{"mine": 1}`,
        "two.json": `[{"x": 1}]`,
        "three.xml": "<mine/>",
        "four.mine": "hello",
        "five.xml": "<x/>",
      },
      ["a.jpg"],
      {
        readers: [
          jsonReader(
            "Mine",
            (keys) => keys.has("mine"),
            (value) => say("a.jpg", Object.keys(value as object).join()),
          ),
          jsonReader(
            "List",
            (keys) => keys.get(null) === true,
            () => say("a.jpg", "list"),
          ),
          xmlReader("XML", (text, file) => (text.includes("mine") ? say("gone.jpg", file.path) : null)),
          textReader("Text", /\.mine$/, (text) => say("a.jpg", text)),
        ],
      },
    );
    expect([...found.get("a.jpg")!.labels].sort()).toEqual(["hello", "list", "mine", "three.xml"]);
    expect(others).toEqual(["five.xml"]);
    expect(formats).toHaveLength(4);
  });
});

describe("pictures that EXIF turns", () => {
  // The stored picture has 20 × 10 pixels; what is drawn there has to lie on the same pixels once it is shown upright.
  const stored = { width: 20, height: 10 };
  const drawn = { left: 3, top: 2, right: 8, bottom: 4 };
  const inStored = Array.from({ length: 200 }, (_, at) => {
    const [x, y] = [at % 20, Math.floor(at / 20)];
    return x >= drawn.left && x < drawn.right && y >= drawn.top && y < drawn.bottom ? 1 : 0;
  });
  const { left, top, right, bottom } = drawn;
  const annotation = {
    image_id: 1,
    category_id: 1,
    bbox: [left, top, right - left, bottom - top],
    segmentation: { size: [10, 20], counts: maskOfPixels(inStored, 10, 20).counts },
    keypoints: [left, top, 2, right, bottom, 1, 0, 0, 0],
  };
  const outlined = { ...annotation, segmentation: [[left, top, right, top, right, bottom, left, bottom]] };
  /** Where the corner of the stored picture that was the top left comes to lie, and its right neighbour. */
  const expected: Record<number, { box: number[]; first: number[] }> = {
    5: { box: [2, 3, 2, 5], first: [2, 3] },
    6: { box: [6, 3, 2, 5], first: [8, 3] },
    7: { box: [6, 12, 2, 5], first: [8, 17] },
    8: { box: [2, 12, 2, 5], first: [2, 17] },
  };
  const shown = (orientation: number) => (orientation >= 5 ? { width: 10, height: 20 } : stored);

  // A file that speaks of stored pixels is known by its size, so that half turns and mirrorings are not told apart.
  it.each([5, 6, 7, 8])("orientation %d: boxes, outlines, masks and keypoints turn with it", async (orientation) => {
    const { objects, problems } = await collectFrom(
      { "a.json": coco([annotation, outlined], [{ id: 1, file_name: "a.jpg", ...stored }]) },
      [{ path: "a.jpg", ...shown(orientation), orientation }],
    );
    expect(problems).toEqual([]);
    const [masked, polygon] = objects("a.jpg");
    const want = expected[orientation]!;
    for (const { col_x, row_y, width, height, keypoints } of [masked!, polygon!]) {
      expect([col_x, row_y, width, height]).toEqual(want.box);
      expect(keypoints![0]).toEqual([...want.first, 2]);
      expect(keypoints![2]).toEqual([0, 0, 0]);
    }
    expect(polygon!.polygon![0]![0]!.slice(0, 2)).toEqual(want.first);
    expect(masked!.mask!.size).toEqual([20, 10]);
    const pixels = pixelsOfRuns(runsOf(masked!.mask!)!, 20, 10);
    const [x, y, width, height] = want.box as [number, number, number, number];
    pixels.forEach((value, at) => {
      const [column, row] = [at % 10, Math.floor(at / 10)];
      expect(value).toBe(column >= x && column < x + width && row >= y && row < y + height ? 1 : 0);
    });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "orientation %d: a file that speaks of the shown picture is left as it is",
    async (orientation) => {
      const size = shown(orientation);
      const { objects, problems } = await collectFrom(
        {
          "a.json": coco(
            [{ image_id: 1, category_id: 1, bbox: [1, 2, 3, 4] }],
            [{ id: 1, file_name: "a.jpg", ...size }],
          ),
        },
        [{ path: "a.jpg", ...size, orientation }],
      );
      expect([problems, objects("a.jpg")]).toEqual([[], [box("cat", 1, 2, 3, 4)]]);
    },
  );

  it("of which that is not on record are asked about where it matters", async () => {
    const asked: string[] = [];
    const options = {
      orientationOf: ({ path }: { path: string }) => {
        asked.push(path);
        return Promise.resolve(6);
      },
    };
    const images = ["a.jpg", "b.jpg"].map((file_name, index) => ({ id: index + 1, file_name, ...stored }));
    const { objects, problems } = await collectFrom(
      { "a.json": coco([annotation, annotation, { ...annotation, image_id: 2 }], images) },
      [
        { path: "a.jpg", width: 10, height: 20, orientation: null },
        { path: "b.jpg", ...stored, orientation: null },
      ],
      options,
    );
    expect([problems, asked]).toEqual([[], ["a.jpg"]]);
    expect(objects("a.jpg").map(({ col_x, row_y }) => [col_x, row_y])).toEqual([
      [6, 3],
      [6, 3],
    ]);
    expect(objects("b.jpg")[0]).toMatchObject({ col_x: 3, row_y: 2 });
  });

  it("a picture that was scaled since has its objects scaled with it", async () => {
    const { objects } = await collectFrom({ "a.json": coco([outlined], [{ id: 1, file_name: "a.jpg", ...stored }]) }, [
      { path: "a.jpg", width: 40, height: 20, orientation: 1 },
    ]);
    expect(objects("a.jpg")[0]).toMatchObject({
      col_x: 6,
      row_y: 4,
      width: 10,
      height: 4,
      polygon: [[[6, 4, 16, 4, 16, 8, 6, 8]]],
    });
  });
});
