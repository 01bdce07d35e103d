import { describe, expect, it } from "vitest";
import type { ItemObject } from "@/lib/objects/model";
import { begunWith, redone, settled, stepped, undone, type ObjectsPart } from "./drawing-steps";
import { plotted } from "./sketch";

const object = (label: string): ItemObject => ({
  object_id: "b0000000-0000-4000-8000-000000000001",
  type: "box",
  label,
  col_x: 0,
  row_y: 0,
  width: 9,
  height: 9,
});
const labelled = (part: ObjectsPart, label: string, about?: string) => stepped(part, { value: [object(label)] }, about);
const labelOf = ({ value }: ObjectsPart) => value[0]?.label;
const none = begunWith([], "1");

describe("steps", () => {
  it("go back one by one, and forth, to the very same objects", () => {
    const one = labelled(none, "a");
    const two = labelled(one, "b");
    expect(labelOf(undone(two))).toBe("a");
    expect(undone(undone(two)).value).toBe(none.value);
    expect(undone(none)).toBe(none);
    const forth = redone(redone(undone(undone(two))));
    expect(forth.value).toBe(two.value);
    expect(redone(forth)).toBe(forth);
    expect([forth.base, forth.etag]).toEqual([[], "1"]);
  });
  it("lead nowhere else once something else was done", () => {
    const other = labelled(undone(labelled(none, "a")), "b");
    expect(redone(other)).toBe(other);
  });
  it("are one where they follow on each other and are about the same", () => {
    const typed = labelled(labelled(labelled(none, "b", "label"), "bo", "label"), "boa", "label");
    expect(undone(typed).value).toBe(none.value);
    const twice = labelled(settled(labelled(none, "a", "drag")), "b", "drag");
    expect(labelOf(undone(twice))).toBe("a");
    const between = labelled(labelled(labelled(none, "a", "drag"), "b", "label"), "c", "drag");
    expect(labelOf(undone(between))).toBe("b");
    // What was undone is not gone on with.
    expect(labelOf(undone(labelled(undone(labelled(typed, "x")), "boat", "label")))).toBe("boa");
  });
  it("are points of a shape, too; and nothing is no step", () => {
    const sketch = plotted(null, "polygon", [1, 2, 2]);
    const set = stepped(none, { sketch });
    expect(undone(set).sketch).toBeNull();
    expect(redone(undone(set)).sketch).toBe(sketch);
    expect(stepped(set, { sketch })).toBe(set);
  });
  it("are kept for as long as anyone takes them back", () => {
    let part = none;
    for (let count = 0; count < 600; count += 1) part = labelled(part, String(count));
    expect(part.past).toHaveLength(500);
  });
});
