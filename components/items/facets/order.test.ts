import { describe, expect, it } from "vitest";
import { inSteadyOrder, isFound, shortened } from "./order";

const list = (counts: Record<string, number>) => Object.entries(counts).map(([value, count]) => ({ value, count }));

describe("inSteadyOrder", () => {
  const whole = list({ day: 5, city: 4, night: 3 });
  it.each([
    [list({ night: 3, day: 1 }), [], list({ day: 1, city: 0, night: 3 })],
    [[], [], list({ day: 0, city: 0, night: 0 })],
    // Added since the whole was read.
    [list({ fog: 9, day: 5 }), [], list({ day: 5, city: 0, night: 0, fog: 9 })],
    [list({ day: 1 }), ["gone", "city"], list({ day: 1, city: 0, night: 0, gone: 0 })],
  ])("%j with %j chosen", (values, chosen, expected) => expect(inSteadyOrder(values, whole, chosen)).toEqual(expected));
});

describe("shortened", () => {
  const values = list({ a: 0, b: 2, c: 0, d: 1, e: 3, f: 1 });
  it.each([
    [2, [], ["a", "b", "d"]],
    [2, ["f", "a"], ["a", "b", "d", "f"]],
    [6, [], ["a", "b", "c", "d", "e", "f"]],
    [0, ["c"], ["c"]],
  ])("to %d with %j chosen", (length, chosen, expected) =>
    expect(shortened(values, chosen, length).map(({ value }) => value)).toEqual(expected),
  );
});

it("finds a part of a name, whatever its case", () => {
  expect(isFound("Dog walk", "dog")).toBe(true);
  expect(isFound("cat", "dog")).toBe(false);
  expect(isFound("cat", "")).toBe(true);
});
