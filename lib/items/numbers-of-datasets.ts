/**
 * Items of several datasets in one selection. An item's number is its dataset's own (clones have theirs in common), so here each
 * dataset has a block of numbers, in the order in which this browser met them. Pure but for that order.
 */
import { toRuns, type Run } from "@/lib/versioning/runs";

/** More than a dataset has numbers for; a million blocks are still exact. */
const BLOCK = 2 ** 32;

const places = new Map<string, number>();
const ids: string[] = [];

function blockOf(datasetId: string): number {
  let place = places.get(datasetId);
  if (place === undefined) {
    place = ids.push(datasetId) - 1;
    places.set(datasetId, place);
  }
  return place * BLOCK;
}

/** The number of an item among those of all datasets. */
export const numberAmongAll = (datasetId: string, itemNo: number): number => blockOf(datasetId) + itemNo;

export interface RunsOfDataset {
  readonly dataset_id: string;
  readonly numbers: readonly Run[];
}

/** Runs among those of all datasets, ascending. */
export const runsAmongAll = (datasets: readonly RunsOfDataset[]): Run[] =>
  datasets
    .flatMap(({ dataset_id, numbers }) => {
      const block = blockOf(dataset_id);
      return numbers.map(([first, last]): Run => [block + first, block + last]);
    })
    .sort((a, b) => a[0] - b[0]);

/** The same by dataset, by their numbers there. */
export function runsByDataset(runs: readonly Run[]): RunsOfDataset[] {
  const found = new Map<number, Run[]>();
  for (const [first, last] of runs) {
    const place = Math.floor(first / BLOCK);
    const numbers = found.get(place) ?? [];
    numbers.push([first - place * BLOCK, last - place * BLOCK]);
    found.set(place, numbers);
  }
  return [...found].map(([place, numbers]) => ({ dataset_id: ids[place]!, numbers }));
}

/** The numbers of single items as runs. */
export const runsOf = (numbers: readonly number[]): Run[] => toRuns([...numbers].sort((a, b) => a - b));
