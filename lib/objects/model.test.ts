import { describe, expect, it } from "vitest";
import { foundObject, objectInput, type FoundObjectInput } from "./model";
import { encodeRuns } from "./run-lengths";

const box = { label: "car", col_x: 1, row_y: 2, width: 3, height: 4 };
const parse = (object: unknown) => foundObject.parse(object);
const problems = (object: unknown) =>
  foundObject.safeParse(object).error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];

describe("an object", () => {
  it("keeps every number as it was given", () => {
    const object = { ...box, col_x: 0.1 + 0.2, row_y: -3.25, width: 1e-7, confidence: 0.123456789012345 };
    expect(parse(object)).toEqual({ ...object, type: "box" });
  });
  it.each<[FoundObjectInput, string, number[]]>([
    [box, "box", [1, 2, 3, 4]],
    [{ label: "a", polygon: [[[0, 0, 4, 0, 4, 2]]] }, "polygon", [0, 0, 4, 2]],
    [{ label: "a", polygon: [[[0, 0, 4, 0, 4, 2]]], keypoints: [[9, 9, 2]] }, "keypoints", [0, 0, 9, 9]],
    [{ ...box, polygon: [[[0, 0, 4, 0, 4, 2]]] }, "polygon", [1, 2, 3, 4]],
    [{ ...box, type: "box", polygon: [[[0, 0, 4, 0, 4, 2]]] }, "box", [1, 2, 3, 4]],
    [{ label: "a", polyline: [0, 5, 9, 5] }, "polyline", [0, 5, 9, 0]],
    [{ label: "a", mask: { size: [2, 2], counts: [1, 2, 1] } }, "mask", [0, 0, 2, 2]],
  ])("has its main kind and its bounding box: %j", (object, type, bounds) => {
    const { col_x, row_y, width, height, ...rest } = parse(object);
    expect([rest.type, [col_x, row_y, width, height]]).toEqual([type, bounds]);
  });
  it("writes the run lengths of a mask as COCO's text", () =>
    expect(parse({ label: "a", mask: { size: [2, 2], counts: [1, 2, 1] } }).mask).toEqual({
      size: [2, 2],
      counts: encodeRuns([1, 2, 1]),
    }));
  it("keeps what belongs to it", () => {
    const object = {
      ...box,
      attributes: { colour: "red", doors: 4, parked: true, seen: ["left", "right"] },
      source: { kind: "model" as const, id: "yolo@8" },
      flags: { crowd: true },
      track_id: 7,
      time_ms: 40,
      extra: { area: 12.5, nested: { any: [1, null] } },
    };
    expect(parse(object)).toEqual({ ...object, type: "box" });
  });

  it.each<[unknown, string]>([
    [{ ...box, label: " " }, "label: An object needs a label"],
    [{ ...box, label: "a\nb" }, "label: Control characters are not allowed"],
    [{ ...box, label: "x".repeat(256) }, "label: A label has at most 255 characters"],
    [{ label: "a", col_x: 1 }, ": A box has all of col_x, row_y, width, height"],
    [{ label: "a" }, ": An object needs a geometry: a box, or another kind that something of lies in the picture"],
    [
      { label: "a", keypoints: [[0, 0, 0]] },
      ": An object needs a geometry: a box, or another kind that something of lies in the picture",
    ],
    [{ ...box, width: 0 }, "width: A box needs a positive width and height"],
    [{ ...box, type: "mask" }, "type: It has no mask"],
    [{ ...box, type: "rotated_box" }, "type: It has no rotated box"],
    [{ ...box, polygon: [[[0, 0, 1, 1]]] }, "polygon.0.0: At least 3 points"],
    [{ ...box, polygon: [[[0, 0, 1, 1, 2, 2, 3]]] }, "polygon.0.0: Points are pairs of x and y"],
    [{ ...box, polygon: [] }, "polygon: At least one part"],
    [
      { ...box, mask: { size: [2, 2], counts: [1, 2] } },
      "mask: The run lengths do not cover the picture's height × width exactly",
    ],
    [
      { ...box, mask: { size: [2, 2], counts: "\u0001" } },
      "mask: The run lengths do not cover the picture's height × width exactly",
    ],
  ])("is refused: %j", (object, problem) => expect(problems(object)).toEqual([problem]));
  it.each([
    { ...box, col_x: Infinity },
    { ...box, col_x: "1" },
    { ...box, height: -1 },
    { ...box, rotated_box: { cx: 1, cy: 1, width: 0, height: 1, angle: 0 } },
    { ...box, keypoints: [[1, 1, 3]] },
    { ...box, surprise: 1 },
    { ...box, flags: { hidden: true } },
    { ...box, source: { kind: "cat", id: "x" } },
    { ...box, object_id: "d1111111-1111-4111-8111-111111111111" },
    null,
  ])("is refused: %j", (object) => expect(problems(object)).not.toEqual([]));

  it("has an identity where it is known already", () => {
    const id = "d1111111-1111-4111-8111-111111111111";
    expect(objectInput.parse({ ...box, object_id: id })).toEqual({ ...box, type: "box", object_id: id });
    expect(objectInput.parse(box)).toEqual({ ...box, type: "box" });
    expect(objectInput.safeParse({ ...box, object_id: "7" }).success).toBe(false);
    expect(objectInput.safeParse({ label: "a" }).success).toBe(false);
  });
});
