import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cellValues,
  detectType,
  enumValueSetName,
  fieldNameProblem,
  fieldsIn,
  fieldSetName,
  FIELD_TYPES,
  parseValue,
  splitEnumValue,
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
    ["datetime", "2026-13-01", /ISO 8601/],
    ["datetime", "12", /ISO 8601/],
    ["datetime", new Date(NaN), /not a datetime/],
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

describe("detectType", () => {
  it.each<[unknown[], FieldType]>([
    [["1", "2.5", ""], "float"],
    [[1, 2], "float"],
    [["2026-01-01", "2026-01-02T10:00:00Z"], "datetime"],
    [["https://a.org", "http://b.org"], "link"],
    [["rain", "sun", "rain", "sun", "rain", "sun"], "enum"],
    [["a", "b", "c"], "string"],
    [["1", "x", "1", "x"], "enum"],
    [[], "string"],
    [["", null], "string"],
  ])("%j is %s", (values, type) => expect(detectType(values)).toBe(type));
});
