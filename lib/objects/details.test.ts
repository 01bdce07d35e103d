import { describe, expect, it } from "vitest";
import { objectsAt, withAttribute, withFlag, withoutAttribute } from "./details";

const boat = { label: "boat", attributes: { colour: "red", wheels: [1, 2] }, flags: { crowd: false } };

describe("attributes", () => {
  it("are set, added last and taken away; the others stay", () => {
    expect(withAttribute(boat, "colour", 7).attributes).toEqual({ colour: 7, wheels: [1, 2] });
    expect(Object.keys(withAttribute(boat, "afloat", true).attributes!)).toEqual(["colour", "wheels", "afloat"]);
    expect(withoutAttribute(boat, "colour")).toEqual({ ...boat, attributes: { wheels: [1, 2] } });
    expect(withAttribute<object>({ label: "boat" }, "afloat", true)).toEqual({
      label: "boat",
      attributes: { afloat: true },
    });
  });
  it("leave nothing behind when the last goes", () => {
    const one: { label: string; attributes?: Record<string, string> } = {
      label: "boat",
      attributes: { colour: "red" },
    };
    expect(withoutAttribute(one, "colour")).toEqual({ label: "boat" });
    expect(withoutAttribute({ label: "boat" } as typeof one, "colour")).toEqual({ label: "boat" });
  });
});

describe("flags", () => {
  it("are raised and lowered; what else a file said of them stays", () => {
    expect(withFlag(boat, "occluded", true).flags).toEqual({ crowd: false, occluded: true });
    expect(withFlag(withFlag(boat, "occluded", true), "occluded", false)).toEqual(boat);
    const plain: { label: string; flags?: Record<string, boolean> } = { label: "boat" };
    expect(withFlag(withFlag(plain, "crowd", true), "crowd", false)).toEqual({ label: "boat" });
  });
});

describe("objects of a video", () => {
  const at = (time_ms?: number) => ({ time_ms });
  it("are those of the nearest moment that has any, within half a second, and those of none", () => {
    const objects = [at(), at(0), at(1_000), at(1_000), at(1_400)];
    expect(objectsAt(objects, 1_100)).toEqual([at(), at(1_000), at(1_000)]);
    expect(objectsAt(objects, 1_900)).toEqual([at(), at(1_400)]);
    expect(objectsAt(objects, 1_901)).toEqual([at()]);
    expect(objectsAt([], 0)).toEqual([]);
  });
});
