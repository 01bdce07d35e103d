import { describe, expect, it } from "vitest";
import { isImageFolderFile, isImageFolderHead, parseImageFolderLines, parseImageFolderRows } from "./image-folder";

const parse = (row: object) => parseImageFolderRows([{ file_name: "a.jpg", ...row }], 1);
const cat = { type: "box", label: "cat", col_x: 1, row_y: 2, width: 3, height: 4 };

it.each([
  ["metadata.csv", true],
  ["Metadata.JSONL", true],
  ["metadata.parquet", true],
  ["metadata.json", false],
  ["my-metadata.csv", false],
])("%s may be one: %j", (name, expected) => expect(isImageFolderFile(name)).toBe(expected));
it("is known by its column of files", () => {
  expect(isImageFolderHead(["File_Name", "x"])).toBe(true);
  expect(isImageFolderHead(["media_id", "value"])).toBe(false);
});

describe("a row", () => {
  it("has captions, labels, a split, a licence and an address", () =>
    expect(
      parse({
        text: " A cat. ",
        label: "cat",
        split: "validation",
        license: "CC0",
        source_url: "https://x",
        width: 8,
        height: 4,
      }).annotations,
    ).toEqual([
      {
        picture: "a.jpg",
        labels: ["cat"],
        captions: ["A cat."],
        objects: [],
        scale: { width: 8, height: 4 },
        split: "val",
        license: "CC0",
        source_url: "https://x",
      },
    ]));
  it.each([
    [{ label: 3 }, { labels: ["3"] }],
    [{ labels: '["a", "b"]' }, { labels: ["a", "b"] }],
    [{ captions: ["A", "B"], text: "" }, { captions: ["A", "B"] }],
    [{ text: "[not a list" }, { captions: ["[not a list"] }],
    [{ objects: { bbox: [[1, 2, 3, 4]], categories: ["cat"] } }, { objects: [cat] }],
    [
      { objects: { bbox: [[1, 2, 3, 4]], category: [0], area: [12] } },
      { objects: [{ ...cat, label: "0", extra: { area: 12 } }] },
    ],
    [
      { objects: '{"bbox": [[1, 2, 3, 4]], "label": ["cat"], "iscrowd": [1]}' },
      { objects: [{ ...cat, flags: { crowd: true } }] },
    ],
    [{ objects: [{ bbox: [1, 2, 3, 4], category: "cat", score: 0.5 }] }, { objects: [{ ...cat, confidence: 0.5 }] }],
    [{ objects: "" }, { objects: [] }],
    [
      { text: 12, license: 3, split: 9, label: true },
      { captions: ["12"], license: "3", split: "9", labels: ["true"] },
    ],
    [{ metadata: "indoors" }, { metadata: { metadata: "indoors" } }],
    [{ serial: "[12345678901234567890]" }, { metadata: { serial: ["12345678901234567890"] } }],
  ])("%j is read", (row, expected) => expect(parse(row).annotations[0]).toMatchObject(expected));
  it("has other columns as metadata, and loses by name those that metadata cannot hold", () => {
    const parsed = parse({
      weather: "sun",
      tags: '["wet"]',
      metadata: '{"speed":3}',
      deep: { a: 1 },
      empty: "",
      none: null,
    });
    expect(parsed.annotations[0]).toMatchObject({ tags: ["wet"], metadata: { weather: "sun", speed: 3 } });
    expect(parsed.losses).toEqual([
      { what: "the column “deep”", unit: "values", count: 1, why: expect.stringMatching(/no text, number or list/) },
    ]);
  });
  it("tells what a column of words has that is none", () =>
    expect(parse({ license: { id: 1 }, text: [["A"], "B", null], tags: [{}] })).toMatchObject({
      annotations: [{ captions: ["B"] }],
      losses: ["text", "license", "tags"].map((name) => ({ what: `values of the column “${name}”`, count: 1 })),
    }));
  it.each([
    [{ file_name: "" }, "row 1", /no file_name/],
    [{ objects: 3 }, "row 1", /no list/],
    [{ objects: [{ bbox: [1, 2], category: "cat" }] }, "row 1, object 1", /bbox/],
    [{ objects: [{ bbox: [1, 2, 3, 4] }] }, "row 1, object 1", /label/],
    [{ objects: [{ bbox: [1, 2, 0, 4], category: "cat" }] }, "row 1, object 1", /positive/],
  ])("%j is told", (row, where, reason) =>
    expect(parse(row).problems).toEqual([{ where, reason: expect.stringMatching(reason) }]),
  );
});

describe("lines", () => {
  it("are rows, and one that is broken costs itself", () => {
    const { annotations, problems } = parseImageFolderLines(
      '\uFEFF{"file_name": "a.jpg"}\n\nbroken\n[]\n{"file_name": "b.jpg"}\r\n',
    )!;
    expect(annotations.map(({ picture }) => picture)).toEqual(["a.jpg", "b.jpg"]);
    expect(problems.map(({ where }) => where)).toEqual(["line 3", "line 4"]);
  });
  it.each(["", "x", '{"a": 1}'])("are none of an ImageFolder: %j", (text) =>
    expect(parseImageFolderLines(text)).toBeNull(),
  );
});
