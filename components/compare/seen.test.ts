import { describe, expect, it } from "vitest";
import type { ComparedItem } from "@/lib/comparing/schema";
import { withSeen } from "./seen";

const item = (media_id: string, etag: string) =>
  ({
    change: "added",
    kinds: [],
    before: null,
    after: { media_id, etag },
    object_changes: null,
  }) as unknown as ComparedItem;

describe("what was looked at", () => {
  it("is kept by the comparison, as it was then, and can be taken back", () => {
    const once = withSeen({}, "a", item("1", "x"), true);
    expect(once).toEqual({ a: { 1: " x" } });
    const both = withSeen(withSeen(once, "b", item("1", "x"), true), "a", item("1", "y"), true);
    expect(both).toEqual({ b: { 1: " x" }, a: { 1: " y" } });
    expect(withSeen(both, "b", item("1", "x"), false)).toEqual({ a: { 1: " y" }, b: {} });
  });

  it("forgets what is oldest beyond twenty comparisons", () => {
    let all = {};
    for (let at = 0; at < 25; at += 1) all = withSeen(all, `c${at}`, item("1", "x"), true);
    expect(Object.keys(all)).toEqual(Array.from({ length: 20 }, (_, at) => `c${at + 5}`));
  });
});
