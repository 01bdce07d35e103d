import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseExactJson } from "@/lib/exact-json";
import { JsonFile, readJsonParts } from "./json-stream";

const encode = (text: string) => new TextEncoder().encode(text);
const cutAt = (bytes: Uint8Array, places: readonly number[]): Uint8Array[] => {
  const cuts = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return cuts.slice(1).map((to, index) => bytes.subarray(cuts[index], to));
};
/** All parts put together again. */
async function joined(chunks: Iterable<Uint8Array>, batchBytes?: number): Promise<unknown> {
  const keys: [string, unknown][] = [];
  const lists = new Map<string | null, unknown[]>();
  for await (const part of readJsonParts(chunks, () => true, batchBytes)) {
    if (part.kind === "value") keys.push([part.key, part.value]);
    if (part.kind !== "entries") continue;
    // Of a key that is given twice the last counts.
    const list = part.first === 0 ? [] : lists.get(part.key)!;
    if (part.first === 0) {
      lists.set(part.key, list);
      if (part.key !== null) keys.push([part.key, list]);
    }
    expect(part.first).toBe(list.length);
    list.push(...part.values);
  }
  return lists.get(null) ?? Object.fromEntries(keys);
}
const outcome = async (read: () => unknown) => {
  try {
    return { value: await read() };
  } catch (error) {
    return { error: (error as Error).name };
  }
};

describe("readJsonParts", () => {
  const top = fc.oneof(
    fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue({ depthSize: "small" }) as fc.Arbitrary<unknown>),
    fc.array(fc.jsonValue({ depthSize: "small" }) as fc.Arbitrary<unknown>),
  );

  it("says what the whole text says, wherever the chunks are cut and however large a batch is", () =>
    fc.assert(
      fc.asyncProperty(
        top,
        fc.array(fc.nat()),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom(undefined, 1, "\t"),
        async (value, places, batchBytes, space) => {
          const text = JSON.stringify(value, null, space);
          expect(await joined(cutAt(encode(text), places), batchBytes)).toEqual(parseExactJson(text));
        },
      ),
    ));

  it("says the same at every single boundary", async () => {
    const text = ` {"a\\"é": [1, {"x": "]},[{\\\\"}, [2, []], "語"], "b" :{"c": [3]},"d":-1.5e3 , "e": [ ], "f": "x,y}", "g": null} \n`;
    const bytes = encode(text);
    for (let place = 0; place <= bytes.length; place += 1)
      for (const batchBytes of [1, 7, 1_000])
        expect(await joined(cutAt(bytes, [place]), batchBytes)).toEqual(JSON.parse(text));
  });

  it("refuses what JSON.parse refuses", () =>
    fc.assert(
      fc.asyncProperty(
        top,
        fc.nat(),
        fc.constantFrom("", ",", "]", "}", "[", "{", '"', ":", "1", " ", "x", "\\"),
        fc.nat({ max: 1 }),
        fc.integer({ min: 1, max: 20 }),
        async (value, place, put, dropped, batchBytes) => {
          const text = JSON.stringify(value);
          const at = place % (text.length + 1);
          const changed = text.slice(0, at) + put + text.slice(at + dropped);
          const expected = await outcome(() => parseExactJson(changed));
          // Half of a pair is no UTF-8.
          fc.pre(new TextDecoder().decode(encode(changed)) === changed);
          // What is a scalar at its top has no parts.
          fc.pre(!("value" in expected) || (typeof expected.value === "object" && expected.value !== null));
          const found = await outcome(() => joined([encode(changed)], batchBytes));
          if ("value" in expected && "value" in found) expect(found).toEqual(expected);
          else expect("error" in found).toBe("error" in expected);
        },
      ),
      { numRuns: 2_000 },
    ));

  it.each(["", " ", "1", '"a"', "{", "[", '{"a":1', '{"a":[1}', '{"a":[1,]}', "[1,]", "[,]", '{"a":}', "[] []", "{},"])(
    "refuses %j",
    async (text) => {
      for (const batchBytes of [1, 100]) await expect(joined([encode(text)], batchBytes)).rejects.toThrow(SyntaxError);
    },
  );

  it("passes over what nobody wants, and says what it was", async () => {
    const found = [];
    for await (const part of readJsonParts([encode('{"a":[1,2],"b":{"c":[3]},"d":"e"}')], (key) => key === "d"))
      found.push(part);
    expect(found).toEqual([
      { key: "a", kind: "skipped", isList: true },
      { key: "b", kind: "skipped", isList: false },
      { key: "d", kind: "value", value: "e" },
    ]);
  });

  it("tells bytes that are no UTF-8", async () => {
    await expect(joined([Uint8Array.of(0x5b, 0x22, 0xe4, 0x22, 0x5d)])).rejects.toThrow(/no UTF-8/);
  });

  it("holds no more than a batch of a list", async () => {
    const entry = encode(`{"id":1,"text":"${"x".repeat(1_000)}"},`);
    let [batches, most] = [0, 0];
    function* endless() {
      yield encode('{"a":[');
      for (let index = 0; index < 50_000; index += 1) yield entry;
      yield encode('1],"b":2}');
    }
    for await (const part of readJsonParts(endless(), () => true))
      if (part.kind === "entries") {
        batches += 1;
        most = Math.max(most, part.values.length);
      }
    expect(batches).toBeGreaterThan(40);
    expect(most).toBeLessThan(1_200);
  });
});

describe("JsonFile", () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), "stillframe-json-"))));
  afterAll(() => rm(folder, { recursive: true }));
  const put = async (bytes: Uint8Array | string) => {
    const file = path.join(folder, "a.json");
    await writeFile(file, bytes);
    return new JsonFile(file, (await stat(file)).size);
  };
  const text = '{"images": [{"n": "é語"}], "info": {}}';

  it.each([
    ["UTF-8", text],
    ["UTF-8 with its mark", `\uFEFF${text}`],
    ["UTF-16", Buffer.from(`\uFEFF${text}`, "utf16le")],
    ["UTF-16 without a mark", Buffer.from(text, "utf16le")],
    ["UTF-16, the high byte first", Buffer.from(`\uFEFF${text}`, "utf16le").swap16()],
  ])("reads %s", async (_name, bytes) => {
    const file = await put(bytes);
    expect([...(await file.keys())]).toEqual([
      ["images", true],
      ["info", false],
    ]);
    expect(await file.whole()).toEqual(JSON.parse(text));
    const parts = [];
    for await (const part of file.parts((key) => key === "images")) parts.push(part);
    expect(parts[0]).toEqual({ key: "images", kind: "entries", first: 0, values: [{ n: "é語" }] });
  });

  it.each([
    ["UTF-8", (big: string) => Buffer.from(`\uFEFF${big}`)],
    ["UTF-16", (big: string) => Buffer.from(`\uFEFF${big}`, "utf16le")],
  ])("streams a large file in %s", async (_name, encoded) => {
    const entry = { text: "語é".repeat(1_000) };
    const count = 6_000;
    const file = await put(encoded(`{"a": [${Array(count).fill(JSON.stringify(entry)).join(",")}]}`));
    let seen = 0;
    for await (const part of file.parts(() => true))
      if (part.kind === "entries") {
        expect(part.first).toBe(seen);
        expect(part.values.at(-1)).toEqual(entry);
        seen += part.values.length;
      }
    expect(seen).toBe(count);
  });
});
