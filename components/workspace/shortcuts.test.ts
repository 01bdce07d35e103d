import { describe, expect, it } from "vitest";
import { actionOf } from "./shortcuts";

const press = (
  key: string,
  modifiers: Partial<Record<"ctrlKey" | "metaKey" | "altKey" | "shiftKey", boolean>> = {},
  code = `Key${key.toUpperCase()}`,
) => ({ key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers });

describe("actionOf", () => {
  it.each([
    [press("?", { shiftKey: true }), "help"],
    [press("t"), "tag"],
    [press("T", { shiftKey: true }), null],
    [press("k"), "previous"],
    [press("J", { shiftKey: true }), "next"],
    [press("K", { shiftKey: true }), "previous"],
    [press("End", { shiftKey: true }), "last"],
    [press("ArrowDown", { shiftKey: true }), "down"],
    [press("J", { shiftKey: true, ctrlKey: true }), null],
    [press("G", { shiftKey: true }), null],
    [press("k", { ctrlKey: true }), "palette"],
    [press("k", { metaKey: true }), "palette"],
    [press("a", { ctrlKey: true }), "select-all"],
    [press("a"), null],
    [press("H", { ctrlKey: true, altKey: true, shiftKey: true }), "catalog"],
    [press("Ó", { metaKey: true, altKey: true, shiftKey: true }, "KeyH"), "catalog"],
    [press("h", { ctrlKey: true }), null],
    [press("Escape"), "clear"],
    [press("ArrowDown"), "down"],
    [press("t", { ctrlKey: true }), null],
  ])("%j is %s", (event, expected) => expect(actionOf(event, false)).toBe(expected));

  it("leaves keys to the field that one types in, but for those that open something", () => {
    expect(actionOf(press("t"), true)).toBeNull();
    expect(actionOf(press("a", { ctrlKey: true }), true)).toBeNull();
    expect(actionOf(press("z", { ctrlKey: true }), true)).toBeNull();
    expect(actionOf(press("k", { ctrlKey: true }), true)).toBe("palette");
  });
});
