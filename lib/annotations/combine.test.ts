import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foundObject, type FoundObject, type FoundObjectInput, type ItemObject } from "@/lib/objects/model";
import { ANNOTATION_MODES } from "@/lib/operations/annotation-import";
import { combinedObjects } from "./combine";

const ID = (digit: number) => `${String(digit).repeat(8)}-0000-4000-8000-000000000000`;
const newId = (index: number) => `new-${index}`;
const object = (input: Partial<FoundObjectInput> = {}): FoundObject =>
  foundObject.parse({ label: "car", col_x: 10, row_y: 10, width: 40, height: 20, ...input });
const there = (digit: number, input: Partial<FoundObjectInput> = {}): ItemObject => ({
  ...object(input),
  object_id: ID(digit),
});
const withId = (digit: number, input: Partial<FoundObjectInput> = {}) =>
  object({ ...input, extra: { object_id: ID(digit) } });
const combine = (...[old, found, mode]: [ItemObject[], FoundObject[], (typeof ANNOTATION_MODES)[number]]) =>
  combinedObjects(old, found, mode, newId);
const square = [[[10, 10, 50, 10, 50, 30, 10, 30]]];

describe("what becomes of objects", () => {
  it.each(ANNOTATION_MODES)("%s: what is there already is there once, with its id", (mode) => {
    const old = [there(1), there(2, { label: "dog" })];
    const found = [object({ col_x: 10.004 }), object({ label: "dog" })];
    expect(combine(old, found, mode)).toEqual({ objects: old, added: 0, updated: 0, removed: 0, same: 2 });
  });

  it.each(ANNOTATION_MODES)("%s: as many at one place as the file has there", (mode) => {
    const { objects, added, same } = combine([there(1)], [object(), object()], mode);
    expect([objects.map(({ object_id }) => object_id), added, same]).toEqual([[ID(1), "new-1"], 1, 1]);
  });

  it("add keeps what is there and fills in what it says nothing of", () => {
    const old = there(1, { attributes: { color: "red" }, confidence: 0.5 });
    const found = object({ attributes: { color: "red", parked: true }, polygon: square, extra: { area: 800 } });
    const { objects, updated } = combine([old], [found], "add");
    expect(updated).toBe(1);
    expect(objects).toEqual([
      {
        ...old,
        type: "polygon",
        polygon: square,
        attributes: { color: "red", parked: true },
        extra: { area: 800 },
      },
    ]);
  });

  it("add takes an object that says otherwise, or lies nearly there, for another one", () => {
    const old = there(1, { attributes: { color: "red" } });
    const found = [object({ attributes: { color: "blue" } }), object({ col_x: 11 })];
    expect(combine([old], found, "add")).toMatchObject({ added: 2, updated: 0, same: 0 });
  });

  it("merge takes what the file says, and leaves what it says nothing of", () => {
    const old = there(1, { polygon: square, attributes: { color: "red", parked: true } });
    const { objects, updated, added } = combine(
      [old],
      [object({ attributes: { color: "blue" }, confidence: 0.9 })],
      "merge",
    );
    expect([updated, added]).toEqual([1, 0]);
    expect(objects).toEqual([{ ...old, attributes: { color: "blue", parked: true }, confidence: 0.9 }]);
  });

  it("merge: a box drawn again takes the place of the old one, with all that was drawn there", () => {
    const old = there(1, { polygon: square, attributes: { color: "red" } });
    const { objects } = combine([old], [object({ width: 41 })], "merge");
    expect(objects).toEqual([
      {
        label: "car",
        type: "box",
        col_x: 10,
        row_y: 10,
        width: 41,
        height: 20,
        attributes: { color: "red" },
        object_id: ID(1),
      },
    ]);
  });

  it("merge pairs the nearest boxes, never two labels, moments or tracks", () => {
    const old = [there(1, { col_x: 10.9 }), there(2, { col_x: 10.2 })];
    const { objects, added } = combine(old, [object()], "merge");
    expect([objects.map(({ col_x }) => col_x), added]).toEqual([[10.9, 10], 0]);
    for (const other of [{ label: "van" }, { time_ms: 40 }, { track_id: 2 }, { col_x: 14 }])
      expect(combine([there(1, { track_id: 1 })], [object(other)], "merge").added).toBe(1);
  });

  it.each(["add", "merge"] as const)(
    "%s: an id decides, wherever the object lies now and whatever it is called",
    (mode) => {
      const old = [there(1, { polygon: square, confidence: 0.4 }), there(2, { col_x: 100 })];
      const { objects, updated } = combine(old, [withId(1, { label: "bus", col_x: 100 })], mode);
      expect(updated).toBe(1);
      expect(objects).toEqual([
        { label: "bus", type: "box", col_x: 100, row_y: 10, width: 40, height: 20, confidence: 0.4, object_id: ID(1) },
        old[1],
      ]);
    },
  );

  it("an id that no object of the item has is kept, unless it was given before", () => {
    const found = [withId(1), withId(1, { col_x: 200 })];
    expect(combine([], found, "add").objects.map(({ object_id }) => object_id)).toEqual([ID(1), "new-1"]);
  });

  it("replace leaves what the file says and nothing else, in its order, by the ids that the objects had", () => {
    const old = [there(1, { attributes: { color: "red" } }), there(2, { label: "dog" }), there(3, { col_x: 200 })];
    const found = [object({ label: "cat" }), object({ label: "dog", width: 41 }), object()];
    expect(combine(old, found, "replace")).toEqual({
      objects: [
        { ...found[0], object_id: "new-0" },
        { ...found[1], object_id: ID(2) },
        { ...found[2], object_id: ID(1) },
      ],
      added: 1,
      updated: 2,
      removed: 1,
      same: 0,
    });
    expect(combine(old, [], "replace")).toMatchObject({ objects: [], removed: 3 });
  });

  it("never gives an id twice, counts everything, and finds everything the second time", () => {
    const some = fc.record({
      label: fc.constantFrom("car", "dog"),
      col_x: fc.integer({ min: 0, max: 5 }),
      width: fc.integer({ min: 30, max: 33 }),
      extra: fc.option(fc.record({ object_id: fc.integer({ min: 1, max: 5 }).map(ID) }), { nil: undefined }),
    });
    const lists = fc.array(some, { maxLength: 6 });
    // What a file gives two objects of one id, it means for one of them, and nobody knows which.
    const file = fc.uniqueArray(some, { maxLength: 6, selector: ({ extra }) => extra?.object_id ?? Symbol() });
    fc.assert(
      fc.property(lists, file, fc.constantFrom(...ANNOTATION_MODES), (first, second, mode) => {
        const found = (all: typeof first) => all.map((one) => object(one));
        const old = combinedObjects([], found(first), "add", (index) => `old-${index}`).objects;
        const once = combine([...old], found(second), mode);
        const ids = once.objects.map(({ object_id }) => object_id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(once.added + once.updated + once.same).toBe(second.length);
        expect(ids.length).toBe(old.length + once.added - once.removed);
        const twice = combine([...once.objects], found(second), mode);
        expect(twice).toMatchObject({ added: 0, removed: 0 });
      }),
    );
  });
});
