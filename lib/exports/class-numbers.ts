/** How formats count classes. What a class counts as follows from its place in the dataset's list, so that it stays. Pure. */
import type { ClassEntry } from "@/lib/classes/list";
import type { Survey } from "./format";

/**
 * Names by index, for formats that count from 0 and know no gaps, up to the last class that objects have. Where a class was removed,
 * a name that nothing has stands in its place: otherwise all after it would move.
 */
export function namesByIndex({ classes, entries }: Pick<Survey, "classes" | "entries">): string[] {
  const byIndex = new Map(entries.map(({ index, name }) => [index, name]));
  const known = new Map(entries.map(({ index, name }) => [name, index]));
  const length = Math.max(-1, ...classes.map((name) => known.get(name) ?? -1)) + 1;
  const taken = new Set(known.keys());
  return Array.from({ length }, (_, index) => {
    const name = byIndex.get(index);
    if (name !== undefined) return name;
    let free = `removed ${index}`;
    while (taken.has(free)) free += "_";
    return free;
  });
}

/**
 * Ids of COCO's categories: the one that a class came with, else its index and 1. Where another class came with that, the next one
 * that is free.
 */
export function categoryIds(entries: readonly ClassEntry[]): Map<string, number> {
  const ids = new Map<string, number>();
  const taken = new Set<number>();
  const give = (name: string, id: number) => {
    ids.set(name, id);
    taken.add(id);
  };
  for (const { name, extra } of entries) {
    const id = extra?.id;
    if (typeof id === "number" && Number.isSafeInteger(id) && id >= 0 && !taken.has(id)) give(name, id);
  }
  for (const { name, index } of entries) {
    if (ids.has(name)) continue;
    let id = index + 1;
    while (taken.has(id)) id += 1;
    give(name, id);
  }
  return ids;
}
