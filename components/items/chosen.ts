/** What is selected, as a value. Pure. */
import type { ItemSelection } from "@/lib/search/schema";
import { countRuns, runsHave, unionRuns, withoutRuns, type Run } from "@/lib/versioning/runs";

/** Either numbers of items, or all that matched a search in a state but some. */
export type Chosen =
  | { readonly type: "some"; readonly runs: readonly Run[] }
  /** @property members the numbers that are meant, once they are known: tiles that came later must not look selected */
  | {
      readonly type: "all";
      readonly q: string;
      /** Of the list over all datasets: those that it was narrowed to. */
      readonly datasets?: readonly string[] | undefined;
      readonly stateId: string;
      readonly total: number;
      readonly except: readonly Run[];
      readonly members: readonly Run[] | null;
    };

/** Whether they ask for the same items. */
export const isSameSearch = (
  a: Pick<Extract<Chosen, { type: "all" }>, "q" | "datasets">,
  b: Pick<Extract<Chosen, { type: "all" }>, "q" | "datasets">,
): boolean => a.q === b.q && (a.datasets ?? []).join() === (b.datasets ?? []).join();

export const NONE: Chosen = { type: "some", runs: [] };

export const countChosen = (chosen: Chosen): number =>
  chosen.type === "all" ? chosen.total - countRuns(chosen.except) : countRuns(chosen.runs);

export const isChosen = (chosen: Chosen, itemNo: number): boolean =>
  chosen.type === "all"
    ? (chosen.members === null || runsHave(chosen.members, itemNo)) && !runsHave(chosen.except, itemNo)
    : runsHave(chosen.runs, itemNo);

/** What the server is told: numbers, or the search and the state it was read at. */
export const requestOf = (chosen: Chosen): ItemSelection =>
  chosen.type === "all"
    ? {
        q: chosen.q,
        state_id: chosen.stateId,
        ...(chosen.except.length > 0 ? { except_numbers: chosen.except } : {}),
      }
    : { item_numbers: chosen.runs };

/** A click on one item: it alone, or with `toggle` it beside or out of what is chosen. */
export function clicked(chosen: Chosen, itemNo: number, toggle: boolean): Chosen {
  const one: Run[] = [[itemNo, itemNo]];
  if (toggle && chosen.type === "all") {
    const isOut = runsHave(chosen.except, itemNo);
    return { ...chosen, except: isOut ? withoutRuns(chosen.except, one) : unionRuns(chosen.except, one) };
  }
  const runs = chosen.type === "some" ? chosen.runs : [];
  const isIn = runsHave(runs, itemNo);
  if (toggle) return { type: "some", runs: isIn ? withoutRuns(runs, one) : unionRuns(runs, one) };
  return { type: "some", runs: isIn && countRuns(runs) === 1 ? [] : one };
}

/** More of them: beside what is chosen, or instead of it. */
export const chosenToo = (chosen: Chosen, runs: readonly Run[], adding: boolean): Chosen =>
  adding && chosen.type === "some" ? { type: "some", runs: unionRuns(chosen.runs, runs) } : { type: "some", runs };

/**
 * What is left once the items of an earlier selection are gone: what was chosen since stays chosen.
 *
 * @param gone the selection as it was when its items were taken away
 */
export function letGo(chosen: Chosen, gone: Chosen): Chosen {
  if (chosen === gone) return NONE;
  if (chosen.type === "some") {
    const numbers = numbersOf(gone);
    return numbers ? { type: "some", runs: withoutRuns(chosen.runs, numbers) } : chosen;
  }
  // The same search chosen again, with other exceptions: all that it matched is gone but those.
  if (gone.type === "all" && isSameSearch(gone, chosen) && gone.stateId === chosen.stateId)
    return { type: "some", runs: withoutRuns(gone.except, chosen.except) };
  return chosen;
}

/** The numbers of what is chosen; null where they were not read yet. */
function numbersOf(chosen: Chosen): readonly Run[] | null {
  if (chosen.type === "some") return chosen.runs;
  return chosen.members && withoutRuns(chosen.members, chosen.except);
}
