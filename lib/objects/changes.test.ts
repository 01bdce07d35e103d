import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { objectChanges, type ObjectChangeKind } from "./changes";
import { objectChangeWords } from "./change-words";
import { boundsOf } from "./geometry";
import { foundObject, type FoundObjectInput, type ItemObject } from "./model";
import { maskOfPixels } from "./run-lengths";

const objectOf = (id: number, given: FoundObjectInput): ItemObject => ({
  ...foundObject.parse(given),
  object_id: `object ${id}`,
});
const box = (id: number, more: Partial<FoundObjectInput> = {}): ItemObject =>
  objectOf(id, { label: "car", col_x: 10, row_y: 20, width: 30, height: 40, ...more });
/** What became of one object, apart from what it is called. */
const became = (before: ItemObject, after: ItemObject) => objectChanges([before], [after]).objects[0];
const shape = (given: Partial<FoundObjectInput>): ItemObject => objectOf(1, { label: "car", ...given });
const maskAt = (x: number, y: number, more: readonly [number, number][] = []): FoundObjectInput["mask"] => {
  const pixels = new Uint8Array(12 * 10);
  for (const [dx, dy] of [[0, 0], [1, 0], [0, 1], [0, 2], ...more] as const) pixels[(y + dy) * 12 + x + dx] = 1;
  return maskOfPixels(pixels, 10, 12);
};
const TRIANGLE = [0, 0, 8, 0, 0, 6];
const inRows = (points: readonly number[], map: (x: number, y: number) => [number, number]): number[] =>
  points.flatMap((_value, index) => (index % 2 === 0 ? map(points[index]!, points[index + 1]!) : []));

describe("what became of one object", () => {
  it.each<[string, ItemObject, ItemObject, ObjectChangeKind[]]>([
    ["a box that was dragged", box(1), box(1, { col_x: 11 }), ["moved"]],
    ["a box pulled at its right side", box(1), box(1, { width: 31 }), ["resized"]],
    ["a box pulled at its left side", box(1), box(1, { col_x: 5, width: 35 }), ["resized"]],
    ["a box pulled at a corner", box(1), box(1, { col_x: 5, row_y: 10, width: 35, height: 50 }), ["resized"]],
    ["a box that is elsewhere and larger", box(1), box(1, { col_x: 0, width: 35 }), ["moved", "resized"]],
    ["a box moved one way and pulled the other", box(1), box(1, { col_x: 0, height: 50 }), ["moved", "resized"]],
    [
      "sides whose sum is rounded",
      box(1, { col_x: 0.1, width: 0.2 }),
      box(1, { col_x: 0.15, width: 0.15 }),
      ["resized"],
    ],
    ["less than a millionth of a pixel", box(1), box(1, { col_x: 10 + 1e-9 }), ["reshaped"]],
    ["another label", box(1), box(1, { label: "van" }), ["relabelled"]],
    [
      "all at once",
      box(1),
      box(1, { label: "van", col_x: 0, confidence: 0.5, attributes: { a: 1 } }),
      ["moved", "relabelled", "attributes", "details"],
    ],
    [
      "a polygon that was dragged",
      shape({ polygon: [[TRIANGLE]] }),
      shape({ polygon: [[inRows(TRIANGLE, (x, y) => [x + 3, y - 1])]] }),
      ["moved"],
    ],
    [
      "a polygon that was scaled",
      shape({ polygon: [[TRIANGLE]] }),
      shape({ polygon: [[inRows(TRIANGLE, (x, y) => [x * 2, y])]] }),
      ["resized"],
    ],
    [
      "a point that was dragged",
      shape({ polygon: [[TRIANGLE]] }),
      shape({ polygon: [[[...TRIANGLE.slice(0, 5), 7]]] }),
      ["resized"],
    ],
    [
      "a point between others",
      shape({ polyline: [0, 0, 4, 4, 9, 9] }),
      shape({ polyline: [0, 0, 5, 4, 9, 9] }),
      ["reshaped"],
    ],
    ["a point more", shape({ polyline: [0, 0, 9, 9] }), shape({ polyline: [0, 0, 9, 9, 9, 9] }), ["reshaped"]],
    [
      "a hole more",
      shape({ polygon: [[TRIANGLE]] }),
      shape({ polygon: [[TRIANGLE, [1, 1, 2, 1, 1, 2]]] }),
      ["reshaped"],
    ],
    [
      "a hole that is a part now",
      shape({ polygon: [[TRIANGLE, TRIANGLE]] }),
      shape({ polygon: [[TRIANGLE], [TRIANGLE]] }),
      ["reshaped"],
    ],
    [
      "a polygon upside down",
      shape({ polyline: [0, 0, 4, 1, 9, 9] }),
      shape({ polyline: [0, 9, 4, 8, 9, 0] }),
      ["reshaped"],
    ],
    [
      "keypoints",
      shape({
        keypoints: [
          [1, 1, 2],
          [0, 0, 0],
          [5, 9, 1],
        ],
      }),
      shape({
        keypoints: [
          [2, 1, 2],
          [0, 0, 0],
          [6, 9, 1],
        ],
      }),
      ["moved"],
    ],
    [
      "a keypoint that is hidden now",
      shape({
        keypoints: [
          [1, 1, 2],
          [5, 9, 2],
        ],
      }),
      shape({
        keypoints: [
          [1, 1, 2],
          [5, 9, 1],
        ],
      }),
      ["reshaped"],
    ],
    [
      "a keypoint nowhere with other numbers",
      shape({
        keypoints: [
          [1, 1, 2],
          [0, 0, 0],
        ],
      }),
      shape({
        keypoints: [
          [1, 1, 2],
          [3, 3, 0],
        ],
      }),
      ["reshaped"],
    ],
    ["a mask that was moved", shape({ mask: maskAt(2, 3) }), shape({ mask: maskAt(7, 1) }), ["moved"]],
    ["a mask with another pixel", shape({ mask: maskAt(2, 3) }), shape({ mask: maskAt(2, 3, [[3, 3]]) }), ["reshaped"]],
    [
      "a mask moved and painted on",
      shape({ mask: maskAt(2, 3, [[1, 1]]) }),
      shape({ mask: maskAt(4, 3, [[1, 2]]) }),
      ["reshaped"],
    ],
    [
      "a box beside a polygon",
      box(1, { polygon: [[TRIANGLE]] }),
      box(1, { polygon: [[TRIANGLE]], col_x: 9 }),
      ["moved"],
    ],
    [
      "a polygon with the box around it",
      box(1, { polygon: [[TRIANGLE]] }),
      box(1, { polygon: [[inRows(TRIANGLE, (x, y) => [x + 1, y])]], col_x: 9, width: 90 }),
      ["moved"],
    ],
    ["its main kind", box(1, { polygon: [[TRIANGLE]] }), box(1, { polygon: [[TRIANGLE]], type: "box" }), ["details"]],
  ])("%s", (_what, before, after, changes) => {
    expect(became(before, after)?.changes).toEqual(changes);
    expect(became(after, before)?.changes).toEqual(changes);
  });

  it.each([0, 30, 123.4])("a box turned by %d° goes along its own sides", (angle) => {
    const turn = (angle * Math.PI) / 180;
    const rotated = (given: object) =>
      shape({ rotated_box: { cx: 50, cy: 40, width: 20, height: 10, angle, ...given } });
    const along = { cx: 50 + 5 * Math.cos(turn), cy: 40 + 5 * Math.sin(turn) };
    expect(became(rotated({}), rotated(along))?.changes).toEqual(["moved"]);
    expect(became(rotated({}), rotated({ ...along, width: 30 }))?.changes).toEqual(["resized"]);
    expect(became(rotated({}), rotated({ ...along, width: 26 }))?.changes).toEqual(["moved", "resized"]);
    expect(became(rotated({}), rotated({ angle: angle + 1 }))?.changes).toEqual(["rotated"]);
    expect(became(rotated({}), rotated({ angle: angle + 1, cx: 0, width: 1 }))?.changes).toEqual([
      "moved",
      "resized",
      "rotated",
    ]);
  });

  it("tells what it was called, what it got and lost, and which attributes and fields differ", () => {
    const before = box(1, { polygon: [[TRIANGLE]], attributes: { a: 1, b: ["x"], c: null }, flags: { crowd: true } });
    const after = box(1, { label: "van", polyline: [0, 0, 1, 1], attributes: { b: ["x", "y"], c: null, d: false } });
    expect(became(before, after)).toEqual({
      object_id: "object 1",
      label: "van",
      label_before: "car",
      type: "polyline",
      changes: ["reshaped", "relabelled", "attributes", "details"],
      drawn: ["polyline"],
      erased: ["polygon"],
      attributes: [
        { name: "a", before: 1 },
        { name: "b", before: ["x"], after: ["x", "y"] },
        { name: "d", after: false },
      ],
      details: ["flags"],
    });
  });
});

// Generated ------------------------------------------------------------------------------------------------------------

const at = fc.integer({ min: 0, max: 200 });
const length = fc.integer({ min: 1, max: 90 });
const ring = fc.array(fc.tuple(at, at), { minLength: 3, maxLength: 6 }).map((points) => points.flat());
const geometry: fc.Arbitrary<Partial<FoundObjectInput>> = fc
  .record(
    {
      polygon: fc.array(fc.array(ring, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 }),
      rotated_box: fc.record({ cx: at, cy: at, width: length, height: length, angle: fc.constantFrom(0, 17, 90) }),
      polyline: ring,
      keypoints: fc.array(fc.tuple(at, at, fc.constantFrom(1 as const, 2 as const)), { minLength: 1, maxLength: 4 }),
    },
    { requiredKeys: [] },
  )
  .chain((kinds) =>
    fc.record({ col_x: at, row_y: at, width: length, height: length }).map((given) => ({ ...given, ...kinds })),
  );
const anObject = fc
  .tuple(fc.constantFrom("car", "van", "person"), geometry)
  .map(([label, given]) => foundObject.parse({ label, ...given }));

const moved = (
  { polygon, rotated_box, polyline, keypoints, ...object }: ItemObject,
  dx: number,
  dy: number,
): ItemObject => {
  const flat = (points: readonly number[]) => points.map((value, index) => value + (index % 2 === 0 ? dx : dy));
  return {
    ...object,
    col_x: object.col_x + dx,
    row_y: object.row_y + dy,
    ...(polygon ? { polygon: polygon.map((part) => part.map(flat)) } : {}),
    ...(rotated_box ? { rotated_box: { ...rotated_box, cx: rotated_box.cx + dx, cy: rotated_box.cy + dy } } : {}),
    ...(polyline ? { polyline: flat(polyline) } : {}),
    ...(keypoints ? { keypoints: keypoints.map(([x, y, v]): [number, number, 0 | 1 | 2] => [x + dx, y + dy, v]) } : {}),
  };
};
/** Changes of which it is known what they are, for an object of any kinds. */
const DEEDS: Record<string, (object: ItemObject) => [ItemObject, ObjectChangeKind[]]> = {
  nothing: (object) => [structuredClone(object), []],
  move: (object) => [moved(object, 7, 0), ["moved"]],
  relabel: (object) => [{ ...object, label: `${object.label}!` }, ["relabelled"]],
  "move and relabel": (object) => [{ ...moved(object, -1, 5), label: "other" }, ["moved", "relabelled"]],
  attributes: (object) => [{ ...object, attributes: { color: "red" } }, ["attributes"]],
  confidence: (object) => [{ ...object, confidence: 0.25 }, ["details"]],
  "a point more": (object) => [{ ...object, polyline: [...(object.polyline ?? [1, 1]), 300, 300] }, ["reshaped"]],
};
const deed = fc.constantFrom(...Object.keys(DEEDS), "remove", "add");

describe("what became of all objects", () => {
  it("is exactly what was done to each, in their order", () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(anObject, deed), { maxLength: 8 }), (plan) => {
        const before: ItemObject[] = [];
        const after: ItemObject[] = [];
        const expected = new Map<string, ObjectChangeKind[]>();
        plan.forEach(([found, does], index) => {
          const object = { ...found, object_id: `object ${index}` };
          if (does !== "add") before.push(object);
          if (does === "add") after.push(object);
          const [next, changes] = DEEDS[does]?.(object) ?? [
            null,
            [does === "add" ? "added" : "removed"] as ObjectChangeKind[],
          ];
          if (next) after.push(next);
          if (changes.length > 0) expected.set(object.object_id, changes);
        });
        const { objects, reordered } = objectChanges(before, after);
        expect(new Map(objects.map(({ object_id, changes }) => [object_id, changes]))).toEqual(expected);
        const gone = new Set(
          objects.filter(({ changes }) => changes[0] === "removed").map(({ object_id }) => object_id),
        );
        const order = [...after, ...before].map(({ object_id }) => object_id).filter((id) => expected.has(id));
        expect(objects.map(({ object_id }) => object_id)).toEqual(
          [...new Set(order)].sort((a, b) => Number(gone.has(a)) - Number(gone.has(b))),
        );
        expect(reordered).toBe(false);
      }),
    ));

  it("is nothing exactly where they are the same", () =>
    fc.assert(
      fc.property(fc.array(anObject, { maxLength: 4 }), fc.array(anObject, { maxLength: 4 }), (some, others) => {
        const withId = (objects: typeof some) =>
          objects.map((object, index) => ({ ...object, object_id: `object ${index}` }));
        const [a, b] = [withId(some), withId(others)];
        const isNothing = ({ objects, reordered }: ReturnType<typeof objectChanges>) =>
          objects.length === 0 && !reordered;
        expect(isNothing(objectChanges(a, structuredClone(a)))).toBe(true);
        expect(isNothing(objectChanges(a, b))).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    ));

  it("tells another order", () => {
    const [a, b, c] = [box(1), box(2), box(3)];
    expect(objectChanges([a, b, c], [c, a, b])).toEqual({ objects: [], reordered: true });
    expect(objectChanges([a, b, c], [a, c]).reordered).toBe(false);
    expect(objectChanges([a, c], [a, b, c]).reordered).toBe(false);
  });

  it("finds the box around what was moved where it was", () => {
    const before = shape({ polygon: [[TRIANGLE]] });
    expect(boundsOf(moved(before, 3, 4))).toEqual({ col_x: 3, row_y: 4, width: 8, height: 6 });
  });
});

describe("words for it", () => {
  const words = (before: ItemObject[], after: ItemObject[]) => objectChangeWords(objectChanges(before, after));
  const polygon = (id: number, label: string) => objectOf(id, { label, polygon: [[TRIANGLE]] });
  it.each<[ItemObject[], ItemObject[], string[]]>([
    [[box(1)], [box(1, { col_x: 0, width: 90 })], ["car moved and resized"]],
    [[], [polygon(1, "car"), polygon(2, "person")], ["2 polygons added: car, person"]],
    [[box(1)], [], ["1 box removed: car"]],
    [[box(1), box(2)], [box(1, { col_x: 0 }), box(2, { col_x: 0 })], ["2 × car moved"]],
    [[box(1)], [box(1, { label: "van", row_y: 0 })], ["car → van moved and relabelled"]],
    [[box(1)], [box(1, { polygon: [[TRIANGLE]] })], ["car drawn as a polygon"]],
    [[box(1, { polygon: [[TRIANGLE]] })], [box(1)], ["car left without a polygon"]],
    [
      [box(1)],
      [box(1, { attributes: { color: "red", parked: true }, confidence: 1, track_id: 3 })],
      ["car changed in color, parked, confidence and track"],
    ],
    [[box(1), box(2)], [box(2), box(1)], ["put in another order"]],
  ])("%j → %j", (before, after, expected) => expect(words(before, after)).toEqual(expected));

  it("ends where there are too many", () => {
    const many = Array.from({ length: 20 }, (_, index) => box(index, { label: `thing ${index}` }));
    const told = words(
      many,
      many.map((object) => ({ ...object, col_x: 0 })),
    );
    expect(told).toHaveLength(13);
    expect(told.at(-1)).toBe("8 more changes");
    expect(words([], many)).toEqual(["20 boxes added: thing 0, thing 1, thing 2, thing 3, thing 4, …"]);
  });
});
