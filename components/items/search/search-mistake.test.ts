import { describe, expect, it } from "vitest";
import { mistakeIn, mistakeWhileTyping } from "./search-mistake";

describe("a mistake while one types", () => {
  it.each([
    "tag:",
    "sky tag:",
    "-",
    "-tag:",
    "size>",
    "size>=",
    "size>1m",
    "taken>2026-",
    "has:ta",
    "similar:0b5c",
    "similar:",
    'description:"',
    'tag:"two wor',
    "(tag:a",
    "(",
    "tag:a OR ",
    'description:"a boat"@',
  ])("is none at the end of %s, which may go on", (text) => {
    expect(mistakeIn(text)).not.toBeNull();
    expect(mistakeWhileTyping(text, text.length)).toBeNull();
  });

  it.each(["colour:red", "tag:a)", "name>3"])("is one at the end of %s, which nothing behind it mends", (text) =>
    expect(mistakeWhileTyping(text, text.length)).toEqual(mistakeIn(text)),
  );

  it.each([
    ["tag: ", 5],
    ["tag: sky", 8],
    ["tag:", 2],
    ["size>1m sky", 11],
    ["(tag:a", 3],
  ])("is one in %s once the caret is at %d, somewhere else", (text, caret) =>
    expect(mistakeWhileTyping(text, caret)).toEqual(mistakeIn(text)),
  );

  it("is one where the caret is at a word that may go on, and another word is wrong", () =>
    expect(mistakeWhileTyping("colour:red tag:", 15)).toMatchObject({ position: 0 }));
});
