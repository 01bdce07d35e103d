import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  NO_CLASSES,
  withClasses,
  withDefined,
  withOrder,
  withoutClasses,
  withoutEdit,
  withRenamed,
  type ClassList,
} from "./list";

const of = (...names: string[]): ClassList =>
  withClasses(
    NO_CLASSES,
    names.map((name) => ({ name })),
  );
const places = ({ classes }: ClassList) => Object.fromEntries(classes.map(({ name, index }) => [name, index]));
const unused = () => false;

describe("a list of classes", () => {
  it("takes new classes at its end, each once, in the order given", () => {
    const list = withClasses(of("car"), [{ name: "person" }, { name: "car" }, { name: "person" }, { name: "bus" }]);
    expect(places(list)).toEqual({ car: 0, person: 1, bus: 2 });
    expect(list.next).toBe(3);
  });

  it("keeps what it knows of a class, and takes what it did not know", () => {
    const known = withClasses(NO_CLASSES, [{ name: "car", color: "#ff0000" }]);
    const list = withClasses(known, [
      { name: "car", color: "#00ff00", extra: { supercategory: "vehicle" }, objects: true },
    ]);
    expect(list.classes).toEqual([
      { index: 0, name: "car", color: "#ff0000", extra: { supercategory: "vehicle" }, objects: true },
    ]);
  });

  it("is the same list where nothing is new", () => {
    const list = of("car", "person");
    expect(withClasses(list, [{ name: "person" }])).toBe(list);
  });

  it("leaves a gap where a class goes, which no later one fills", () => {
    const list = withClasses(withoutClasses(of("a", "b", "c"), ["c"]), [{ name: "d" }]);
    expect(places(list)).toEqual({ a: 0, b: 1, d: 3 });
  });

  it("takes over places and their gaps where it never had a class, and nowhere else", () => {
    const found = [
      { name: "a", index: 2 },
      { name: "b" },
      { name: "c", index: 5 },
      { name: "again", index: 5 },
      { name: "a", index: 0 },
    ];
    const list = withClasses(NO_CLASSES, found, 9);
    expect([places(list), list.next]).toEqual([{ a: 2, b: 9, c: 5, again: 10 }, 11]);
    expect(list.classes.map(({ name }) => name)).toEqual(["a", "c", "b", "again"]);
    expect([withClasses(NO_CLASSES, [], 3).next, withClasses(NO_CLASSES, [])]).toEqual([3, NO_CLASSES]);
    expect(places(withClasses(of("x"), found, 9))).toEqual({ x: 0, a: 1, b: 2, c: 3, again: 4 });
    expect(withClasses(withoutClasses(of("x"), ["x"]), [{ name: "a", index: 0 }]).classes).toEqual([
      { name: "a", index: 1 },
    ]);
  });

  it("reorders without gaps", () => {
    const list = withOrder(withoutClasses(of("a", "b", "c"), ["b"]), ["c", "a"]);
    expect(places(list)).toEqual({ c: 0, a: 1 });
    expect(list.next).toBe(2);
  });

  it("defines a class that is new, and details of one that is there", () => {
    const list = withDefined(withDefined(of("car"), { name: "bus", color: "#0000ff" }), {
      name: "car",
      color: "#ff0000",
    });
    expect(list.classes).toEqual([
      { index: 0, name: "car", color: "#ff0000" },
      { index: 1, name: "bus", color: "#0000ff", objects: true },
    ]);
    expect(withDefined(list, { name: "bus", color: null }).classes[1]).toEqual({
      index: 1,
      name: "bus",
      objects: true,
    });
  });
});

const name = fc.constantFrom("a", "b", "c", "d", "e", "f");
type Edit = (list: ClassList) => ClassList;
const has = (list: ClassList, wanted: string) => list.classes.some((entry) => entry.name === wanted);
/** Every edit that does not reorder. */
const steady: fc.Arbitrary<{ edit: Edit; leaves: readonly string[] }> = fc.oneof(
  fc.array(name, { maxLength: 3 }).map((names) => ({
    edit: (list: ClassList) =>
      withClasses(
        list,
        names.map((one) => ({ name: one })),
      ),
    leaves: [],
  })),
  fc.tuple(name, name).map(([from, to]) => ({
    edit: (list: ClassList) => (has(list, from) && !has(list, to) ? withRenamed(list, from, to) : list),
    leaves: [from, to],
  })),
  name.map((one) => ({ edit: (list: ClassList) => withoutClasses(list, [one]), leaves: [one] })),
  fc.tuple(name, fc.constantFrom("#000000", "#ffffff", null)).map(([one, color]) => ({
    edit: (list: ClassList) => withDefined(list, { name: one, color }),
    leaves: [],
  })),
);
const reordering: fc.Arbitrary<Edit> = fc.infiniteStream(fc.nat()).map((order) => (list) => {
  const keys = new Map(list.classes.map((entry) => [entry.name, order.next().value as number]));
  return withOrder(
    list,
    [...keys.keys()].sort((one, other) => keys.get(one)! - keys.get(other)!),
  );
});
const edits = fc.oneof({ weight: 6, arbitrary: steady.map(({ edit }) => edit) }, { weight: 1, arbitrary: reordering });

describe("edits of a list", () => {
  it("never move the index of a class that stays, in a thousand of them", () => {
    fc.assert(
      fc.property(fc.array(steady, { minLength: 1_000, maxLength: 1_000 }), (many) => {
        let list = NO_CLASSES;
        for (const { edit, leaves } of many) {
          const before = places(list);
          list = edit(list);
          const after = places(list);
          for (const [stays, index] of Object.entries(before))
            if (!leaves.includes(stays) || stays in after) expect([stays, after[stays]]).toEqual([stays, index]);
        }
      }),
      { numRuns: 10 },
    );
  });

  it("give each class an index of its own, below the next one", () => {
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 40 }), (many) => {
        const list = many.reduce((before, edit) => edit(before), NO_CLASSES);
        const indexes = list.classes.map(({ index }) => index);
        expect(new Set(indexes).size).toBe(indexes.length);
        expect([...indexes].sort((one, other) => one - other)).toEqual(indexes);
        for (const index of indexes) expect(index).toBeLessThan(list.next);
      }),
    );
  });

  it("are undone exactly where nothing was edited since", () => {
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 20 }), edits, (many, edit) => {
        const before = many.reduce((list, one) => one(list), NO_CLASSES);
        const after = edit(before);
        expect(withoutEdit(before, after, after, unused)).toEqual(before);
      }),
    );
  });

  it("can be undone after others, without two classes of one index or a class that is in use going", () => {
    fc.assert(
      fc.property(
        fc.array(edits, { maxLength: 20 }),
        edits,
        fc.array(edits, { maxLength: 10 }),
        name,
        (many, edit, later, used) => {
          const before = many.reduce((list, one) => one(list), NO_CLASSES);
          const after = edit(before);
          const now = later.reduce((list, one) => one(list), after);
          const undone = withoutEdit(before, after, now, (one) => one === used);
          const indexes = undone.classes.map(({ index }) => index);
          expect(new Set(indexes).size).toBe(indexes.length);
          for (const index of indexes) expect(index).toBeLessThan(undone.next);
          if (has(now, used)) expect(has(undone, used)).toBe(true);
        },
      ),
    );
  });

  it("keep what others did since when one is undone", () => {
    const before = of("car", "person");
    const after = withRenamed(before, "car", "auto");
    const now = withDefined(withClasses(after, [{ name: "bus" }]), { name: "person", color: "#00ff00" });
    expect(withoutEdit(before, after, now, unused)).toEqual({
      next: 3,
      classes: [
        { index: 0, name: "car" },
        { index: 1, name: "person", color: "#00ff00" },
        { index: 2, name: "bus" },
      ],
    });
  });

  it("do not give back half an order", () => {
    const before = of("a", "b", "c");
    const after = withOrder(before, ["c", "a", "b"]);
    const now = withOrder(after, ["a", "c", "b"]);
    expect(places(withoutEdit(before, after, now, unused))).toEqual({ a: 0, c: 1, b: 2 });
  });
});
