import { describe, expect, it } from "vitest";
import { isOpenImagesClasses, openImagesKindOf, parseOpenImagesClasses, parseOpenImagesRows } from "./open-images";

const names = new Map([["/m/1", "Cat"]]);
const box = {
  ImageID: "00ab",
  Source: "xclick",
  LabelName: "/m/1",
  Confidence: "1",
  XMin: "0.25",
  XMax: "0.5",
  YMin: "0",
  YMax: "1",
  IsOccluded: "1",
  IsTruncated: "0",
  IsGroupOf: "1",
  IsDepiction: "1",
  IsInside: "-1",
};
const parse = (kind: Parameters<typeof parseOpenImagesRows>[0], row: object) =>
  parseOpenImagesRows(kind, [row as Record<string, unknown>], 1, names);
const called = { picture: "00ab", also: ["00ab.jpg"] };

it.each([
  [Object.keys(box), "boxes"],
  [["ImageID", "Source", "LabelName", "Confidence"], "labels"],
  [["ImageID", "Subset", "OriginalURL", "License"], "pictures"],
  [["MaskPath", "ImageID", "LabelName", "BoxID"], "masks"],
  [["ImageID", "LabelName1", "LabelName2", "XMin1"], "relations"],
  [["filename", "label"], null],
])("%j is a table of %j", (columns, kind) => expect(openImagesKindOf(columns)).toBe(kind));

it.each([
  ["class-descriptions.csv", true],
  ["a/oidv7-class-descriptions-boxable.csv", true],
  ["descriptions.csv", false],
])("%s has names of classes: %j", (name, expected) => expect(isOpenImagesClasses(name)).toBe(expected));
it("reads names of classes, with or without a head, quoted or not", () =>
  expect([...parseOpenImagesClasses('LabelName,DisplayName\r\n/m/1,Cat\n/m/2,"Dog, ""big"""\n\n/m/3,\n')]).toEqual([
    ["/m/1", "Cat"],
    ["/m/2", 'Dog, "big"'],
  ]));

describe("boxes", () => {
  it("are in shares, with flags", () =>
    expect(parse("boxes", box)).toEqual({
      annotations: [
        {
          ...called,
          scale: "shares",
          objects: [
            {
              type: "box",
              label: "Cat",
              col_x: 0.25,
              row_y: 0,
              width: 0.25,
              height: 1,
              attributes: { is_depiction: true },
              flags: { crowd: true, occluded: true },
              extra: { Source: "xclick" },
            },
          ],
        },
      ],
      problems: [],
    }));
  it("have a confidence that is not certain, and ids for classes without a name", () => {
    const { annotations, losses } = parse("boxes", { ...box, Confidence: 0.5, LabelName: "/m/9" });
    expect(annotations[0]!.objects![0]).toMatchObject({ confidence: 0.5, label: "/m/9" });
    expect(losses).toEqual([expect.objectContaining({ what: "names of classes", count: 1 })]);
  });
  it.each([
    [{ ...box, ImageID: "" }, /ImageID/],
    [{ ...box, XMax: "0.25" }, /positive/],
    [{ ...box, XMin: "" }, /./],
    [{ ...box, LabelName: "" }, /label/],
  ])("that are wrong are told", (row, reason) =>
    expect(parse("boxes", row)).toEqual({
      annotations: [],
      problems: [{ where: "row 1", reason: expect.stringMatching(reason) }],
    }),
  );
});

it("labels are those that a picture has", () => {
  const label = { ImageID: "00ab", Source: "verification", LabelName: "/m/1" };
  expect(parse("labels", { ...label, Confidence: "1" }).annotations).toEqual([{ ...called, labels: ["Cat"] }]);
  expect(parse("labels", { ...label, Confidence: "0.7" }).losses).toEqual([expect.objectContaining({ count: 1 })]);
  expect(parse("labels", { ...label, Confidence: "0" })).toMatchObject({ annotations: [], losses: [{ count: 1 }] });
  expect(parse("labels", { ...label, LabelName: "" }).problems).toHaveLength(1);
});
it("pictures have a split, a licence and an address", () =>
  expect(
    parse("pictures", {
      ImageID: "00ab",
      Subset: "validation",
      OriginalURL: "https://x/a.jpg",
      License: "https://creativecommons.org/licenses/by/2.0/",
    }).annotations,
  ).toEqual([{ ...called, split: "val", license: "CC BY 2.0", source_url: "https://x/a.jpg" }]));
it.each(["masks", "relations"] as const)("%s are lost", (kind) =>
  expect(parse(kind, { ImageID: "00ab" }).losses).toEqual([expect.objectContaining({ count: 1, unit: "objects" })]),
);
