/** In which order values of a facet stand, and which of a long list. Pure. */

export interface Value {
  readonly value: string;
  readonly count: number;
}

/**
 * Values in the order that they have without a search, whatever they count now; those that nothing matches any more stay with
 * a count of 0. A list that is clicked in does not move: what was aimed at next is where it was.
 *
 * @param whole the values without a search
 * @param chosen values that must be there to be let go again, though nobody has them any more
 */
export function inSteadyOrder(values: readonly Value[], whole: readonly Value[], chosen: readonly string[]): Value[] {
  const counts = new Map(values.map(({ value, count }) => [value, count]));
  const order = new Set([...whole, ...values].map(({ value }) => value));
  for (const value of chosen) order.add(value);
  return [...order].map((value) => ({ value, count: counts.get(value) ?? 0 }));
}

/** The first of a list, the first of those that anything matches, and what is chosen. */
export function shortened(values: readonly Value[], chosen: readonly string[], length: number): Value[] {
  let matching = 0;
  return values.filter(({ value, count }, index) => {
    if (count > 0) matching += 1;
    return index < length || (count > 0 && matching <= length) || chosen.includes(value);
  });
}

/** Whether a name has what is looked for in it. @param wanted in lower case; empty finds everything */
export const isFound = (name: string, wanted: string): boolean => name.toLowerCase().includes(wanted);
