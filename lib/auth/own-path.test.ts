import { describe, expect, it } from "vitest";
import { ownPath } from "./own-path";

describe("a path of our own", () => {
  it.each(["/", "/tasks", "/datasets/1?q=tag:night&view=grid#item", "/datasets?q=a%20b"])("is %s", (path) =>
    expect(ownPath(path)).toBe(path),
  );
  it.each([
    undefined,
    null,
    "",
    "tasks",
    "https://elsewhere.example",
    "//elsewhere.example",
    "/\\elsewhere.example",
    "\\\\elsewhere.example",
    "/\t/elsewhere.example",
    "/\n\\elsewhere.example",
    "/.//elsewhere.example",
    "/x/..//elsewhere.example",
    "javascript:alert(1)",
  ])("is not %o", (from) => expect(ownPath(from)).toBe("/datasets"));
});
