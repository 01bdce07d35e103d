import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toRuns } from "@/lib/versioning/runs";
import { chosenToo, clicked, countChosen, isChosen, letGo, NONE, requestOf, type Chosen } from "./chosen";

const some = (...numbers: number[]): Chosen => ({ type: "some", runs: toRuns(numbers) });
const all = (total: number, except: number[] = [], members = true): Chosen => ({
  type: "all",
  q: "tag:night",
  stateId: "state-1",
  total,
  except: toRuns(except),
  members: members ? toRuns(Array.from({ length: total }, (_, index) => index)) : null,
});
const membersOf = (chosen: Chosen) =>
  Array.from({ length: 20 }, (_, number) => number).filter((n) => isChosen(chosen, n));
const numbers = fc.uniqueArray(fc.nat(15)).map((list) => list.sort((a, b) => a - b));
const anyChosen = fc.oneof(
  numbers.map((list) => some(...list)),
  numbers.map((except) => all(16, except)),
);

describe("a selection", () => {
  it("is one item by a click, and nothing by a click on it alone", () => {
    expect(membersOf(clicked(some(1, 2), 2, false))).toEqual([2]);
    expect(clicked(some(2), 2, false)).toEqual(NONE);
  });
  it("gains and loses items by toggling, also out of all that match", () => {
    expect(membersOf(clicked(some(1), 4, true))).toEqual([1, 4]);
    expect(membersOf(clicked(some(1, 4), 4, true))).toEqual([1]);
    expect(requestOf(clicked(all(5), 3, true))).toEqual({
      q: "tag:night",
      state_id: "state-1",
      except_numbers: [[3, 3]],
    });
    expect(requestOf(clicked(all(5, [3]), 3, true))).toEqual({ q: "tag:night", state_id: "state-1" });
    expect(countChosen(all(5, [3]))).toBe(4);
  });
  it("counts what it holds", () => {
    fc.assert(fc.property(anyChosen, (chosen) => countChosen(chosen) === membersOf(chosen).length));
  });
  it("takes more beside it, or instead", () => {
    expect(membersOf(chosenToo(some(1), toRuns([3, 4]), true))).toEqual([1, 3, 4]);
    expect(membersOf(chosenToo(some(1), toRuns([3, 4]), false))).toEqual([3, 4]);
  });
  it("looks selected where members are not known yet", () => expect(isChosen(all(5, [], false), 9)).toBe(true));
});

describe("letting go of what is gone", () => {
  it("keeps what was selected since", () => {
    expect(membersOf(letGo(some(1, 2, 7), some(1, 2)))).toEqual([7]);
    expect(letGo(some(7), some(1, 2))).toEqual(some(7));
  });
  it("keeps nothing of what is gone, and all of the rest", () => {
    fc.assert(
      fc.property(anyChosen, anyChosen, (now, gone) => {
        const left = membersOf(letGo(now, gone));
        const sure = now.type === "some" || gone.type === "all";
        if (sure) expect(left).toEqual(membersOf(now).filter((number) => !isChosen(gone, number)));
      }),
    );
  });
  it("lets go of all that matched, where that was asked for again meanwhile", () => {
    expect(membersOf(letGo(all(5), all(5, [], false)))).toEqual([]);
    expect(membersOf(letGo(all(5, [1]), all(5, [1, 2])))).toEqual([2]);
  });
});
