/** A naive model of the engine: plain JavaScript sets, deep-copied on every snapshot. Slow and obviously right. */
import { emptyBitmap, type Bitmap } from "./bitmap";
import type { Hash, StoredObject } from "./objects";
import { loadSets, type LoadedSet, type ObjectSource, type State } from "./state";

export type NaiveState = Map<string, Set<number>>;

export const copyNaive = (state: NaiveState): NaiveState =>
  new Map([...state].map(([name, members]) => [name, new Set(members)]));

export function naiveToObject(state: NaiveState): Record<string, number[]> {
  const entries = [...state]
    .filter(([, members]) => members.size > 0)
    .map(([name, members]) => [name, [...members].sort((a, b) => a - b)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** An object store in memory, which hands out copies so that nobody can change what it holds. */
export class MemoryStore implements ObjectSource {
  readonly objects = new Map<Hash, Uint8Array>();
  put(objects: readonly StoredObject[]): void {
    for (const { hash, bytes } of objects) this.objects.set(hash, bytes);
  }
  async get(hashes: readonly Hash[]): Promise<ReadonlyMap<Hash, Uint8Array>> {
    return new Map(
      hashes.flatMap((hash) => (this.objects.has(hash) ? [[hash, Uint8Array.from(this.objects.get(hash)!)]] : [])),
    );
  }
}

export async function stateToObject(state: State, source: ObjectSource): Promise<Record<string, number[]>> {
  const names = [...state.sets.keys()].sort();
  const sets = await loadSets(state, names, source);
  return Object.fromEntries(names.map((name) => [name, sets.get(name)!.bitmap.toArray()]));
}

export const bitmapIn = (sets: ReadonlyMap<string, LoadedSet>, name: string): Bitmap =>
  sets.get(name)?.bitmap ?? emptyBitmap;
