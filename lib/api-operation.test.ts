import { describe, expect, it } from "vitest";
import { z } from "zod";
import { bodySchemaOf, declare, EMPTY, pageHeaders, type Pages } from "./api-operation";

describe("pages", () => {
  const headers = (pages: Pages, address: string, answer: unknown) =>
    pageHeaders(pages, new URL(`http://localhost/api/v1${address}`), answer);

  it.each<[Pages, string, unknown, string | undefined, string | undefined]>([
    ["whole", "/views", [{}, {}], undefined, "2"],
    [
      "cursor",
      "/items?q=a%20b&limit=2",
      { items: [], next_cursor: "7+", total: 9 },
      "/items?q=a+b&limit=2&cursor=7%2B",
      "9",
    ],
    ["cursor", "/items?cursor=3", { items: [], next_cursor: "5", total: 9 }, "/items?cursor=5", "9"],
    ["cursor", "/items?offset=4", { items: [], next_cursor: "5", total: 9 }, "/items?cursor=5", "9"],
    ["cursor", "/items", { items: [], next_cursor: null, total: 9 }, undefined, "9"],
    ["cursor", "/history", { entries: [], next_cursor: "5" }, "/history?cursor=5", undefined],
    ["page", "/tasks", { tasks: [], total: 21, page: 1, page_size: 20 }, "/tasks?page=2", "21"],
    ["page", "/tasks?page=2", { tasks: [], total: 21, page: 2, page_size: 20 }, undefined, "21"],
    [{ offset: "stacks" }, "/stacks?limit=2", { stacks: [1, 2], total: 3 }, "/stacks?limit=2&offset=2", "3"],
    [{ offset: "stacks" }, "/stacks?offset=2", { stacks: [3], total: 3 }, undefined, "3"],
  ])("%j of %s, %j: next %s of %s", (pages, address, answer, next, total) => {
    expect(headers(pages, address, answer)).toEqual({
      ...(next === undefined ? {} : { link: `</api/v1${next}>; rel="next"` }),
      ...(total === undefined ? {} : { "x-total-count": total }),
    });
  });
});

describe("a body", () => {
  const base = { path: "/a", tag: "Items", summary: "Does it" } as const;
  const schema = z.strictObject({ a: z.string() });

  it("is what is declared; of a write that declares none, nothing", () => {
    expect(bodySchemaOf(declare({ ...base, method: "POST", answers: EMPTY, body: schema }))).toBe(schema);
    const nothing = bodySchemaOf(declare({ ...base, method: "POST", answers: EMPTY }))!;
    expect(nothing.safeParse({}).success).toBe(true);
    expect(nothing.safeParse({ a: 1 }).success).toBe(false);
  });

  it("is not read where the handler reads it, nor of what only reads", () => {
    const file = { "image/*": z.file() };
    expect(bodySchemaOf(declare({ ...base, method: "PUT", answers: EMPTY, sends: file }))).toBeUndefined();
    expect(bodySchemaOf(declare({ ...base, method: "POST", answers: { statuses: {} } }))).toBeUndefined();
    expect(bodySchemaOf(declare({ ...base, method: "GET", answers: schema }))).toBeUndefined();
  });
});
