import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attributeNeedle, attributeText, eachAttribute } from "./attribute-text";

const name = fc.string({
  unit: fc.constantFrom("a", "b", "=", ":", '"', "\\", "\n", "n", "ü", "\u001d", "\u001e", "\u001f", "0", "1"),
  minLength: 1,
  maxLength: 3,
});
const one = fc.oneof(name, fc.constantFrom(0, 1.5, -3, true, false, null, ""));
const attributes = fc.dictionary(name, fc.oneof(one, fc.array(one, { maxLength: 3 })), { maxKeys: 3 });

/** The rule without texts. */
function has(objects: readonly Record<string, unknown>[], wanted: string, value: string | null): boolean {
  return objects.some((object) => {
    const said = Object.hasOwn(object, wanted) ? [object[wanted]].flat() : [];
    return said.some((part) => part !== null && (value === null || String(part) === value));
  });
}

describe("attributes as a text", () => {
  it("have exactly the names and values that objects have", () =>
    fc.assert(
      fc.property(
        fc.array(attributes, { maxLength: 3 }),
        name,
        fc.option(fc.oneof(name, fc.constantFrom("1.5", "true", ""))),
        (objects, wanted, value) => {
          const text = attributeText(objects);
          expect(text.includes(attributeNeedle(wanted, value))).toBe(has(objects, wanted, value));
          eachAttribute(objects, (known, said) => {
            expect(text).toContain(attributeNeedle(known, said));
            expect(has(objects, known, said)).toBe(true);
          });
        },
      ),
    ));

  it("are those of all objects, value by value", () => {
    const found: string[][] = [];
    const objects = [{ color: "red", seen: ["left", "right"] }, null, { color: "red", parked: false, plate: null }];
    eachAttribute(objects, (...attribute) => found.push(attribute));
    expect(found).toEqual([
      ["color", "red"],
      ["seen", "left"],
      ["seen", "right"],
      ["color", "red"],
      ["parked", "false"],
    ]);
  });
});
