import { describe, expect, it } from "vitest";
import { idOf, identified, storedObjects, withIds } from "./identity";
import type { FoundObject } from "./model";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const box = (facts: Partial<FoundObject> = {}): FoundObject => ({
  label: "car",
  type: "box",
  col_x: 1,
  row_y: 2,
  width: 3,
  height: 4,
  ...facts,
});
const OURS = "d1111111-1111-4111-8111-111111111111";

describe("the identity of objects", () => {
  it("follows from where they come from, the same again and again", () => {
    const first = identified([box(), box()], ["task", "a.jpg"]);
    expect(identified([box(), box()], ["task", "a.jpg"])).toEqual(first);
    expect(new Set(first.map(({ object_id }) => object_id)).size).toBe(2);
    expect(identified([box()], ["task", "b.jpg"])[0]!.object_id).not.toBe(first[0]!.object_id);
    expect(idOf("a", 1)).toMatch(UUID);
  });
  it("is the one that an export wrote, which is no longer a field of the file then", () => {
    expect(identified([box({ extra: { object_id: OURS, area: 5 } })], ["t"])).toEqual([
      { ...box(), extra: { area: 5 }, object_id: OURS },
    ]);
    expect(identified([box({ extra: { object_id: OURS } })], ["t"])).toEqual([{ ...box(), object_id: OURS }]);
  });
  it("is never that of another object of the item, nor what only looks like one", () => {
    const twice = identified([box({ extra: { object_id: OURS } }), box({ extra: { object_id: OURS } })], ["t"]);
    expect(twice[0]!.object_id).toBe(OURS);
    expect(twice[1]!.object_id).not.toBe(OURS);
    expect(identified([box({ extra: { object_id: OURS } })], ["t"], [OURS])[0]!.object_id).not.toBe(OURS);
    expect(identified([box({ extra: { object_id: 7 } })], ["t"])[0]).toMatchObject({ extra: { object_id: 7 } });
  });
  it("is new where REST gives none", () => {
    const [known, fresh] = withIds([{ ...box(), object_id: OURS }, box()]);
    expect(known!.object_id).toBe(OURS);
    expect(fresh!.object_id).toMatch(UUID);
  });
  it("is worked out for those from before, the same in every version", () => {
    const old = [box(), box(), box({ label: "bus" })];
    const read = storedObjects(old, "item");
    expect(storedObjects(old, "item")).toEqual(read);
    expect(new Set(read.map(({ object_id }) => object_id)).size).toBe(3);
    // One that stays tells the same id when another is taken away.
    expect(storedObjects([old[2]], "item")[0]).toEqual(read[2]);
    expect(storedObjects(read, "other")).toEqual(read);
    expect(storedObjects(undefined, "item")).toEqual([]);
  });
});
