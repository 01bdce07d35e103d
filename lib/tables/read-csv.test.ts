import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { csvHead, encodingOfCsv, misfitOf, readCsv, scanRecord } from "./read-csv";

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), "stillframe-csv-"))));
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(content: string | Uint8Array): Promise<string> {
  const file = path.join(folder, "table.csv");
  await writeFile(file, content);
  return file;
}
/** Rows, and the reason in place of one that does not fit. */
async function read(content: string | Uint8Array): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const batch of readCsv(await fileOf(content), 3)) rows.push(...batch.map((row) => misfitOf(row) ?? row));
  return rows;
}
const latin1 = (text: string) => Buffer.from(text, "latin1");

describe("what is written", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", "é", "人", " ", ",", ";", '"', "\n", "\r\n", "😀") });
  it("comes back: quoted, with any delimiter and line break", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }),
        fc.constantFrom(",", ";", "\t", "|"),
        fc.constantFrom("\n", "\r\n"),
        async (rows, delimiter, lineBreak) => {
          const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
          const lines = [["one", "two"], ...rows.map((row) => row.map(quote))].map((row) => row.join(delimiter));
          const expected = rows.filter((row) => row.some((text) => text.trim() !== ""));
          expect(await read(lines.join(lineBreak))).toEqual(expected.map(([one, two]) => ({ one, two })));
        },
      ),
      { numRuns: 60 },
    ));
  it("does not depend on where it is cut into pieces", () => {
    const text = 'a,"b ""c""\r\nd" ,e\r\nx';
    const dialect = { delimiter: ",", lineBreak: "\n" } as const;
    const whole = scanRecord(text, 0, dialect, true);
    expect(whole).toEqual({ cells: ["a", 'b "c"\r\nd', "e"], end: text.length - 1 });
    for (let length = 0; length < text.length; length += 1)
      expect([null, whole]).toContainEqual(scanRecord(text.slice(0, length), 0, dialect, false));
  });
  it("is whole across pieces of the file", async () => {
    const long = "é".repeat(70_001);
    expect(await read(`a,b\nx${long},"${long}"\n`)).toEqual([{ a: `x${long}`, b: long }]);
  });
});

describe("how it is written", () => {
  it.each([
    ["a;b\n1,5;2", [{ a: "1,5", b: "2" }]],
    ["sep=;\na;b\n1;2", [{ a: "1", b: "2" }]],
    ['"sep=;"\r\n\r\na;b\r\n1;2\r\n', [{ a: "1", b: "2" }]],
    ["a\tb\n1\t 2", [{ a: "1", b: " 2" }]],
    ["a|b\n1|2", [{ a: "1", b: "2" }]],
    ['a,b\n1, "x, y" \n', [{ a: "1", b: "x, y" }]],
    ['a,b\n5" pipe,x\n', [{ a: '5" pipe', b: "x" }]],
    [
      "a,b\r1,2\r3,4",
      [
        { a: "1", b: "2" },
        { a: "3", b: "4" },
      ],
    ],
    ["\n \n a , b \n\n1,2\n,\n3\n", [{ a: "1", b: "2" }, { a: "3" }]],
    ["a,a,,\n1,2,3,4,,\n", [{ a: "1", a_1: "2", "": "3", _1: "4" }]],
    ["a", []],
    ["", []],
  ])("%j", async (content, expected) => expect(await read(content)).toEqual(expected));
});

describe("a row that does not fit", () => {
  it.each([
    ['a,b\n1,"12" pipe\n2,fine\n', [/has to be doubled/, { a: "2", b: "fine" }]],
    ['a,b\n1,"open\n2,fine\n3,"quoted"\n', [/doubled/, { a: "2", b: "fine" }, { a: "3", b: "quoted" }]],
    ['a,b\n1,"open\n2,fine\n', [/never closed/, { a: "2", b: "fine" }]],
    ["a,b\n1,hello, world\n2,fine\n", [/3 cells, but the table has 2 columns/, { a: "2", b: "fine" }]],
    ['a,b\n1,"', [/never closed/]],
  ])("costs only itself: %j", async (content, expected) =>
    expect(await read(content)).toEqual(
      expected.map((row) => (row instanceof RegExp ? expect.stringMatching(row) : row)),
    ),
  );
  it("in the head is told", async () =>
    expect(read('a,"b\n1,2')).rejects.toThrow(/first line of the table cannot be read/));
  it("has no reason when it fits", () => expect(misfitOf({})).toBeNull());
});

describe("encodings", () => {
  it.each([
    ["utf-8", Buffer.from("\uFEFFa\nStraße 人", "utf8"), "Straße 人", false],
    ["utf-16le", Buffer.from("\uFEFFa\nStraße 人", "utf16le"), "Straße 人", false],
    ["utf-16be", Buffer.from("\uFEFFa\nStraße 人", "utf16le").swap16(), "Straße 人", false],
    ["utf-8", Buffer.from("a\nStraße 人", "utf8"), "Straße 人", false],
    ["windows-1252", latin1("a\nStraße 50\x80"), null, null],
    ["windows-1252", latin1("a\nStra\xdfe \x93x\x94"), "Straße “x”", true],
  ])("%s", async (encoding, bytes, expected, isAssumed) => {
    if (expected === null) return expect(read(bytes)).rejects.toMatchObject({ code: "bad_request" });
    expect(await read(bytes)).toEqual([{ a: expected }]);
    expect(await encodingOfCsv(await fileOf(bytes))).toMatchObject({ encoding, isAssumed });
  });
  it.each([
    [Buffer.from([0x61, 0x0a, 0xc8, 0xcb, 0xc8, 0xcb])],
    [Buffer.from([0xff, 0xfe, 0x00, 0xd8])],
    [Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0])],
  ])("that cannot be told are refused: %j", async (bytes) => expect(read(bytes)).rejects.toThrow(/save it as UTF-8/));
});

it("knows the names of its columns", async () => {
  expect(await csvHead(await fileOf("sep=;\n a ;B\n"))).toEqual(["a", "B"]);
  expect(await csvHead(await fileOf(" \n"))).toEqual([]);
});
