import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactWhole, parseExactJson } from "./exact-json";

describe("parseExactJson", () => {
  it.each<[string, unknown]>([
    ["12345678901234567890", "12345678901234567890"],
    ["-12345678901234567890", "-12345678901234567890"],
    ["9007199254740991", 9007199254740991],
    ["9007199254740992", "9007199254740992"],
    ["9007199254740993", "9007199254740993"],
    ["0.12345678901234567890", 0.12345678901234568],
    ["1234567890123456789e2", 123456789012345680000],
    ['[{"id": 12345678901234567890, "n": 1.5}]', [{ id: "12345678901234567890", n: 1.5 }]],
    ['{"12345678901234567890": [true, null]}', { "12345678901234567890": [true, null] }],
    ['["a 12345678901234567890 b"]', ["a 12345678901234567890 b"]],
    ['["\\" 12345678901234567890", 12345678901234567890]', ['" 12345678901234567890', "12345678901234567890"]],
    ['["\\\\", 12345678901234567890]', ["\\", "12345678901234567890"]],
  ])("reads %s", (json, value) => expect(parseExactJson(json)).toEqual(value));

  it.each(["", "{", "[1,]", '{"id": 12345678901234567890', "012345678901234567890"])("refuses %j", (json) =>
    expect(() => parseExactJson(json)).toThrow(SyntaxError),
  );

  it("reads everything else as JSON.parse does", () => {
    const ordinary = fc.json().filter((json) => !/\d{16,}(?![\d.e])/i.test(json));
    fc.assert(fc.property(ordinary, (json) => void expect(parseExactJson(json)).toEqual(JSON.parse(json))));
  });

  it("keeps the digits of any whole number, wherever it stands", () =>
    fc.assert(
      fc.property(fc.bigInt(), fc.string(), (number, text) => {
        const json = `{${JSON.stringify(text)}: [${JSON.stringify(text)}, ${number}]}`;
        expect(parseExactJson(json)).toEqual({ [text]: [text, exactWhole(number)] });
        expect(String(exactWhole(number))).toBe(String(number));
      }),
    ));
});
