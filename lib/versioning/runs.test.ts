import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countRuns, numbersIn, runsHave, toRuns, unionRuns, withoutRuns } from "./runs";

const set = fc.uniqueArray(fc.nat(40)).map((numbers) => new Set(numbers));
const runsOf = (numbers: Set<number>) => toRuns([...numbers].sort((a, b) => a - b));
const sorted = (numbers: Iterable<number>) => [...numbers].sort((a, b) => a - b);

describe("runs", () => {
  it("are the same sets as plain ones, under every operation", () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        const [x, y] = [runsOf(a), runsOf(b)];
        expect([...numbersIn(x)]).toEqual(sorted(a));
        expect(countRuns(x)).toBe(a.size);
        for (let number = 0; number <= 41; number += 1) expect(runsHave(x, number)).toBe(a.has(number));
        expect(unionRuns(x, y)).toEqual(runsOf(new Set([...a, ...b])));
        expect(withoutRuns(x, y)).toEqual(runsOf(new Set([...a].filter((number) => !b.has(number)))));
      }),
    );
  });
});
