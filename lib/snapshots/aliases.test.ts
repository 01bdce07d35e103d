import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aliasesField, aliasProblem, foldAlias, isAlias, MAX_ALIASES, RESERVED, splitAliases } from "./aliases";

describe("an alias", () => {
  it.each(["production", "Production", "v1.2", "best_2026-05", "7", "a".repeat(64)])("can be %s", (name) =>
    expect(aliasProblem(name)).toBeNull(),
  );
  it.each([
    "",
    "-draft",
    ".hidden",
    "two words",
    "straße",
    "a/b",
    "a%2Fb",
    "a".repeat(65),
    "line\n",
    "51111111-1111-4111-8111-111111111111",
    "AB111111-1111-4111-8111-111111111111",
    ...RESERVED,
    "Current",
    "HEAD",
  ])("cannot be %j", (name) => expect(aliasProblem(name)).toMatch(/^(An alias|“)/));

  it("is one whatever its case: it is kept in lower case, once", () => {
    expect(aliasesField.parse(["Production", "production ", "beta"])).toEqual(["beta", "production"]);
    fc.assert(
      fc.property(fc.string(), (text) => isAlias(text) === isAlias(foldAlias(text))),
      { numRuns: 500 },
    );
  });
  it("is one of a few", () => {
    expect(aliasesField.safeParse(Array.from({ length: MAX_ALIASES }, (_, at) => `a${at}`)).success).toBe(true);
    expect(aliasesField.safeParse(Array.from({ length: MAX_ALIASES + 1 }, (_, at) => `a${at}`)).success).toBe(false);
  });
  it("is typed with commas or spaces between", () => {
    expect(splitAliases(" production, best  v1,")).toEqual(["production", "best", "v1"]);
    expect(splitAliases("  ")).toEqual([]);
  });
});
