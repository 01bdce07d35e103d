import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskOfPixels } from "@/lib/objects/run-lengths";
import { parseLabelStudio } from "./label-studio";
import { decodeBrush } from "./label-studio-brush";

/** Writes bits, the highest first. */
function bytesOf(...numbers: (readonly [value: number, bits: number])[]): number[] {
  const bits = numbers.map(([value, count]) => value.toString(2).padStart(count, "0")).join("");
  return (bits.match(/.{1,8}/g) ?? []).map((byte) => parseInt(byte.padEnd(8, "0"), 2));
}
const WIDTHS = [3, 4, 8, 16];
/** As Label Studio writes a mask: values of a byte, each alpha in all four channels; runs where values repeat. */
function brushOf(alphas: readonly number[], inRuns: boolean): number[] {
  const values = alphas.flatMap((alpha) => [alpha, alpha, alpha, alpha]);
  const head: [number, number][] = [
    [values.length, 32],
    [7, 5],
    ...WIDTHS.map((bits): [number, number] => [bits - 1, 4]),
  ];
  const body: [number, number][] = [];
  for (let at = 0; at < values.length;) {
    let end = at + 1;
    if (inRuns) while (end < values.length && values[end] === values[at]) end += 1;
    else end = Math.min(values.length, at + 8);
    const which = WIDTHS.findIndex((bits) => end - at - 1 < 2 ** bits);
    body.push([inRuns ? 1 : 0, 1], [which, 2], [end - at - 1, WIDTHS[which]!]);
    body.push(...values.slice(at, inRuns ? at + 1 : end).map((value): [number, number] => [value, 8]));
    at = end;
  }
  return bytesOf(...head, ...body);
}

describe("masks", () => {
  it("are what was drawn, in runs or not", () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        fc.gen(),
        (w, h, inRuns, g) => {
          const alphas = Array.from({ length: w * h }, () => g(fc.constantFrom, 0, 0, 255, 127, 128));
          expect(decodeBrush(brushOf(alphas, inRuns), w, h)).toEqual({
            mask: maskOfPixels(
              alphas.map((alpha) => (alpha >= 128 ? 1 : 0)),
              h,
              w,
            ),
            isSoft: alphas.some((alpha) => alpha === 127 || alpha === 128),
          });
        },
      ),
    ));
  it.each([
    [[]],
    [[1, 2, 3]],
    [[300, 0, 0, 0]],
    [brushOf([255, 0, 255, 0, 0], false)],
    [brushOf([255, 0, 255, 0], false).slice(0, -2)],
    [brushOf([255, 0, 255, 0], true).slice(0, 8)],
    [bytesOf([16, 32], [7, 5], [2, 4], [3, 4], [7, 4], [15, 4], [1, 1], [3, 2], [99, 16], [255, 8])],
  ])("are none of another size, or cut off: %j", (rle) => expect(decodeBrush(rle, 2, 2)).toBeNull());
});

const SIZE = { original_width: 200, original_height: 100 };
const result = (type: string, value: object, more: object = {}) => ({
  id: "r1",
  type,
  from_name: "tag",
  to_name: "image",
  ...SIZE,
  image_rotation: 0,
  value,
  ...more,
});
const task = (results: unknown[], more: object = {}) => ({
  id: 1,
  data: { image: "/data/upload/1/0123abcd-a.jpg" },
  annotations: [{ id: 2, completed_by: { email: "me@example.com" }, result: results }],
  predictions: [],
  ...more,
});
const parse = (...results: unknown[]) => parseLabelStudio([task(results)])!;
const objectsOf = (...results: unknown[]) => parse(...results).annotations[0]!.objects!;

describe("the picture", () => {
  it.each<[object, object]>([
    [{ image: "/data/upload/1/0123abcd-a%20b.jpg" }, { picture: "0123abcd-a b.jpg", also: ["a b.jpg"] }],
    [{ image: "/data/local-files/?d=d/a.jpg" }, { picture: "d/a.jpg", also: ["a.jpg"] }],
    [{ img: "s3://bucket/d/a.jpg?x=1" }, { picture: "a.jpg", also: ["d/a.jpg"] }],
    [
      { text: "hello", url: "https://host/d/a.jpg?x=1" },
      { picture: "a.jpg", also: ["d/a.jpg"], source_url: "https://host/d/a.jpg?x=1" },
    ],
    [{ file: "d/100%.jpg" }, { picture: "d/100%.jpg", also: ["100%.jpg"] }],
    [{ path: "C:\\d\\a.jpg" }, { picture: "a.jpg" }],
  ])("of %j is %j", (data, expected) =>
    expect(parseLabelStudio(task([], { data }))!.annotations).toEqual([
      { ...expected, labels: [], captions: [], objects: [] },
    ]),
  );
  it("may be known by its upload, and is told when it is not named at all", () => {
    expect(parseLabelStudio([task([], { data: {}, file_upload: "0123abcd-a.jpg" })])!.annotations[0]).toMatchObject({
      picture: "a.jpg",
      also: ["0123abcd-a.jpg"],
    });
    expect(parseLabelStudio([task([], { data: {} })])!.problems).toEqual([
      { where: "[0]", reason: expect.stringMatching(/no picture/) },
    ]);
  });
  it("has labels and captions, and loses what else was answered", () => {
    const whole = (type: string, value: object, id: string) => ({ id, type, from_name: type, to_name: "image", value });
    const { annotations, losses } = parse(
      whole("choices", { choices: ["good", "wet"] }, "a"),
      whole("taxonomy", { taxonomy: [["animal", "cat"]] }, "b"),
      whole("textarea", { text: [" A cat. ", "Two."] }, "c"),
      whole("rating", { rating: 4 }, "d"),
      { type: "relation", from_id: "a", to_id: "b" },
    );
    expect(annotations[0]).toMatchObject({ labels: ["good", "wet", "animal / cat"], captions: ["A cat.", "Two."] });
    expect(losses!.map(({ what, count }) => [what, count])).toEqual([
      ["answers of “rating”", 1],
      ["relations", 1],
    ]);
  });
});

describe("a region", () => {
  const me = { source: { kind: "person", id: "me@example.com" } };
  const labelled = (type: string, value: object, more?: object) => result(type, { ...value, [type]: ["cat"] }, more);
  it("is in pixels of the picture, by whoever drew it", () =>
    expect(
      parse(labelled("rectanglelabels", { x: 10, y: 20, width: 30, height: 40, rotation: 0 })).annotations,
    ).toEqual([
      {
        picture: "0123abcd-a.jpg",
        also: ["a.jpg"],
        labels: [],
        captions: [],
        scale: { width: 200, height: 100 },
        objects: [{ type: "box", label: "cat", col_x: 20, row_y: 20, width: 60, height: 40, ...me }],
      },
    ]));
  it.each([
    [
      labelled("rectanglelabels", { x: 50, y: 50, width: 10, height: 10, rotation: 90 }),
      { rotated_box: { cx: 95, cy: 60, width: 20, height: 10, angle: 90 } },
    ],
    [
      labelled("polygonlabels", {
        points: [
          [0, 0],
          [10, 0],
          [10, 10],
        ],
        closed: true,
      }),
      { polygon: [[[0, 0, 20, 0, 20, 10]]] },
    ],
    [
      labelled("polygonlabels", {
        points: [
          [0, 0],
          [10, 0],
          [10, 10],
        ],
        closed: false,
      }),
      { polyline: [0, 0, 20, 0, 20, 10] },
    ],
    [
      labelled("vectorlabels", {
        vertices: [
          { x: 0, y: 0 },
          { x: 10, y: 10 },
        ],
      }),
      { polyline: [0, 0, 20, 10] },
    ],
    [
      labelled("keypointlabels", { x: 10, y: 20, width: 0.5 }),
      { keypoints: [[20, 20, 2]], extra: { point_width: 0.5 } },
    ],
    [
      labelled("ellipselabels", { x: 50, y: 50, radiusX: 10, radiusY: 10 }),
      { extra: { ellipse: { cx: 100, cy: 50, rx: 20, ry: 10 } } },
    ],
    [
      labelled(
        "brushlabels",
        { format: "rle", rle: brushOf([255, 0], true) },
        { original_width: 2, original_height: 1 },
      ),
      { type: "mask", mask: maskOfPixels([1, 0], 1, 2) },
    ],
    [labelled("rectanglelabels", { x: 1, y: 1, width: 1, height: 1 }, { score: 0.5 }), { confidence: 0.5 }],
  ])("%j is kept", (region, expected) => expect(objectsOf(region)).toEqual([expect.objectContaining(expected)]));
  it("joins what was said of it under one id", () => {
    const value = { x: 10, y: 20, width: 30, height: 40 };
    expect(
      objectsOf(
        result("rectangle", value),
        result("labels", { ...value, labels: ["cat"] }),
        result("choices", { ...value, choices: ["red", "wet"] }, { from_name: "look" }),
        result("textarea", { ...value, text: ["Tom"] }, { from_name: "name" }),
        result("number", { ...value, number: 3 }, { from_name: "age" }),
      ),
    ).toEqual([expect.objectContaining({ label: "cat", attributes: { look: ["red", "wet"], name: "Tom", age: 3 } })]);
  });
  it("with several labels is an object for each", () =>
    expect(
      objectsOf(result("rectanglelabels", { x: 1, y: 1, width: 1, height: 1, rectanglelabels: ["cat", "pet"] })).map(
        ({ label, extra }) => [label, extra],
      ),
    ).toEqual([
      ["cat", { region: "r1" }],
      ["pet", { region: "r1" }],
    ]));
  it("of a video is an object for each keyframe", () =>
    expect(
      objectsOf({
        id: "v1",
        type: "videorectangle",
        value: {
          labels: ["cat"],
          sequence: [
            { frame: 1, enabled: true, x: 0, y: 0, width: 50, height: 50, rotation: 0, time: 0.04 },
            { frame: 9, enabled: false, x: 50, y: 0, width: 50, height: 50, time: 0.36 },
          ],
        },
      }),
    ).toEqual([
      expect.objectContaining({ track_id: "v1", time_ms: 40, width: 0.5, extra: { frame: 1 } }),
      expect.objectContaining({ time_ms: 360, extra: { frame: 9, is_last: true } }),
    ]));
  it("without the picture's size is in shares, and cannot be turned", () => {
    const none = { original_width: undefined, original_height: undefined };
    const value = { x: 10, y: 20, width: 30, height: 40 };
    expect(parse(labelled("rectanglelabels", value, none)).annotations[0]).toMatchObject({
      scale: "shares",
      objects: [{ col_x: 0.1, row_y: 0.2, width: 0.3, height: 0.4 }],
    });
    expect(parse(labelled("rectanglelabels", { ...value, rotation: 10 }, none)).problems).toHaveLength(1);
  });
  it.each([
    [result("rectanglelabels", { x: 1, y: 1, width: 1, height: 1 }), /no label/],
    [labelled("rectanglelabels", { x: "a", y: 1, width: 1, height: 1 }), /no rectanglelabels/],
    [labelled("rectanglelabels", { x: 1, y: 1, width: 0, height: 1 }), /positive/],
    [labelled("polygonlabels", { points: [[1, 1], ["x"]] }), /no polygonlabels/],
    [labelled("brushlabels", { format: "rle", rle: [1, 2] }), /no brushlabels/],
    [labelled("keypointlabels", { x: null, y: 1 }), /no keypointlabels/],
    [labelled("ellipselabels", { x: 1, y: 1, radiusX: 0, radiusY: 1 }), /no ellipselabels/],
  ])("that is wrong is told: %j", (region, reason) => {
    const { problems, annotations } = parse(region);
    expect(problems).toEqual([{ where: "[0].annotations[0].result[0]", reason: expect.stringMatching(reason) }]);
    expect(annotations[0]!.objects).toEqual([]);
  });
});

it("knows what a model said, and how sure it was", () => {
  const box = result("rectanglelabels", { x: 1, y: 1, width: 1, height: 1, rectanglelabels: ["cat"] });
  const choice = { id: "c", type: "choices", value: { choices: ["wet"] } };
  const predictions = [{ model_version: "m1", score: 0.75, result: [box, choice] }];
  const { annotations, losses } = parseLabelStudio(task([], { annotations: undefined, predictions }))!;
  expect(annotations[0]).toMatchObject({
    labels: ["wet"],
    objects: [{ source: { kind: "model", id: "m1" }, confidence: 0.75 }],
  });
  expect(losses).toEqual([expect.objectContaining({ what: "scores of labels", count: 1 })]);
});
it("leaves out what was taken back, and keeps sizes apart", () => {
  const box = (more: object) =>
    result("rectanglelabels", { x: 10, y: 10, width: 10, height: 10, rectanglelabels: ["cat"] }, more);
  const skipped = { was_cancelled: true, result: [box({})] };
  const { annotations, losses } = parseLabelStudio(
    task([], { annotations: [skipped, { completed_by: 7, result: [box({}), box({ id: "x", original_width: 400 })] }] }),
  )!;
  expect(annotations.map(({ scale, objects }) => [scale, objects!.length, objects![0]!.source!.id])).toEqual([
    [{ width: 200, height: 100 }, 1, "7"],
    [{ width: 400, height: 100 }, 1, "7"],
  ]);
  expect(losses).toEqual([expect.objectContaining({ count: 1, unit: "objects" })]);
});
it.each([[null], [[]], [{}], [{ data: {} }], [[{ data: { image: "a" } }]], [{ annotations: [] }]])(
  "is not %j",
  (value) => expect(parseLabelStudio(value)).toBeNull(),
);
