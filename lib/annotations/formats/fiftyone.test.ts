import { describe, expect, it } from "vitest";
import { parseFiftyOne } from "./fiftyone";

const parse = (fields: object) =>
  parseFiftyOne({ samples: [{ _id: { $oid: "1" }, filepath: "data/a.jpg", ...fields }] })!;
const objectsOf = (label: object) => parse({ truth: label }).annotations[0]!.objects!;

it("is a picture with a split, labels, and what is lost of it", () => {
  const { annotations, losses } = parse({
    tags: ["validation", "hard"],
    metadata: { _cls: "ImageMetadata", width: 8 },
    weather: { _cls: "Classification", label: "sunny", confidence: 0.5 },
    more: { _cls: "Classifications", classifications: [{ _cls: "Classification", label: "day" }] },
    road: { _cls: "Segmentation", mask: "x" },
    uniqueness: 0.25,
    deep: { a: 1 },
    nothing: null,
  });
  expect(annotations).toEqual([
    {
      picture: "data/a.jpg",
      labels: ["sunny", "day"],
      objects: [],
      scale: "shares",
      split: "val",
      tags: ["hard"],
      metadata: { uniqueness: 0.25 },
    },
  ]);
  expect(losses!.map(({ what, count }) => [what, count])).toEqual([
    ["scores of labels", 1],
    ["“Segmentation” labels", 1],
    ["the field “deep”", 1],
  ]);
});

describe("labels", () => {
  it("are boxes with attributes, a track, and a model where they were predicted", () => {
    const detection = { _cls: "Detection", label: "cat", bounding_box: [0.1, 0.2, 0.3, 0.4], tags: [], mask: null };
    expect(
      objectsOf({
        _cls: "Detections",
        detections: [
          { ...detection, index: 4, color: "red", attributes: { age: { _cls: "NumericAttribute", value: 3 } } },
          { ...detection, confidence: 0.75, tags: ["odd"] },
        ],
      }),
    ).toEqual([
      {
        type: "box",
        label: "cat",
        col_x: 0.1,
        row_y: 0.2,
        width: 0.3,
        height: 0.4,
        track_id: 4,
        attributes: { color: "red", age: 3 },
        extra: { field: "truth" },
      },
      expect.objectContaining({
        confidence: 0.75,
        source: { kind: "model", id: "truth" },
        attributes: { tags: ["odd"] },
      }),
    ]);
  });
  const triangle = [
    [0, 0],
    [1, 0],
    [1, 1],
  ];
  it.each([
    [
      { points: [triangle, triangle], closed: true, filled: true },
      [{ polygon: [[[0, 0, 1, 0, 1, 1]], [[0, 0, 1, 0, 1, 1]]] }],
    ],
    [
      { points: [triangle, triangle], closed: false },
      [{ polyline: [0, 0, 1, 0, 1, 1] }, { polyline: [0, 0, 1, 0, 1, 1] }],
    ],
  ])("are polygons or lines: %j", (line, expected) =>
    expect(objectsOf({ _cls: "Polyline", label: "a", ...line })).toMatchObject(expected),
  );
  it("are keypoints, some of them nowhere", () =>
    expect(
      objectsOf({
        _cls: "Keypoints",
        keypoints: [
          {
            _cls: "Keypoint",
            label: "a",
            points: [
              [0.5, 0.5],
              [null, null],
            ],
            confidence: [0.9, 0.1],
          },
        ],
      }),
    ).toMatchObject([
      {
        keypoints: [
          [0.5, 0.5, 2],
          [0, 0, 0],
        ],
        extra: { point_confidence: [0.9, 0.1] },
      },
    ]));
  it("lose masks, but not their boxes", () => {
    const detection = { _cls: "Detection", label: "cat", bounding_box: [0, 0, 1, 1], mask: { $binary: "eJ" } };
    const { annotations, losses } = parse({ truth: detection });
    expect(annotations[0]!.objects).toHaveLength(1);
    expect(losses).toEqual([expect.objectContaining({ what: "masks of detections", count: 1 })]);
  });
  it.each([
    [{ _cls: "Detection", label: "a", bounding_box: [1, 2] }, /no detection/],
    [{ _cls: "Detection", bounding_box: [0, 0, 1, 1] }, /label/],
    [{ _cls: "Polyline", label: "a", points: [[[1]]] }, /no polyline/],
    [{ _cls: "Keypoint", label: "a", points: [] }, /no keypoint/],
    [{ _cls: "Classification" }, /no label/],
  ])("that are wrong are told: %j", (label, reason) =>
    expect(parse({ truth: label }).problems).toEqual([{ where: "samples[0]", reason: expect.stringMatching(reason) }]),
  );
});

it("names classes, with the skeleton that is theirs", () =>
  expect(
    parseFiftyOne({
      media_type: "image",
      sample_fields: [],
      default_classes: ["cat", "dog"],
      classes: { truth: ["dog", "cow"] },
      default_skeleton: { labels: ["a", "b", "c"], edges: [[0, 1, 2]] },
    })!.classes,
  ).toEqual(
    ["cat", "dog", "cow"].map((name) => ({
      name,
      skeleton: {
        keypoints: ["a", "b", "c"],
        edges: [
          [0, 1],
          [1, 2],
        ],
      },
    })),
  ));
it.each([
  [{ media_type: "image", sample_fields: [], classes: {}, default_classes: [] }],
  [{ sample_fields: [{ name: "truth", ftype: "fiftyone.core.fields.EmbeddedDocumentField" }], info: {} }],
  [{ name: "mine", sample_fields: { filepath: "fiftyone.core.fields.StringField" } }],
])("says what a data set has, without a list of classes: %j", (metadata) =>
  expect(parseFiftyOne(metadata)).toMatchObject({ annotations: [], problems: [] }),
);
it("tells samples without a picture", () =>
  expect(parseFiftyOne({ samples: [{ filepath: "a" }, {}] })!.problems).toHaveLength(1));
it.each([[null], [[]], [{}], [{ samples: [] }], [{ samples: [{ file: "a" }] }]])("is not %j", (value) =>
  expect(parseFiftyOne(value)).toBeNull(),
);
