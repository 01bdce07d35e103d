/** Sets of item numbers as runs `[first, last]`, ascending, apart by at least one: what selections are made of. Pure. */

/** First and last number of items that lie side by side. */
export type Run = readonly [first: number, last: number];

/** @param numbers ascending */
export function toRuns(numbers: Iterable<number>): Run[] {
  const runs: [number, number][] = [];
  let last: [number, number] | undefined;
  for (const number of numbers) {
    if (last && number <= last[1] + 1) last[1] = Math.max(last[1], number);
    else runs.push((last = [number, number]));
  }
  return runs;
}

export const countRuns = (runs: readonly Run[]): number =>
  runs.reduce((sum, [first, last]) => sum + last - first + 1, 0);

export function runsHave(runs: readonly Run[], number: number): boolean {
  let [low, high] = [0, runs.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [first, last] = runs[middle]!;
    if (number < first) high = middle - 1;
    else if (number > last) low = middle + 1;
    else return true;
  }
  return false;
}

export function unionRuns(a: readonly Run[], b: readonly Run[]): Run[] {
  const joined: [number, number][] = [];
  for (const [first, last] of [...a, ...b].sort((x, y) => x[0] - y[0])) {
    const previous = joined.at(-1);
    if (previous && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else joined.push([first, last]);
  }
  return joined;
}

/** What is in `a` and not in `b`. */
export function withoutRuns(a: readonly Run[], b: readonly Run[]): Run[] {
  const left: Run[] = [];
  let at = 0;
  for (const [start, last] of a) {
    let first = start;
    while (at < b.length && b[at]![1] < first) at += 1;
    for (let other = at; other < b.length && b[other]![0] <= last; other += 1) {
      const [from, to] = b[other]!;
      if (from > first) left.push([first, from - 1]);
      first = Math.max(first, to + 1);
    }
    if (first <= last) left.push([first, last]);
  }
  return left;
}

/** Every number of the runs. */
export function* numbersIn(runs: readonly Run[]): Generator<number> {
  for (const [first, last] of runs) for (let number = first; number <= last; number += 1) yield number;
}
