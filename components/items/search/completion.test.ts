import { describe, expect, it } from "vitest";
import type { FacetsDto } from "@/lib/items/schema";
import { complete, suggestionsFor, wordAt } from "./completion";

const facets: FacetsDto = {
  total: 10,
  facets: {
    tag: [
      { value: "night", count: 5 },
      { value: "two words", count: 2 },
    ],
    label: [{ value: "nightingale", count: 1 }],
    kind: [{ value: "image", count: 10 }],
    weather: [{ value: "rain", count: 3 }],
  },
  without: { tag: 3, label: 9 },
  fields: [
    { name: "top speed", type: "float", multi: false, count: 4 },
    { name: "camera", type: "string", multi: false, count: 4 },
    { name: "weather", type: "enum", multi: false, count: 3 },
  ],
};
const texts = (word: string) => suggestionsFor(word, facets).map(({ text }) => text);

describe("wordAt", () => {
  it.each([
    ["tag:a sky", 3, "tag:a"],
    ["tag:a sky", 9, "sky"],
    ["-tag:a", 6, "tag:a"],
    ['tag:"two wo', 11, 'tag:"two wo'],
    ["(tag:a OR la", 12, "la"],
    ["a  b", 2, ""],
    ["", 0, ""],
  ])("%j at %i", (text, caret, expected) => expect(wordAt(text, caret).text).toBe(expected));
});

describe("suggestionsFor", () => {
  it("offers keys, then values", () => {
    expect(texts("ta")).toEqual(["tag:", "taken>"]);
    expect(texts("tag:")).toEqual(["tag:night", 'tag:"two words"']);
    expect(texts("tag:wo")).toEqual(['tag:"two words"']);
    expect(texts('tag:"two')).toEqual(['tag:"two words"']);
    expect(texts("nig")).toEqual(["tag:night", "label:nightingale"]);
    expect(texts("has:ta")).toEqual(["has:tag"]);
    expect(texts("meta:")).toEqual(['meta:"top speed>"', "meta:camera=", "meta:weather=rain"]);
    expect(texts("meta:rai")).toEqual(["meta:weather=rain"]);
    expect(texts("name:x")).toEqual([]);
    expect(suggestionsFor("tag:", undefined)).toEqual([]);
  });
});

describe("complete", () => {
  it("replaces the word and puts the caret behind it, or inside an open quote", () => {
    const put = (text: string, caret: number, chosen: string) => {
      const word = wordAt(text, caret);
      return complete(
        text,
        word,
        suggestionsFor(word.text, facets).find((one) => one.text === chosen)!,
      );
    };
    expect(put("sky ta", 6, "tag:")).toEqual({ text: "sky tag:", caret: 8 });
    expect(put("-tag:ni sky", 7, "tag:night")).toEqual({ text: "-tag:night sky", caret: 10 });
    expect(put("tag:ni", 6, "tag:night")).toEqual({ text: "tag:night ", caret: 10 });
    expect(put("meta:top", 8, 'meta:"top speed>"')).toEqual({ text: 'meta:"top speed>"', caret: 16 });
  });
});
