import { describe, expect, it } from "vitest";
import { cleanPath, DistinctPaths, numberedPath, safePath } from "./paths";

describe("cleanPath", () => {
  it.each([
    ["a/b.jpg", "a/b.jpg"],
    ["../../etc/passwd", "etc/passwd"],
    ["/abs/./x.png", "abs/x.png"],
    ["win\\dows\\x.png", "win/dows/x.png"],
    ["new\nline.png", "newline.png"],
    ["C:\\pictures\\x.png", "pictures/x.png"],
    ["c:/x.png", "x.png"],
    ["a:2.png", "a:2.png"],
    ["a\0.png", "a.png"],
    [".\0./x.png", "x.png"],
    ["half\ud83d.png", "half\ufffd.png"],
    ["caf\u00e9/人.png", "caf\u00e9/人.png"],
  ])("%j becomes %j", (raw, clean) => expect(cleanPath(raw)).toBe(clean));
  it.each(["", "..", "/", "x".repeat(1025)])("refuses %j", (raw) =>
    expect(() => cleanPath(raw)).toThrow(/path of 1 to 1,024/),
  );
});

it.each(["", "../..", "x".repeat(1025)])("safePath has nothing for %j", (raw) => expect(safePath(raw)).toBeNull());

describe("files of one name", () => {
  it.each([
    ["a.jpg", 1, "a.jpg"],
    ["a.jpg", 2, "a (2).jpg"],
    ["deep.d/a", 3, "deep.d/a (3)"],
    ["a.tar.gz", 2, "a (2).tar.gz"],
    ["a.TAR", 2, "a (2).TAR"],
    ["in/.hidden", 2, "in/.hidden (2)"],
    ["a.b.jpg", 2, "a.b (2).jpg"],
  ])("%s, number %d, is called %s", (path, copy, name) => expect(numberedPath(path, copy)).toBe(name));

  it("each get a name of their own", () => {
    const paths = new DistinctPaths();
    const given = ["a.jpg", "a (2).jpg", "a.jpg", "b/a.jpg", "a.jpg", "a (2).jpg"].map((path) => paths.take(path));
    expect(given).toEqual(["a.jpg", "a (2).jpg", "a (3).jpg", "b/a.jpg", "a (4).jpg", "a (2) (2).jpg"]);
  });

  it("are named in a time that grows with their number", () => {
    const paths = new DistinctPaths();
    const names = new Set(Array.from({ length: 50_000 }, () => paths.take("a.jpg")));
    expect(names.size).toBe(50_000);
  });
});
