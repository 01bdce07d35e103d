import { describe, expect, it } from "vitest";
import { parseLabelMe } from "./labelme";

const file = (shapes: unknown[], more: object = {}) => ({
  version: "5.0.1",
  flags: {},
  shapes,
  imagePath: "a.jpg",
  imageData: "ZZZZ",
  imageHeight: 50,
  imageWidth: 100,
  ...more,
});
const shape = (shape_type: string | undefined, points: unknown, more: object = {}) => ({
  label: "dog",
  points,
  group_id: null,
  shape_type,
  flags: {},
  ...more,
});
const parse = (...shapes: unknown[]) => parseLabelMe(file(shapes), "labels/b.json")!;
const objectsOf = (...shapes: unknown[]) => parse(...shapes).annotations[0]!.objects!;

it("is a picture with a size, flags that are labels, and the file's own name as a second one", () =>
  expect(parseLabelMe(file([], { flags: { good: true, bad: false }, imagePath: "..\\x\\a.jpg" }), "l/b.json")).toEqual({
    annotations: [
      {
        picture: "../x/a.jpg",
        also: ["b"],
        labels: ["good"],
        objects: [],
        scale: { width: 100, height: 50 },
      },
    ],
    problems: [],
  }));
it("may have no name or size in it", () =>
  expect(parseLabelMe({ shapes: [], imagePath: "", imageHeight: null }, "l/b.json")!.annotations).toEqual([
    { picture: "b", labels: [], objects: [], scale: "pixels" },
  ]));

describe("a shape", () => {
  const corners = [
    [10, 10],
    [14, 10],
    [14, 12],
    [10, 12],
  ];
  it.each([
    ["rectangle", [corners[2], corners[0]], { type: "box", col_x: 10, row_y: 10, width: 4, height: 2 }],
    ["rectangle", corners, { type: "box", col_x: 10, row_y: 10, width: 4, height: 2 }],
    ["polygon", corners.slice(0, 3), { type: "polygon", polygon: [[[10, 10, 14, 10, 14, 12]]] }],
    [undefined, corners.slice(0, 3), { type: "polygon" }],
    ["line", corners.slice(1, 3), { type: "polyline", polyline: [14, 10, 14, 12] }],
    ["linestrip", corners.slice(0, 3), { polyline: [10, 10, 14, 10, 14, 12] }],
    ["point", [[1, 2]], { type: "keypoints", keypoints: [[1, 2, 2]] }],
    [
      "points",
      corners.slice(0, 2),
      {
        keypoints: [
          [10, 10, 2],
          [14, 10, 2],
        ],
      },
    ],
    ["rotation", corners, { rotated_box: { cx: 12, cy: 11, width: 4, height: 2, angle: 0 } }],
    [
      "rotation",
      [corners[1], corners[2], corners[3], corners[0]],
      { rotated_box: { cx: 12, cy: 11, width: 2, height: 4, angle: 90 } },
    ],
  ])("%s of %j is kept", (kind, points, expected) =>
    expect(objectsOf(shape(kind, points))).toEqual([expect.objectContaining(expected)]),
  );
  it("may be a circle or a mask, of which something is lost", () => {
    const { annotations, losses } = parse(
      shape("circle", [
        [20, 20],
        [23, 24],
      ]),
      shape("mask", [corners[0], corners[2]], { mask: "iVBOR" }),
    );
    expect(annotations[0]!.objects).toEqual([
      expect.objectContaining({ type: "polygon", extra: { circle: { cx: 20, cy: 20, radius: 5 } }, width: 10 }),
      expect.objectContaining({ type: "box", width: 4 }),
    ]);
    expect(losses!.map(({ what, count }) => [what, count])).toEqual([
      ["circles", 1],
      ["masks within shapes", 1],
    ]);
  });
  it("has flags, a description, attributes, a score and a group", () =>
    expect(
      objectsOf(
        shape("point", [[1, 2]], {
          group_id: 0,
          description: "old",
          flags: { wet: true, dry: false },
          attributes: { color: "red" },
          difficult: true,
          score: 0.25,
        }),
      ),
    ).toEqual([
      expect.objectContaining({
        attributes: { description: "old", difficult: true, wet: true, dry: false, color: "red" },
        confidence: 0.25,
        extra: { group_id: 0 },
      }),
    ]));
  it("is a part of an object with other polygons of its label and group", () => {
    const part = (x: number, more: object = {}) =>
      shape(
        "polygon",
        [
          [x, 0],
          [x + 4, 0],
          [x + 4, 2],
        ],
        more,
      );
    expect(
      objectsOf(part(0, { group_id: 1 }), part(10, { group_id: 2 }), part(20, { group_id: 1 }), part(30), part(40)),
    ).toEqual([
      {
        type: "polygon",
        label: "dog",
        polygon: [[[0, 0, 4, 0, 4, 2]], [[20, 0, 24, 0, 24, 2]]],
        col_x: 0,
        row_y: 0,
        width: 24,
        height: 2,
        extra: { group_id: 1 },
      },
      expect.objectContaining({ col_x: 10 }),
      expect.objectContaining({ col_x: 30 }),
      expect.objectContaining({ col_x: 40 }),
    ]);
  });
  it.each([
    [3, /no shape/],
    [shape("polygon", [[1, 2], [3]]), /no polygon/],
    [shape("polygon", []), /no polygon/],
    [shape("polygon", corners.slice(0, 2)), /At least 3 points/],
    [shape("rectangle", corners.slice(0, 1)), /no rectangle/],
    [shape("circle", [corners[0], corners[0]]), /no circle/],
    [shape("rectangle", [corners[0], corners[1]]), /positive/],
    [shape("point", [[1, 2]], { label: " " }), /label/],
  ])("that is wrong is told: %j", (given, reason) => {
    const { annotations, problems } = parse(given);
    expect(problems).toEqual([{ where: "shapes[0]", reason: expect.stringMatching(reason) }]);
    expect(annotations[0]!.objects).toEqual([]);
  });
  it("of an unknown kind is lost", () =>
    expect(parse(shape("cuboid", corners)).losses).toEqual([
      expect.objectContaining({ what: "“cuboid” shapes", count: 1 }),
    ]));
});

it.each([[null], [[]], [{}], [{ shapes: [] }], [{ imagePath: "a.jpg" }]])("is not %j", (value) =>
  expect(parseLabelMe(value, "a.json")).toBeNull(),
);
