import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { collectAnnotations, mayBeAnnotations, PictureFinder, placementOn } from "./collect";
import { boxAround, isCoco, parseCoco } from "./formats/coco";
import { cleanLabel } from "./model";
import { parseTableRows, tableKindOf } from "./formats/tables";
import { parseClassNames, parseYolo } from "./formats/yolo";

const box = (label: string, col_x: number, row_y: number, width: number, height: number) => ({
  type: "box",
  label,
  col_x,
  row_y,
  width,
  height,
});

describe("COCO", () => {
  const images = [
    { id: 1, file_name: "a.jpg", width: 200, height: 100 },
    { id: 2, file_name: "b.jpg" },
  ];
  const categories = [
    { id: 7, name: "dog" },
    { id: 8, name: "cat" },
  ];
  const parse = (annotations: unknown[]) => parseCoco({ images, categories, annotations });

  it("gives boxes, whole-picture categories and captions", () => {
    const { annotations, problems } = parse([
      { image_id: 1, category_id: 7, bbox: [10, 20, 30, 40] },
      { image_id: 1, category_id: 8, bbox: [], segmentation: [[0, 0, 10, 0, 10, 5]] },
      { image_id: 2, category_id: 8 },
      { image_id: 2, caption: " A cat. " },
      { image_id: 2, caption: "Another." },
    ]);
    expect(problems).toEqual([]);
    expect(annotations).toEqual([
      {
        picture: "a.jpg",
        scale: { width: 200, height: 100 },
        labels: [],
        captions: [],
        objects: [box("dog", 10, 20, 30, 40), box("cat", 0, 0, 10, 5)],
      },
      { picture: "b.jpg", scale: "pixels", labels: ["cat"], captions: ["A cat.", "Another."], objects: [] },
    ]);
  });

  it.each([
    [{ image_id: 3, category_id: 7, bbox: [1, 1, 1, 1] }, /image_id/],
    [{ image_id: 1, category_id: 9, bbox: [1, 1, 1, 1] }, /category_id/],
    [{ image_id: 1, category_id: 7, bbox: [1, 1, 0, 1] }, /positive size/],
    [{ image_id: 1, category_id: 7, bbox: [1, 1, "2", 1] }, /positive size/],
    [{ image_id: 1, category_id: 7, bbox: [1] }, /positive size/],
    ["nonsense", /image_id/],
    [null, /image_id/],
  ])("names what is wrong with %j", (annotation, reason) =>
    expect(parse([annotation]).problems).toEqual([{ where: "annotations[0]", reason: expect.stringMatching(reason) }]),
  );

  it.each([[{}], [[]], [null], [{ images: [] }], ["x"], [{ images: {}, annotations: [] }]])("is not %j", (value) =>
    expect(isCoco(value)).toBe(false),
  );
  it.each([[{ counts: "abc", size: [1, 2] }], [[]], [[[1, 2]]], [undefined]])("has no box around %j", (segmentation) =>
    expect(boxAround(segmentation)).toBeNull(),
  );
});

describe("YOLO", () => {
  const names = new Map([
    [0, "dog"],
    [1, "cat"],
  ]);
  it.each([
    [
      "names: [dog, cat]",
      [
        [0, "dog"],
        [1, "cat"],
      ],
    ],
    [
      "nc: 2\nnames:\n  0: dog\n  1: cat\n",
      [
        [0, "dog"],
        [1, "cat"],
      ],
    ],
  ])("reads class names from %j", (text, expected) => expect([...parseClassNames(text)!]).toEqual(expected));
  it.each(["", "a: b", "names: 3", "names: []", ": : :\n\t-", "[]"])("finds no class names in %j", (text) =>
    expect(parseClassNames(text)).toBeNull(),
  );
  it("reads boxes, boxes with a confidence, and polygons", () => {
    expect(parseYolo("0 0.5 0.5 0.2 0.4\n1 0.5 0.5 0.2 0.4 0.9\r\n\n1 0 0 0.5 0 0.5 0.25", "a.jpg", names)).toEqual({
      problems: [],
      annotations: [
        {
          picture: "a.jpg",
          scale: "shares",
          objects: [box("dog", 0.4, 0.3, 0.2, 0.4), box("cat", 0.4, 0.3, 0.2, 0.4), box("cat", 0, 0, 0.5, 0.25)],
        },
      ],
    });
  });
  it.each([
    ["0 0.5 0.5 0.2", /cx cy/],
    ["a b c d e", /cx cy/],
    ["9 0.5 0.5 0.2 0.2", /class 9 has no name/],
    ["0 0.5 0.5 0 0.2", /no size/],
    ["0 0 0 0 0 0 0", /no size/],
  ])("names what is wrong with %j", (line, reason) =>
    expect(parseYolo(`\n${line}`, "a.jpg", names).problems).toEqual([
      { where: "line 2", reason: expect.stringMatching(reason) },
    ]),
  );
});

describe("tables", () => {
  it.each([
    ["image_annotations.csv", "image"],
    ["Object_Annotations.PARQUET", "object"],
    ["annotations.csv", null],
    ["image_annotations.json", null],
  ])("%s is of kind %j", (name, kind) => expect(tableKindOf(name)).toBe(kind));
  it("reads labels, captions and boxes, text or numbers", () => {
    expect(
      parseTableRows(
        "image",
        [
          { filename: "a.jpg", label: "dog", caption: "" },
          { filename: "a.jpg", label: "", caption: "A dog" },
        ],
        1,
      ).annotations,
    ).toEqual([
      { picture: "a.jpg", labels: ["dog"], captions: [] },
      { picture: "a.jpg", labels: [], captions: ["A dog"] },
    ]);
    expect(
      parseTableRows("object", [{ filename: "a.jpg", col_x: "1", row_y: 2, width: "3.5", height: 4, label: "dog" }], 1)
        .annotations,
    ).toEqual([{ picture: "a.jpg", objects: [box("dog", 1, 2, 3.5, 4)] }]);
  });
  it.each<["image" | "object", Record<string, unknown>, RegExp]>([
    ["image", { label: "dog" }, /no filename/],
    ["image", { filename: "a.jpg" }, /neither/],
    ["object", { filename: "a.jpg", col_x: 1, row_y: 1, width: 1, height: 1 }, /no label/],
    ["object", { filename: "a.jpg", label: "d", col_x: "", row_y: 1, width: 1, height: 1 }, /numbers/],
    ["object", { filename: "a.jpg", label: "d", col_x: 1, row_y: 1, width: -1, height: 1 }, /positive/],
  ])("%s rows: %j", (kind, row, reason) =>
    expect(parseTableRows(kind, [row], 5).problems).toEqual([
      { where: "row 5", reason: expect.stringMatching(reason) },
    ]),
  );
});

describe("finding pictures", () => {
  const finder = new PictureFinder(
    ["train/images/a.jpg", "val/images/a.jpg", "val/images/b.png", "c.jpg"].map((file) => ({
      path: file,
      width: 10,
      height: 10,
    })),
  );
  it.each<[string, string, string | null]>([
    ["c.jpg", "x.json", "c.jpg"],
    ["./c.jpg", "x.json", "c.jpg"],
    ["images/a.jpg", "train/x.json", "train/images/a.jpg"],
    ["val/images/a.jpg", "deep/er/x.json", "val/images/a.jpg"],
    ["elsewhere\\b.png", "x.json", "val/images/b.png"],
    ["a.jpg", "x.json", "ambiguous"],
    ["a.jpg", "val/images/x.json", "val/images/a.jpg"],
    ["d.jpg", "x.json", null],
  ])("%j from %j is %j", (called, from, expected) => {
    const found = finder.find(called, from);
    expect(typeof found === "object" ? (found?.path ?? null) : found).toBe(expected);
  });
  it.each([
    ["train/labels/a.txt", "train/images/a.jpg"],
    ["val/images/b.txt", "val/images/b.png"],
    ["labels/a.txt", null],
  ])("the text %j belongs to %j", (file, expected) => expect(finder.findForText(file)?.path ?? null).toBe(expected));
});

describe("placementOn", () => {
  const picture = { width: 200, height: 100 };
  const turned = { width: 100, height: 200, orientation: 6 };
  it.each([
    [picture, "pixels" as const, { orientation: 1, from: picture }],
    [picture, "shares" as const, { orientation: 1, from: { width: 1, height: 1 } }],
    [picture, { width: 200, height: 100 }, { orientation: 1, from: picture }],
    [picture, { width: 400, height: 200 }, { orientation: 1, from: { width: 400, height: 200 } }],
    [picture, { width: 401, height: 200 }, { orientation: 1, from: { width: 401, height: 200 } }],
    [picture, { width: 100, height: 200 }, null],
    [turned, { width: 200, height: 100 }, { orientation: 6, from: { width: 200, height: 100 } }],
    [turned, { width: 400, height: 200 }, { orientation: 6, from: { width: 400, height: 200 } }],
    [turned, { width: 100, height: 200 }, { orientation: 1, from: { width: 100, height: 200 } }],
    [turned, "shares" as const, { orientation: 1, from: { width: 1, height: 1 } }],
    [{ ...turned, orientation: 3 }, { width: 200, height: 100 }, null],
  ])("%j, measured in %j", (on, scale, expected) =>
    expect(placementOn(on, scale)).toEqual(expected && { ...expected, to: { width: on.width, height: on.height } }),
  );
});

describe("collecting", () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), "stillframe-annotations-"))));
  afterAll(() => rm(folder, { recursive: true }));
  const collect = async (files: Record<string, string>, pictures: string[]) => {
    const written = await Promise.all(
      Object.entries(files).map(async ([name, content], index) => {
        const file = path.join(folder, String(index));
        await writeFile(file, content);
        return { path: name, file, size: (await stat(file)).size };
      }),
    );
    return collectAnnotations(
      written,
      pictures.map((name) => ({ path: name, width: 100, height: 100 })),
    );
  };

  it("joins what several files say of one picture", async () => {
    const { byPath, problems } = await collect(
      {
        "data.yaml": "names: [dog]",
        "labels/a.txt": "0 0.5 0.5 0.5 0.5",
        "image_annotations.csv": "filename,label,caption\na.jpg,nice,\na.jpg,bright,A view\n",
        "annotations.json": JSON.stringify({
          images: [{ id: 1, file_name: "images/a.jpg" }],
          categories: [{ id: 1, name: "cat" }],
          annotations: [{ image_id: 1, category_id: 1 }],
        }),
      },
      ["images/a.jpg"],
    );
    expect(problems).toEqual([]);
    expect(byPath.get("images/a.jpg")).toEqual({
      labels: new Set(["cat", "nice", "bright"]),
      captions: ["A view"],
      objects: [box("dog", 25, 25, 50, 50)],
      split: null,
      license: null,
      source_url: null,
    });
  });

  it("tells what it could not use, by file and place, and what is no annotation at all", async () => {
    const { byPath, problems, others } = await collect(
      {
        "broken.json": "{",
        "package.json": "{}",
        "README.txt": "Hello",
        "a.xml": "<x/>",
        "config.yml": "a: 1",
        "object_annotations.csv": "filename,col_x,row_y,width,height,label\nz.jpg,1,1,1,1,dog\na.jpg,500,1,1,1,dog\n",
      },
      ["a.jpg"],
    );
    expect(others.map((file) => file.path).sort()).toEqual(["README.txt", "a.xml", "config.yml", "package.json"]);
    expect(problems).toEqual([
      { path: "broken.json", reason: expect.stringMatching(/^it cannot be read: /) },
      { path: "object_annotations.csv", reason: "z.jpg: there is no picture “z.jpg”" },
      { path: "object_annotations.csv", reason: "a.jpg: “dog” lies outside a.jpg" },
    ]);
    expect([...byPath.get("a.jpg")!.objects]).toEqual([]);
  });
});

it.each([
  ["a.jpg", false],
  ["a.json", true],
  ["b/labels.txt", true],
  ["data.yaml", true],
  ["x.xml", true],
  ["table.csv", false],
  ["image_annotations.csv", true],
  ["c/object_annotations.parquet", true],
])("%s may hold annotations: %j", (name, expected) => expect(mayBeAnnotations(name)).toBe(expected));
it.each([
  [" a\nb ", "a b"],
  ["", null],
  [3, "3"],
  [null, null],
  ["x".repeat(300), "x".repeat(255)],
])("the label %j becomes %j", (raw, expected) => expect(cleanLabel(raw)).toBe(expected));
