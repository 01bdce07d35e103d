import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTable, tableFormatOf, type TableFormat, type TableRow } from "./read-table";

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), "stillframe-tables-"))));
afterAll(() => rm(folder, { recursive: true }));

async function read(format: TableFormat, content: string | Uint8Array, limit?: number): Promise<TableRow[]> {
  const file = path.join(folder, `table.${format}`);
  await writeFile(file, content);
  const rows: TableRow[] = [];
  for await (const batch of readTable(file, format, limit)) rows.push(...batch);
  return rows;
}

describe("readTable", () => {
  it.each([
    ["a.csv", "csv"],
    ["A.JSON", "json"],
    ["x/y.parquet", "parquet"],
  ])("%s is %s", (name, format) => expect(tableFormatOf(name)).toBe(format));
  it.each(["a.xlsx", "csv", "a.csv.gz"])("refuses %s", (name) =>
    expect(() => tableFormatOf(name)).toThrow(/not a .csv, .json or .parquet/),
  );

  it("reads CSV with quotes, line breaks inside them, a byte order mark, and empty lines", async () => {
    expect(await read("csv", '\uFEFF name ,text\r\na,"one, two\nthree ""x"""\r\n\r\nb,\r\n')).toEqual([
      { name: "a", text: 'one, two\nthree "x"' },
      { name: "b", text: "" },
    ]);
  });

  it("reads more rows than one batch holds, in order", async () => {
    const rows = await read("csv", `n\n${Array.from({ length: 12_345 }, (_, n) => n).join("\n")}`);
    expect(rows.map((row) => Number(row.n))).toEqual(Array.from({ length: 12_345 }, (_, n) => n));
  });

  it("reads JSON lists; what is no object is a row without columns", async () => {
    expect(await read("json", '[{"a": 1}, 3, null, [1], {"a": [1, 2]}]')).toEqual([
      { a: 1 },
      {},
      {},
      {},
      { a: [1, 2] },
    ]);
  });

  it("reads Parquet, with whole numbers as numbers", async () => {
    const bytes = new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: "n", data: [1n, 2n], type: "INT64" },
          { name: "s", data: ["x", null], type: "STRING" },
        ],
      }),
    );
    expect(await read("parquet", bytes)).toEqual([
      { n: 1, s: "x" },
      { n: 2, s: null },
    ]);
  });

  it("keeps whole numbers beyond 2⁵³ digit for digit, in every format", async () => {
    const long = 12345678901234567n;
    const kept = String(long);
    expect(await read("csv", `a,b\n${kept},00123`)).toEqual([{ a: kept, b: "00123" }]);
    expect(await read("json", `[{"a": ${kept}, "b": [${kept}, 1], "c": 9007199254740991}]`)).toEqual([
      { a: kept, b: [kept, 1], c: 9007199254740991 },
    ]);
    const bytes = new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: "a", data: [long, -long, 3n], type: "INT64" },
          { name: "b", data: [{ c: [1] }, { c: [2] }, null], type: "JSON" },
        ],
      }),
    );
    expect(await read("parquet", bytes)).toEqual([
      { a: kept, b: { c: [1] } },
      { a: `-${kept}`, b: { c: [2] } },
      { a: 3, b: null },
    ]);
  });

  it("keeps decimals of Parquet digit for digit where a number would round them", async () => {
    const decimal = { converted_type: "DECIMAL", repetition_type: "OPTIONAL" } as const;
    const file = new Uint8Array(
      parquetWriteBuffer({
        schema: [
          { name: "root", num_children: 4 },
          { name: "id", type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, precision: 38, scale: 0, ...decimal },
          { name: "price", type: "INT64", precision: 18, scale: 2, ...decimal },
          { name: "small", type: "INT64", precision: 10, scale: 2, ...decimal },
          { name: "n", type: "INT64", repetition_type: "REQUIRED" },
        ],
        columnData: [
          { name: "id", data: [12345678901234567890123n, -12345678901234567n, null] },
          { name: "price", data: [123456789012345678n, -5n, 150n] },
          { name: "small", data: [150n, null, -5n] },
          { name: "n", data: [1n, 2n, 3n] },
        ],
      }),
    );
    expect(await read("parquet", file)).toEqual([
      { id: "12345678901234567890123", price: "1234567890123456.78", small: 1.5, n: 1 },
      { id: "-12345678901234567", price: -0.05, small: null, n: 2 },
      { id: null, price: 1.5, small: -0.05, n: 3 },
    ]);
  });

  it.each<TableFormat>(["csv", "json", "parquet"])("leaves out what the database does not take: %s", async (format) => {
    const content = {
      csv: "na\0me,b\none\0two,1",
      json: '[{"na\\u0000me": "one\\u0000two", "b": "1"}]',
      parquet: new Uint8Array(
        parquetWriteBuffer({
          columnData: [
            { name: "na\0me", data: ["one\0two"], type: "STRING" },
            { name: "b", data: ["1"], type: "STRING" },
          ],
        }),
      ),
    }[format];
    expect(await read(format, content)).toEqual([{ name: "onetwo", b: "1" }]);
  });

  it.each<[TableFormat, string]>([
    ["json", "{"],
    ["json", '{"a": 1}'],
    ["json", ""],
    ["parquet", "PAR1"],
    ["parquet", "not at all parquet, but long enough to be asked"],
  ])("refuses %s %j", async (format, content) => {
    await expect(read(format, content)).rejects.toMatchObject({ code: "bad_request" });
    // What a parser says is for nobody, except where it stopped.
    await expect(read(format, content)).rejects.toThrow(
      /list of objects|can be read( \(line \d+, column \d+\))?: it is damaged/,
    );
  });

  it("refuses a JSON file above the limit of the process, and a CSV without lines", async () => {
    await expect(read("json", "[1,2,3]", 4)).rejects.toThrow(/at most/);
    const file = path.join(folder, "long.csv");
    const handle = await open(file, "w");
    const chunk = Buffer.alloc(1024 * 1024, 97);
    for (let n = 0; n < 10; n += 1) await handle.write(chunk);
    await handle.close();
    await expect(
      (async () => {
        for await (const rows of readTable(file, "csv")) expect(rows).toBeDefined();
      })(),
    ).rejects.toThrow(/longer than 8 MB/);
  });
});
