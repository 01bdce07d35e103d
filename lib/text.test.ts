import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shortened } from "./text";

const FAMILY = "👩‍👩‍👧‍👦";
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const clustersOf = (text: string): string[] =>
  [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text)].map(({ segment }) => segment);

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
