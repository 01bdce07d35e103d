import { describe, expect, it } from "vitest";
import type { FacetsDto, ObjectFacetsDto } from "@/lib/items/schema";
import { complete, suggestionsFor, wordAt, type Ways } from "./completion";

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
const objects: ObjectFacetsDto = {
  labels: [
    { value: "night bus", count: 7 },
    { value: "car", count: 4 },
  ],
  kinds: [{ value: "box", count: 9 }],
  attributes: [
    { name: "color", values: ["red", "dark blue"] },
    { name: "colored by", values: ["hand"] },
  ],
};
const NO_WAYS: Ways = { describes: false, selected: null };
const texts = (word: string) => suggestionsFor(word, { facets, objects: undefined }, NO_WAYS).map(({ text }) => text);

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
    expect(texts("by")).toEqual(["by:"]);
    expect(texts("changed:s")).toEqual(["changed:since=current", "changed:since=", "changed:splits"]);
    const actors = ["ada@example.org", "ben@example.org"];
    expect(suggestionsFor("by:B", { facets, objects: undefined, actors }, NO_WAYS).map(({ text }) => text)).toEqual([
      "by:ben@example.org",
    ]);
    expect(suggestionsFor("tag:", { facets: undefined, objects: undefined }, NO_WAYS)).toEqual([]);
  });
});

describe("suggestionsFor objects", () => {
  const offered = (word: string) => suggestionsFor(word, { facets, objects }, NO_WAYS).map(({ text }) => text);
  it("offers what they are called, their kinds and attributes, and the values of one that is written", () => {
    expect(offered("obj")).toEqual(["object:", "objects>"]);
    expect(offered("object:")).toEqual(['object:"night bus"', "object:car"]);
    expect(offered("object:CA")).toEqual(["object:car"]);
    expect(offered("nig")).toEqual(["tag:night", "label:nightingale", 'object:"night bus"']);
    expect(offered("has:ro")).toEqual(["has:rotated_box"]);
    expect(offered("attribute:")).toEqual(["attribute:color", 'attribute:"colored by"']);
    expect(offered("attribute:color")).toEqual([
      "attribute:color",
      "attribute:color=red",
      'attribute:"color=dark blue"',
      'attribute:"colored by"',
    ]);
    expect(offered('attribute:"color=da')).toEqual(['attribute:"color=dark blue"']);
    expect(offered("attribute:hand")).toEqual([]);
  });
  it("offers nothing of them where there are none", () => {
    expect(texts("obj")).toEqual([]);
    expect(texts("attr")).toEqual([]);
    expect(texts("object:")).toEqual([]);
  });
});

describe("suggestionsFor a likeness", () => {
  const offered = (word: string, ways: Partial<Ways> = {}) =>
    suggestionsFor(word, { facets, objects }, { ...NO_WAYS, ...ways }).map(({ text, hint, does }) => [
      text,
      hint,
      does,
    ]);

  it("looks for what is like the selected item, and says how where none is", () => {
    expect(offered("sim")).toEqual([["similar:", "Select one item first", "nothing"]]);
    expect(offered("similar:", { selected: "harbour.jpg" })).toEqual([["similar:", "Like harbour.jpg", "similar"]]);
    expect(offered("similar:0b5c", { selected: "harbour.jpg" })).toEqual([]);
  });

  it("looks for what is like an image that one chooses", () => {
    expect(offered("im")).toEqual([["image:", "Like an image you choose", "image"]]);
    expect(offered("image:")).toEqual([["image:", "Like an image you choose", "image"]]);
  });

  it("takes a description only where a model answers it", () => {
    expect(offered("desc")).toEqual([]);
    expect(offered("desc", { describes: true })).toEqual([['description:""', "By what it shows", undefined]]);
  });

  it("is among the keys before anything is typed, and displaces none", () => {
    const keys = offered("", { describes: true }).map(([text]) => text);
    expect(keys).toEqual(expect.arrayContaining(["similar:", "image:", 'description:""', "tag:", "folder:", "has:"]));
  });
});

describe("complete", () => {
  it("replaces the word and puts the caret behind it, or inside an open quote", () => {
    const put = (text: string, caret: number, chosen: string) => {
      const word = wordAt(text, caret);
      return complete(
        text,
        word,
        suggestionsFor(word.text, { facets, objects }, { ...NO_WAYS, describes: true }).find(
          (one) => one.text === chosen,
        )!,
      );
    };
    expect(put("sky ta", 6, "tag:")).toEqual({ text: "sky tag:", caret: 8 });
    expect(put("-tag:ni sky", 7, "tag:night")).toEqual({ text: "-tag:night sky", caret: 10 });
    expect(put("tag:ni", 6, "tag:night")).toEqual({ text: "tag:night ", caret: 10 });
    expect(put("sky desc", 8, 'description:""')).toEqual({ text: 'sky description:""', caret: 17 });
    expect(put("meta:top", 8, 'meta:"top speed>"')).toEqual({ text: 'meta:"top speed>"', caret: 16 });
  });
});
