import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  chipsOf,
  choiceOf,
  hasLikeness,
  hasTerm,
  partsOf,
  placeInText,
  queryWithoutFacet,
  queryWithoutRange,
  searchOf,
  toggled,
  toggleTerm,
  withChoice,
  withLikeness,
  withClusterRenamed,
  withRange,
  type Choice,
} from "./filters";
import { likenessIn, parseSearch, parseTerms } from "./language";

describe("choiceOf", () => {
  it.each<[string, string, Partial<Choice>]>([
    ["tag:a", "tag", { include: ["a"], exclude: [], mode: "any" }],
    ["tag:a tag:b", "tag", { include: ["a", "b"], mode: "all" }],
    ["(tag:a OR tag:b) -tag:c sky", "tag", { include: ["a", "b"], exclude: ["c"], mode: "any" }],
    ["tag:a OR tag:b", "tag", { include: ["a", "b"], mode: "any" }],
    ["tag:a OR label:b", "tag", { include: [], exclude: [] }],
    ['meta:"weather=rain" -meta:weather=sun', "meta:weather", { include: ["rain"], exclude: ["sun"] }],
    ["folder:a/b", "folder", { include: ["a/b"] }],
    ["(object:car OR object:van) -object:dog", "object", { include: ["car", "van"], exclude: ["dog"], mode: "any" }],
    ['tag:"', "tag", { include: [], exclude: [] }],
  ])("reads %s", (q, facet, expected) => expect(choiceOf(q, facet)).toMatchObject(expected));
});

describe("withChoice", () => {
  it.each<[string, string, Choice, string]>([
    ["", "tag", { include: ["a"], exclude: [], mode: "any" }, "tag:a"],
    ["tag:a sky", "tag", { include: ["a", "b c"], exclude: [], mode: "any" }, 'sky (tag:a OR tag:"b c")'],
    ["tag:a sky", "tag", { include: ["a", "b"], exclude: ["c"], mode: "all" }, "sky tag:a tag:b -tag:c"],
    ["tag:a OR label:b", "kind", { include: ["video"], exclude: [], mode: "any" }, "(tag:a OR label:b) kind:video"],
    ["(tag:a OR tag:b) x", "tag", { include: [], exclude: [], mode: "any" }, "x"],
    ['tag:"', "kind", { include: ["video"], exclude: [], mode: "any" }, 'tag:" kind:video'],
  ])("%s", (q, facet, choice, expected) => expect(withChoice(q, facet, choice)).toBe(expected));

  it("writes what choiceOf reads back, whatever the values and whatever else is searched", () => {
    const value = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(
        fc.uniqueArray(value, { maxLength: 4 }),
        value,
        fc.constantFrom("any" as const, "all" as const),
        fc.constantFrom("", "sky", "label:x OR sky", "(label:x OR sky) -kind:video"),
        (include, excluded, mode, other) => {
          const exclude = include.includes(excluded) ? [] : [excluded];
          const q = withChoice(withChoice(other, "tag", { include: ["before"], exclude: [], mode: "any" }), "tag", {
            include,
            exclude,
            mode,
          });
          expect(choiceOf(q, "tag", mode)).toEqual({ include, exclude, mode });
          expect(() => parseSearch(q)).not.toThrow();
          expect(parseSearch(withChoice(q, "tag", { include: [], exclude: [], mode }))).toEqual(parseSearch(other));
        },
      ),
    );
  });
});

describe("withClusterRenamed", () => {
  it.each([
    ["cluster:3 night", "night cluster:harbour"],
    ["-cluster:3", "-cluster:harbour"],
    ["(cluster:3 OR cluster:4) tag:a", "tag:a (cluster:harbour OR cluster:4)"],
    ["subcluster:3.1", "subcluster:harbour.1"],
    ["subcluster:31.1 cluster:31", "subcluster:31.1 cluster:31"],
    ["cluster:", "cluster:"],
    ["", ""],
  ])("%s becomes %s", (q, expected) => expect(withClusterRenamed(q, "3", "harbour")).toBe(expected));
  it("quotes what has to be quoted", () =>
    expect(withClusterRenamed("cluster:3", "3", "St. Gallen, night")).toBe('cluster:"St. Gallen, night"'));
});

describe("chips and terms", () => {
  it("takes a search apart and leaves the rest as it is", () => {
    expect(chipsOf('tag:a  -label:"b c" (x OR y)')).toEqual([
      { text: "tag:a", rest: '-label:"b c" (x OR y)', alike: null },
      { text: '-label:"b c"', rest: "tag:a (x OR y)", alike: null },
      { text: "(x OR y)", rest: 'tag:a -label:"b c"', alike: null },
    ]);
    expect(chipsOf("a OR b")).toEqual([{ text: "a OR b", rest: "", alike: null }]);
    expect(chipsOf("")).toEqual([]);
    expect(chipsOf("(")).toBeNull();
  });
  it("toggles one term", () => {
    expect(toggleTerm("sky", "-has:tag")).toBe("sky -has:tag");
    expect(toggleTerm("sky -has:tag", "-has:tag")).toBe("sky");
    expect(hasTerm("sky -has:tag", "-has:tag")).toBe(true);
    expect(hasTerm("sky", "-has:tag")).toBe(false);
  });
  it("includes, excludes and lets go", () => {
    const once = toggled({ include: [], exclude: ["a"], mode: "any" }, "a", "include");
    expect(once).toMatchObject({ include: ["a"], exclude: [] });
    expect(toggled(once, "a", "include")).toMatchObject({ include: [], exclude: [] });
  });
});

describe("ranges", () => {
  it("replaces the range of a field, and takes it away", () => {
    expect(withRange("sky size>1mb size<5mb", "size", "1kb..2kb")).toBe("sky size:1kb..2kb");
    expect(withRange('sky meta:"top speed>3"', "meta:top speed", "1..2")).toBe('sky meta:"top speed=1..2"');
    expect(withRange("sky size:1..2", "size", null)).toBe("sky");
    expect(parseSearch(withRange("", "meta:a(b", "1..2"))).toMatchObject({ type: "meta", field: "a(b", operator: "=" });
  });
  it("leaves a facet's own choice, or a field's own range, out of its counts", () => {
    expect(queryWithoutFacet("tag:a -tag:b sky", "tag")).toEqual({
      type: "and",
      of: [parseSearch("-tag:b"), parseSearch("sky")],
    });
    expect(queryWithoutRange("size>1 sky", "size")).toEqual({ type: "and", of: [parseSearch("sky")] });
    expect(queryWithoutFacet("tag:a", "tag")).toEqual({ type: "all" });
  });
});

describe("likeness", () => {
  const [A, B] = ["0b5c1f60-8f6d-4b0e-9d6b-3a1f0f1c2d3e", "1b5c1f60-8f6d-4b0e-9d6b-3a1f0f1c2d3e"];
  it("goes in front, in the place of another of its kind", () => {
    expect(withLikeness("", "similar", A)).toBe(`similar:${A}`);
    expect(withLikeness(`tag:a similar:${B}@0.9`, "similar", A)).toBe(`similar:${A} tag:a`);
    expect(withLikeness(`similar:${B} description:boat`, "image", "Abc")).toBe("image:Abc description:boat");
    expect(withLikeness("tag:a OR tag:b", "description", "two boats")).toBe('description:"two boats" (tag:a OR tag:b)');
    expect(withLikeness(`-similar:${B}`, "similar", A)).toBe(`similar:${A} -similar:${B}`);
    expect(withLikeness("tag:(", "similar", A)).toBe(`similar:${A} tag:(`);
  });

  it("gives a search its own order, unless it is excluded", () => {
    expect(hasLikeness(`tag:a (sky OR similar:${A})`)).toBe(true);
    expect(hasLikeness(`tag:a -similar:${A}`)).toBe(false);
    expect(hasLikeness("similar:")).toBe(false);
  });

  it("is a chip of its own, whose least likeness changes in its place", () => {
    const chips = chipsOf(`tag:a description:"a boat"@0.3 -similar:${A} sky`)!;
    expect(chips.map(({ alike }) => alike && [alike.to, alike.example, alike.atLeast, alike.excluded])).toEqual([
      null,
      ["description", "a boat", 0.3, false],
      ["similar", A, null, true],
      null,
    ]);
    expect(chips[1]!.alike!.withLeast(0.25)).toBe(`tag:a description:"a boat"@0.25 -similar:${A} sky`);
    expect(chips[2]!.alike!.withLeast(0.9)).toBe(`tag:a description:"a boat"@0.3 -similar:${A}@0.9 sky`);
    expect(chips[2]!.rest).toBe('tag:a description:"a boat"@0.3 sky');
  });
});

describe("a search as its box shows it", () => {
  const A = "0b5c1f60-8f6d-4b0e-9d6b-3a1f0f1c2d3e";
  const shown = (q: string) => {
    const { tokens, text } = partsOf(q);
    return [tokens.map(({ term }) => term), text];
  };

  it.each([
    ["tag:a  -label:b", [], "tag:a  -label:b"],
    ["tag:(", [], "tag:("],
    ["", [], ""],
    [`similar:${A}@0.8`, [`similar:${A}@0.8`], ""],
    [`tag:a  image:Abc (x OR y) -similar:${A} sky`, ["image:Abc", `-similar:${A}`], "tag:a (x OR y) sky"],
    // Words are written; what is one of several alternatives cannot stand alone.
    ['image:Abc description:"a boat"', ["image:Abc"], 'description:"a boat"'],
    ["image:Abc OR tag:a", [], "image:Abc OR tag:a"],
    ["(image:Abc OR tag:a) sky", [], "(image:Abc OR tag:a) sky"],
  ])("%s", (q, tokens, text) => expect(shown(q)).toEqual([tokens, text]));

  it("is put together again, whatever was written meanwhile", () => {
    const written = (q: string, text: string) => searchOf({ ...partsOf(q), text });
    expect(written("tag:a", " tag:b  sky ")).toBe("tag:b  sky");
    expect(written("tag:a image:Abc", "tag:b  sky")).toBe("image:Abc tag:b sky");
    expect(written("image:Abc", "tag:a OR tag:b")).toBe("image:Abc (tag:a OR tag:b)");
    expect(written("image:Abc", "tag:(")).toBe("image:Abc tag:(");
    expect(written("image:Abc tag:a", "")).toBe("image:Abc");
  });

  it("keeps which likeness decides the order", () => {
    for (const q of ["description:boat image:Abc tag:a", "image:Abc description:boat tag:a"])
      expect(likenessIn(parseSearch(searchOf(partsOf(q))))).toMatchObject({ to: likenessIn(parseSearch(q))!.to });
  });

  it("means the same, whatever it was", () => {
    const term = fc.constantFrom(
      "tag:a",
      "-tag:b",
      "image:Abc",
      `-similar:${A}@0.9`,
      "(x OR y)",
      "description:boat",
      "size>1mb",
    );
    const search = fc.array(term, { minLength: 1, maxLength: 6 }).map((terms) => terms.join("  "));
    const meaning = (q: string) =>
      parseTerms(q)
        .map(({ start, end }) => q.slice(start, end))
        .sort();
    fc.assert(
      fc.property(search, (q) => {
        expect(meaning(searchOf(partsOf(q)))).toEqual(meaning(q));
      }),
    );
  });

  it("knows where a place of the search lies in the text", () => {
    const q = "image:Abc tag:night  sky";
    expect(partsOf(q).text).toBe("tag:night sky");
    expect(placeInText(q, q.indexOf("night"))).toBe(4);
    expect(placeInText(q, q.indexOf("sky"))).toBe(10);
    expect(placeInText(q, 6)).toBeNull();
    expect(placeInText("tag:night", 4)).toBe(4);
    expect(placeInText("tag:(", 4)).toBe(4);
  });
});
