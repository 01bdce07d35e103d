import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foundObject } from "./model";
import { usualObject } from "./usual-object";

const number = fc.oneof(
  fc.double({ noDefaultInfinity: true, noNaN: true }),
  fc.integer({ min: -5, max: 700 }),
  fc.constant(-0),
);
const oddity = fc.constantFrom<unknown>(NaN, Infinity, "7", null, undefined, true, [], {}, new Date(0), 2 ** 60);
const ring = fc.integer({ min: 3, max: 9 }).chain((n) => fc.array(number, { minLength: 2 * n, maxLength: 2 * n }));
const polygonOf = (one: fc.Arbitrary<unknown>) =>
  fc.array(fc.array(one, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 });
const recordOf = (key: fc.Arbitrary<string>, value: fc.Arbitrary<unknown>) =>
  fc.array(fc.tuple(key, value), { maxLength: 4 }).map((pairs) => {
    const record: Record<string, unknown> = {};
    // As JSON.parse does: `__proto__` is a key like any other.
    for (const [name, one] of pairs)
      Object.defineProperty(record, name, { value: one, enumerable: true, configurable: true, writable: true });
    return record;
  });
const name = fc.string({ minLength: 1, maxLength: 6 });
const side = fc.double({ min: 0, max: 900, noNaN: true });
const box = fc.record({ col_x: number, row_y: number, width: side, height: side });
const others = fc.record(
  {
    polygon: polygonOf(ring),
    attributes: recordOf(name, fc.oneof(number, fc.string(), fc.boolean())),
    confidence: number,
    flags: fc.record({ crowd: fc.boolean(), occluded: fc.boolean(), truncated: fc.boolean() }, { requiredKeys: [] }),
    track_id: fc.oneof(fc.maxSafeInteger(), fc.string()),
    extra: recordOf(name, fc.jsonValue()),
  },
  { requiredKeys: [] },
);
const usual = fc
  .tuple(fc.constantFrom("car", "Straßenbahn 🚃", "x".repeat(255)), fc.option(box, { freq: 4 }), others)
  .map(([label, sides, rest]): Record<string, unknown> => ({ label, ...sides, ...rest }));

const LONG = ["x".repeat(256), "x".repeat(5_001)];
const oddKey = fc.oneof(name, fc.constantFrom("__proto__", "constructor", "", "x".repeat(255), LONG[0]!));
/** What may stand in a field that is not as usual; anything may, anywhere. */
const ODD: Record<string, fc.Arbitrary<unknown>> = {
  label: fc.constantFrom("", " car", "car\n", "a\tb", "\u007f", "\u00a0x", "\ufeff", ...LONG),
  col_x: fc.constant(undefined),
  width: number,
  polygon: polygonOf(fc.oneof(ring, fc.array(fc.oneof({ weight: 9, arbitrary: number }, oddity), { maxLength: 8 }))),
  flags: recordOf(fc.constantFrom("crowd", "other"), fc.oneof(fc.boolean(), oddity)),
  attributes: recordOf(oddKey, fc.oneof(number, oddity, fc.array(fc.string()), fc.constantFrom(...LONG))),
  track_id: fc.oneof(fc.double(), fc.constantFrom(...LONG)),
  extra: recordOf(oddKey, fc.oneof(fc.jsonValue(), oddity)),
  mask: oddity,
  type: fc.constantFrom("box", "polygon", "mask"),
  colour: oddity,
};
const spoilt = fc
  .constantFrom(...Object.keys(ODD))
  .chain((field) =>
    fc
      .tuple(usual, fc.oneof(ODD[field]!, ODD[field]!, oddity, fc.anything()))
      .map(([object, value]) => ({ ...object, [field]: value })),
  );
/** Objects as files have them, half of them with something wrong or unusual in one place. */
const written = fc.oneof(usual, spoilt);

describe("an object of a usual shape", () => {
  it("is what the schema makes of it, and what the schema refuses is none", () => {
    let taken = 0;
    let refused = 0;
    fc.assert(
      fc.property(written, (input) => {
        const quick = usualObject(input);
        const slow = foundObject.safeParse(input);
        if (quick) expect(slow).toEqual({ success: true, data: quick });
        if (quick) taken += 1;
        if (!slow.success) refused += 1;
      }),
      { numRuns: 5_000 },
    );
    // Neither side of it is for nothing.
    expect(Math.min(taken, refused)).toBeGreaterThan(200);
  });

  it.each([
    { label: "car", col_x: 1, row_y: 2.25, width: 3, height: 4 },
    { label: "car", polygon: [[[0, 0, 4, 0, 4, 3]]], extra: { id: 7, area: 6 } },
    {
      label: "car",
      polygon: [
        [
          [0, 0, 4, 0, 4, 3],
          [1, 1, 2, 1, 2, 2],
        ],
      ],
      col_x: 0,
      row_y: 0,
      width: 4,
      height: 0,
      flags: { crowd: true },
    },
    {
      label: "car",
      col_x: 0,
      row_y: 0,
      width: 1,
      height: 1,
      confidence: 0.5,
      track_id: "a",
      attributes: { color: "red", old: false, doors: 3 },
    },
  ])("is taken without the schema: %j", (input) => {
    expect(usualObject(input)).toEqual(foundObject.parse(input));
  });

  it("of another class, or with keys of its prototype, is left to the schema", () => {
    class Box {
      label = "car";
      col_x = 0;
      row_y = 0;
      width = 1;
      height = 1;
    }
    expect(usualObject(new Box() as unknown as Record<string, unknown>)).toBeNull();
    expect(usualObject({ label: "car", col_x: 0, row_y: 0, width: 1, height: 1, toString: 1 })).toBeNull();
  });
});
