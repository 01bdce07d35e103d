import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeText, looksWestern, type TextKind } from "./decode-text";

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const utf8 = (text: string) => new TextEncoder().encode(text);
function utf16(text: string, isLittle: boolean, mark: boolean): Uint8Array {
  const bytes = new Uint8Array(2 * text.length + (mark ? 2 : 0));
  const view = new DataView(bytes.buffer);
  if (mark) view.setUint16(0, 0xfeff, isLittle);
  for (let at = 0; at < text.length; at += 1) view.setUint16(2 * at + (mark ? 2 : 0), text.charCodeAt(at), isLittle);
  return bytes;
}
const textOf = (...given: Parameters<typeof decodeText>) => {
  const decoded = decodeText(...given);
  return "wrong" in decoded ? null : decoded.text;
};

describe("decodeText", () => {
  it.each<TextKind>(["xml", "json", "text"])("believes byte order marks: %s", (kind) =>
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (inner) => {
        const text = `<a>${inner}`;
        expect(textOf(utf8(`\uFEFF${text}`), kind)).toBe(text);
        expect(textOf(utf16(text, true, true), kind)).toBe(text);
        expect(textOf(utf16(text, false, true), kind)).toBe(text);
        expect(textOf(utf8(text), kind)).toBe(text);
      }),
    ),
  );
  it.each([
    [utf16("{人", true, false), "json" as const],
    [utf16("{人", false, false), "json" as const],
  ])("sees UTF-16 by its zeros", (bytes, kind) => expect(textOf(bytes, kind)).toBe("{人"));
  it.each([
    ["ISO-8859-1", [0xdf], "ß"],
    ["windows-1252", [0x80], "€"],
    ["GB2312", [0xc8, 0xcb], "人"],
    ["Shift_JIS", [0x90, 0x6c], "人"],
    ["Big5", [0xa4, 0x48], "人"],
    ["EUC-KR", [0xc0, 0xce], "인"],
    ["KOI8-R", [0xc1], "а"],
    ["utf-16", [0xc3, 0x9f], "ß"],
  ])("believes an XML declaration: %s", (encoding, bytes, expected) => {
    const head = `<?xml version="1.0" encoding='${encoding}'?><a>`;
    expect(textOf(Uint8Array.from([...latin1(head), ...bytes]), "xml")).toBe(`${head}${expected}`);
  });
  it.each<[Uint8Array, TextKind, RegExp]>([
    [latin1('<?xml version="1.0" encoding="klingon"?><a/>'), "xml", /“klingon” is not known/],
    [latin1("<a>Straße</a>"), "xml", /no UTF-8/],
    [latin1('{"a": "Straße"}'), "json", /no UTF-8/],
    [latin1('<?xml version="1.0" encoding="gb2312"?><a>\xff</a>'), "xml", /no GB2312/],
    [Uint8Array.of(0xff, 0xfe, 0, 0, 97, 0, 0, 0), "text", /UTF-32/],
    [Uint8Array.of(0xff, 0xfe, 0x00, 0xd8), "text", /no UTF-16LE/],
  ])("never replaces what does not fit", (bytes, kind, reason) =>
    expect(decodeText(bytes, kind)).toEqual({ wrong: expect.stringMatching(reason) }),
  );
  it("takes a fallback only where it was told one and it can be right, and says so", () => {
    const bytes = latin1("filename,label\na.jpg,Straße");
    expect(decodeText(bytes, "text")).toEqual({ wrong: expect.stringMatching(/UTF-8/) });
    expect(decodeText(bytes, "text", "windows-1252")).toEqual({
      text: "filename,label\na.jpg,Straße",
      encoding: "windows-1252",
      isAssumed: true,
    });
    expect(decodeText(Uint8Array.from([0xc8, 0xcb, 0xc8, 0xcb]), "text", "windows-1252")).toHaveProperty("wrong");
    expect(decodeText(Uint8Array.from([0xc8, 0xcb]), "text", "gb18030")).toMatchObject({ text: "人" });
  });
  it.each([
    ["naïve", true],
    ["größer", true],
    ["Ärger", true],
    ["plain", true],
    ["\xc8\xcb", false],
    ["a\xc8\xcb\xc8", false],
    ["a\x81b", false],
  ])("%j looks western: %j", (text, expected) => expect(looksWestern(latin1(text))).toBe(expected));
});
