import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { counted, isStorable, placeOfUnstorable, plural, shortened, storable, storableWithin } from "./text";

const FAMILY = "👩‍👩‍👧‍👦";
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const clustersOf = (text: string): string[] =>
  [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text)].map(({ segment }) => segment);

describe("counting", () => {
  it("names one and many", () => {
    expect([plural(1, "item"), plural(0, "item"), plural(1_204, "box", "boxes")]).toEqual([
      "1 item",
      "0 items",
      "1,204 boxes",
    ]);
  });

  it.each([
    ["polylines", "1 polyline"],
    ["rotated boxes", "1 rotated box"],
    ["empty masks", "1 empty mask"],
    ["licences", "1 licence"],
    ["addresses of sources", "1 address of sources"],
    ["holes of polygons", "1 hole of polygons"],
    ["visibilities of keypoints", "1 visibility of keypoints"],
    ["pictures without a split", "1 picture without a split"],
    ["objects outside of the picture", "1 object outside of the picture"],
    ["places of keypoints that are not labelled", "1 place of keypoints that are not labelled"],
    ["beginnings that spreadsheets run as formulas", "1 beginning that spreadsheets run as formulas"],
    ["times in a video", "1 time in a video"],
    ["uniqueness scores", "1 uniqueness score"],
    ["track ids", "1 track id"],
    ["metadata", "1 metadata"],
  ])("says of one of the %s: %s", (many, one) => {
    expect(counted(1, many)).toBe(one);
    expect(counted(1_204, many)).toBe(`1,204 ${many}`);
    expect(counted(0, many)).toBe(`0 ${many}`);
  });
});

describe("shortening a text", () => {
  it.each([
    ["what fits stays whole", "Cats", 10, "…", "Cats…"],
    ["to the last unit", "Cats", 5, "…", "Cats…"],
    ["the rest goes, the suffix stays", "Cats and dogs", 8, "…", "Cats an…"],
    ["no half of an emoji", "ab🦊", 3, "", "ab"],
    ["no part of a family", `ab${FAMILY}`, 12, "", "ab"],
    ["a whole family", `ab${FAMILY}c`, 13, "", `ab${FAMILY}`],
    ["no half of a flag", "🇫🇷🇩🇪", 6, "", "🇫🇷"],
    ["no letter without its accent", "ane\u0301", 3, "", "an"],
    ["a part of one that is longer than all the room", `e${"\u0301".repeat(9)}`, 4, "", `e${"\u0301".repeat(3)}`],
    ["no half of one that is longer than all the room", FAMILY, 4, "", "👩\u200d"],
    ["nothing where there is no room", "🦊", 1, "", ""],
    ["the suffix alone where there is room for nothing else", "Cats", 1, "…", "…"],
  ])("%s", (_what, text, max, suffix, expected) => expect(shortened(text, max, suffix)).toBe(expected));

  const pieces = fc.constantFrom(
    "a",
    " ",
    "e\u0301",
    "🦊",
    FAMILY,
    "🇫🇷",
    "한",
    "\r\n",
    "\u0301",
    "\u200d",
    "👍🏽",
    "क्षि",
  );
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(pieces, { maxLength: 40 }).map((all) => all.join("")),
  );

  it("cuts between characters, keeps the suffix, leaves out no more than it has to, and is never too long", () =>
    fc.assert(
      fc.property(texts, fc.nat(60), texts, (text, room, suffix) => {
        const max = room + suffix.length;
        const short = shortened(text, max, suffix);
        expect(short.length).toBeLessThanOrEqual(max);
        expect(short.endsWith(suffix)).toBe(true);
        const kept = short.slice(0, short.length - suffix.length);
        expect(text.startsWith(kept)).toBe(true);
        expect(kept).not.toMatch(LONE);
        const clusters = clustersOf(text);
        if (text.length <= room) expect(kept).toBe(text);
        else if (clusters[0]!.length <= room) {
          let fitting = "";
          for (const cluster of clusters) {
            if (fitting.length + cluster.length > room) break;
            fitting += cluster;
          }
          expect(kept).toBe(fitting);
        }
      }),
      { numRuns: 2_000 },
    ));
});

const HALF = "\ud83d";

describe("characters that the database does not take", () => {
  it.each([
    ["one\0two", "onetwo"],
    [`a${HALF}b`, "a\ufffdb"],
    ["a\udc31", "a\ufffd"],
    ["\udc31\ud83d", "\ufffd\ufffd"],
    [`${HALF}🦊\udc31`, "\ufffd🦊\ufffd"],
    ["\ud83e\0\udd8a", "🦊"],
    ["🦊 and 人", "🦊 and 人"],
    ["\u0001\ufffd\uffff", "\u0001\ufffd\uffff"],
    ["", ""],
  ])("%j is kept as %j", (text, kept) => {
    expect(storable(text)).toBe(kept);
    expect(isStorable(text)).toBe(text === kept);
  });

  it("are replaced at any depth, of keys too, and of nothing else", () => {
    const day = new Date(0);
    expect(
      storableWithin({ "a\0": ["b\0", 1, null, undefined, { c: HALF }], d: day, e: true, f: [new Uint8Array(2)] }),
    ).toEqual({ a: ["b", 1, null, undefined, { c: "\ufffd" }], d: day, e: true, f: [new Uint8Array(2)] });
    expect(storableWithin(new Map([["a\0", new Set(["b\0", "c"])]]))).toEqual(new Map([["a", new Set(["b", "c"])]]));
  });

  it("cost no copy of what has none", () => {
    const value = { a: [{ b: new Map([["c", new Set(["d"])]]) }], e: NaN };
    expect(storableWithin(value)).toBe(value);
  });

  it.each<[unknown, (string | number)[] | null]>([
    ["a", null],
    [null, null],
    [{ a: [1, "b", { c: true }] }, null],
    ["a\0", []],
    [{ a: ["b", { c: HALF }] }, ["a", 1, "c"]],
    [{ a: { "b\0": 1 } }, ["a", "b"]],
  ])("are found in %j", (value, place) => expect(placeOfUnstorable(value)).toEqual(place));

  it("are found however deep they lie", () => {
    let deep: unknown = "\0";
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
    expect(placeOfUnstorable(deep)).toHaveLength(100_000);
  });

  it("are nowhere in what was made storable", () =>
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), fc.string({ unit: "binary" }), (value, text) => {
        const halves = text.split("").sort().join("\0");
        expect(placeOfUnstorable(storableWithin([value, halves, { [halves]: value }]))).toBeNull();
      }),
    ));
});
