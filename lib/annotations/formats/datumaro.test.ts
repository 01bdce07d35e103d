import { describe, expect, it } from "vitest";
import { maskOfPixels } from "@/lib/objects/run-lengths";
import { parseDatumaro } from "./datumaro";

const categories = {
  label: {
    labels: [
      { name: "cat", parent: "", attributes: [] },
      { name: "person", parent: "" },
      { name: "head", parent: "person" },
      { name: "foot", parent: "person" },
    ],
  },
  points: { items: [{ label_id: 1, labels: ["head", "foot"], joints: [[1, 2]] }] },
  mask: { colormap: [{ label_id: 0, r: 255, g: 0, b: 16 }] },
};
const file = (annotations: unknown[], item: object = {}) => ({
  info: {},
  categories,
  items: [{ id: "a", annotations, image: { path: "a.jpg", size: [50, 100] }, ...item }],
});
const parse = (annotations: unknown[], item?: object) => parseDatumaro(file(annotations, item), "x.json")!;
const one = (annotation: object) => parse([{ label_id: 0, attributes: {}, group: 0, ...annotation }]);
const objectOf = (annotation: object) => one(annotation).annotations[0]!.objects![0];

it("names classes with colours and skeletons", () =>
  expect(parse([]).classes).toEqual([
    { name: "cat", color: "#ff0010" },
    { name: "person", skeleton: { keypoints: ["head", "foot"], edges: [[0, 1]] } },
  ]));

describe("an item", () => {
  it("is a picture with labels, captions and a size, in the split that its file is called after", () =>
    expect(
      parseDatumaro(
        file([
          { type: "label", label_id: 0 },
          { type: "caption", caption: " A cat. " },
        ]),
        "annotations/valid.json",
      )!.annotations,
    ).toEqual([
      {
        picture: "a.jpg",
        also: ["a"],
        labels: ["cat"],
        captions: ["A cat."],
        objects: [],
        scale: { width: 100, height: 50 },
        split: "val",
      },
    ]));
  it.each([
    ["annotations/default.json", undefined],
    ["export.json", undefined],
    ["annotations/holdout.json", "holdout"],
  ])("in %s is in the split %j", (name, split) =>
    expect(parseDatumaro(file([]), name)!.annotations[0]!.split).toBe(split),
  );
  it("may be known by its id alone, or be a frame", () => {
    expect(parse([], { image: undefined, id: "d/b" }).annotations[0]).toMatchObject({
      picture: "d/b",
      scale: "pixels",
    });
    const frame = { image: undefined, video_frame: { path: "v.mp4", frame_index: 7 } };
    expect(parse([{ type: "bbox", label_id: 0, bbox: [1, 2, 3, 4] }], frame).annotations[0]).toMatchObject({
      picture: "v.mp4",
      objects: [{ extra: { frame: 7 } }],
    });
  });
  it("has its attributes as metadata, and loses those that metadata cannot hold", () => {
    const parsed = parse([], { attr: { frame: 0, weather: "sun", hours: [1, 2], "a=b": 1, deep: { a: 1 } } });
    expect(parsed.annotations[0]).toMatchObject({ metadata: { weather: "sun", hours: [1, 2] } });
    expect(parsed.losses).toEqual([expect.objectContaining({ what: "attributes of pictures", count: 2 })]);
  });
});

describe("an annotation", () => {
  it("has attributes, flags, a track, a score, and what has no place", () =>
    expect(
      objectOf({
        type: "bbox",
        bbox: [1, 2, 3, 4],
        group: 5,
        z_order: 1,
        attributes: { color: "red", occluded: true, is_crowd: 1, truncated: false, track_id: 3, score: 0.5, deep: {} },
      }),
    ).toEqual({
      type: "box",
      label: "cat",
      col_x: 1,
      row_y: 2,
      width: 3,
      height: 4,
      attributes: { color: "red" },
      flags: { occluded: true, crowd: true },
      track_id: 3,
      confidence: 0.5,
      extra: { group: 5, z_order: 1, attributes: { deep: {} } },
    }));
  it.each([
    [
      { type: "polygon", points: [0, 0, 4, 0, 4, 2] },
      { type: "polygon", polygon: [[[0, 0, 4, 0, 4, 2]]] },
    ],
    [
      { type: "polyline", points: [0, 0, 4, 2] },
      { type: "polyline", polyline: [0, 0, 4, 2] },
    ],
    [
      { type: "points", points: [1, 2, 3, 4, 5, 6], visibility: [2, 1, 0] },
      {
        keypoints: [
          [1, 2, 2],
          [3, 4, 1],
          [0, 0, 0],
        ],
      },
    ],
    [
      {
        type: "skeleton",
        label_id: 1,
        elements: [{ type: "points", label_id: 3, points: [5, 6], visibility: [1] }],
      },
      {
        label: "person",
        keypoints: [
          [0, 0, 0],
          [5, 6, 1],
        ],
      },
    ],
    [
      { type: "mask", rle: { size: [1, 3], counts: [1, 2] } },
      { type: "mask", mask: maskOfPixels([0, 1, 1], 1, 3) },
    ],
    [{ type: "mask", rle: maskOfPixels([0, 1, 1], 1, 3) }, { mask: maskOfPixels([0, 1, 1], 1, 3) }],
    [
      { type: "rotated_bbox", points: [10, 10, 4, 2, 30] },
      { rotated_box: { cx: 10, cy: 10, width: 4, height: 2, angle: 30 } },
    ],
    [
      { type: "bbox", bbox: [8, 9, 4, 2], attributes: { rotation: 30 } },
      { type: "rotated_box", rotated_box: { cx: 10, cy: 10, width: 4, height: 2, angle: 30 } },
    ],
    [{ type: "ellipse", points: [1, 1, 5, 3] }, { extra: { ellipse: { cx: 3, cy: 2, rx: 2, ry: 1 } } }],
  ])("%j is kept", (annotation, expected) => expect(objectOf(annotation)).toMatchObject(expected));
  it.each([
    [{ type: "bbox", bbox: [1, 2, 3] }, /no bbox/],
    [{ type: "bbox", bbox: [1, 2, 0, 3] }, /positive/],
    [{ type: "bbox", label_id: 9, bbox: [1, 2, 3, 4] }, /label_id/],
    [{ type: "polygon", points: [1, 2, 3] }, /no polygon/],
    [{ type: "mask", rle: { size: [1, 3], counts: "nonsense" } }, /run lengths/],
    [{ type: "mask" }, /no mask/],
    [{ type: "skeleton", elements: [] }, /no skeleton/],
    [{ type: "points", points: "x" }, /no points/],
  ])("%j is told", (annotation, reason) => {
    const { problems, annotations } = one(annotation);
    expect(problems).toEqual([{ where: "items[0].annotations[0]", reason: expect.stringMatching(reason) }]);
    expect(annotations[0]!.objects).toEqual([]);
  });
  it("of another kind is lost", () =>
    expect(one({ type: "cuboid_3d" }).losses).toEqual([expect.objectContaining({ unit: "objects", count: 1 })]));
});

it("tells items and annotations that are none", () =>
  expect(parseDatumaro({ categories, items: [3, { id: "a", annotations: [null] }] }, "x.json")!.problems).toHaveLength(
    2,
  ));
it.each([[null], [[]], [{}], [{ items: [] }], [{ images: [], annotations: [], categories: [] }]])(
  "is not %j",
  (value) => expect(parseDatumaro(value, "x.json")).toBeNull(),
);
