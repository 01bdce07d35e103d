import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cellValues,
  enumValueSetName,
  fieldNameProblem,
  fieldsIn,
  fieldSetName,
  FIELD_TYPES,
  parseValue,
  splitEnumValue,
  suggestType,
  type FieldType,
} from "./rules";

describe("parseValue", () => {
  it.each<[FieldType, unknown, string | number]>([
    ["string", " a b ", "a b"],
    ["string", 12, "12"],
    ["string", true, "true"],
    ["string", new Date(0), "1970-01-01T00:00:00.000Z"],
    ["float", "1.5", 1.5],
    ["float", -3, -3],
    ["float", "1e3", 1000],
    ["float", ".5", 0.5],
    ["float", " 7 ", 7],
    ["datetime", "2026-03-01", "2026-03-01T00:00:00.000Z"],
    ["datetime", "2026-03-01T12:00:00Z", "2026-03-01T12:00:00.000Z"],
    ["datetime", "2026-03-01 12:00", "2026-03-01T12:00:00.000Z"],
    ["datetime", "2026-03-01T12:00:00+02:00", "2026-03-01T10:00:00.000Z"],
    ["datetime", "2026/03/01", "2026-03-01T00:00:00.000Z"],
    ["datetime", "2026.03.01 12:00", "2026-03-01T12:00:00.000Z"],
    ["datetime", "2026:03:01 12:00:05", "2026-03-01T12:00:05.000Z"],
    ["datetime", "2024-02-29", "2024-02-29T00:00:00.000Z"],
    ["float", "100000000000000000000", 1e20],
    ["string", "00123", "00123"],
    ["string", "12345678901234567890", "12345678901234567890"],
    ["datetime", new Date(1000), "1970-01-01T00:00:01.000Z"],
    ["link", "https://example.org/a?b=c", "https://example.org/a?b=c"],
    ["enum", "rain", "rain"],
    ["enum", 3, "3"],
  ])("%s takes %j as %j", (type, raw, value) => expect(parseValue(type, raw)).toEqual({ value }));

  it.each<[FieldType, unknown, RegExp]>([
    ...FIELD_TYPES.flatMap((type): [FieldType, unknown, RegExp][] => [
      [type, "", /no value/],
      [type, null, /no value/],
      [type, "  ", /no value/],
      [type, undefined, /no value/],
      [type, { a: 1 }, /not an object/],
      [type, [1], /not a list/],
    ]),
    ["string", "x".repeat(5_001), /at most 5000/],
    ["float", "many", /not a number/],
    ["float", "1,5", /not a number/],
    ["float", NaN, /not a number/],
    ["float", "Infinity", /not a number/],
    ["float", "0x10", /not a number/],
    ["float", new Date(0), /not a float/],
    ["datetime", "yesterday", /ISO 8601/],
    ["datetime", "12", /ISO 8601/],
    ["datetime", "2026-03/01", /ISO 8601/],
    ["datetime", "03/01/2026", /ISO 8601/],
    ["datetime", new Date(NaN), /not a datetime/],
    ["datetime", "2026-02-30", /does not exist/],
    ["datetime", "2026-02-29", /does not exist/],
    ["datetime", "1900/02/29", /does not exist/],
    ["datetime", "2026-06-31T12:00:00Z", /does not exist/],
    ["datetime", "2026:02:30 07:08:09", /does not exist/],
    ["datetime", "2026-13-01", /does not exist/],
    ["datetime", "0000-00-00", /does not exist/],
    ["float", "9007199254740993", /more digits than a number keeps/],
    ["float", "-12345678901234567890", /more digits than a number keeps/],
    ["link", "example.org", /http/],
    ["link", "javascript:alert(1)", /http/],
    ["link", "ftp://a.b", /http/],
    ["enum", "a\nb", /one line/],
    ["enum", "x".repeat(256), /255/],
  ])("%s refuses %j", (type, raw, problem) =>
    expect((parseValue(type, raw) as { problem: string }).problem).toMatch(problem),
  );

  it("takes only the options of an enumeration, and says which there are", () => {
    expect(parseValue("enum", "rain", new Set(["rain", "sun"]))).toEqual({ value: "rain" });
    expect(parseValue("enum", "fog", new Set(["rain", "sun"]))).toEqual({
      problem: "“fog” is not one of the options rain, sun",
    });
  });

  it("reads what it wrote as the same", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FIELD_TYPES),
        fc.oneof(
          fc.string(),
          fc.double(),
          fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
          fc.webUrl(),
        ),
        (type, raw) => {
          const first = parseValue(type, raw);
          if ("value" in first) expect(parseValue(type, first.value)).toEqual(first);
        },
      ),
    );
  });
});

describe("fields", () => {
  it.each(["", " ", " a", "a ", "a=b", "a\nb", "x".repeat(256), "tag", "Label", "CLUSTER", "name"])(
    "cannot be called %j",
    (name) => expect(fieldNameProblem(name)).not.toBeNull(),
  );
  it.each(["weather", "a b", "time:of day", "Größe", "a.b-c_d"])("can be called %j", (name) =>
    expect(fieldNameProblem(name)).toBeNull(),
  );

  it("are read back from the names of sets", () => {
    const name = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => fieldNameProblem(text) === null);
    fc.assert(
      fc.property(
        name,
        fc.constantFrom(...FIELD_TYPES),
        fc.boolean(),
        fc.string({ minLength: 1 }),
        (field, type, multi, value) => {
          expect([...fieldsIn([fieldSetName({ name: field, type, multi }), "tag:field:x", "live"]).values()]).toEqual([
            { name: field, type, multi },
          ]);
          expect(splitEnumValue(enumValueSetName(field, value).slice("meta:".length))).toEqual({ field, value });
        },
      ),
    );
  });
});

describe("cells", () => {
  it.each([
    ["a; b;;c ", true, ["a", "b", "c"]],
    ["a;b", false, ["a;b"]],
    [["a", "b"], true, ["a", "b"]],
    [3, true, [3]],
    ["", true, []],
  ])("%j with several: %j", (raw, multi, values) => expect(cellValues(raw, multi)).toEqual(values));
});

describe("suggestType", () => {
  const times = <T>(count: number, value: (at: number) => T): T[] =>
    Array.from({ length: count }, (_, at) => value(at));

  it.each<[unknown[], FieldType]>([
    [["1", "2.5", ""], "float"],
    [[1, 2], "float"],
    [["0", "0.5", "-0.25"], "float"],
    [["0.12345678901234567"], "float"],
    [["2026-01-01", "2026-01-02T10:00:00Z"], "datetime"],
    [times(6, () => "2026-01-01"), "datetime"],
    [times(6, (at) => `2026/01/0${(at % 2) + 1}`), "datetime"],
    [times(6, () => new Date(0)), "datetime"],
    [["https://a.org", "http://b.org"], "link"],
    [["rain", "sun", "rain", "sun", "rain", "sun"], "enum"],
    [["a", "b", "c"], "string"],
    [["1", "x", "1", "x"], "enum"],
    [[], "string"],
    [["", null], "string"],
    // Codes: as numbers they would lose digits, and one is enough to tell that the others are codes too.
    [["00123", "00124"], "string"],
    [[...times(39, (at) => String(10_000 + at)), "01234"], "string"],
    [["12345678901234567890", "1"], "string"],
  ])("of %j is %s, and all fit", (values, type) => expect(suggestType(values)).toEqual({ type, misfits: [] }));

  it.each<[FieldType, (at: number) => string]>([
    ["float", (at) => String(at / 2)],
    ["datetime", (at) => `2026-03-0${(at % 9) + 1}`],
    ["link", (at) => `https://a.org/${at}`],
  ])("is %s although one value in forty is not, and tells which", (type, value) => {
    const values: (string | null)[] = times(40, value);
    values[7] = "n/a";
    values[20] = null;
    expect(suggestType(values)).toEqual({ type, misfits: [7] });
  });

  it("takes one misfit in ten, and no more", () => {
    const values = [...times(9, (at) => String(at)), "n/a"];
    expect(suggestType(values)).toEqual({ type: "float", misfits: [9] });
    expect(suggestType(values.slice(1))).toEqual({ type: "string", misfits: [] });
  });

  it("tells what is too long even for a text, and what is no value at all", () => {
    expect(suggestType(["a", "b", "x".repeat(5_001), { c: 1 }])).toEqual({ type: "string", misfits: [2, 3] });
  });
});
