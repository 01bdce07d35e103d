/**
 * Counts that are sums over items: of a version they are those of another one, without what the items that differ had there and with
 * what they have here. What is shown follows from them.
 */
import { pauses } from "@/lib/pauses";
import { FACT_NUMBERS, type Facts } from "@/lib/search/facts";
import { countObjects, objectsPerItem } from "@/lib/search/objects";
import type { Bitmap } from "@/lib/versioning/bitmap";
import { BRIGHTNESS_LIMITS, OBJECTS_LIMITS, placeAmong, RATIO_LIMITS, SHARPNESS_LIMITS, type Histogram } from "./bins";

/** `kind_objects` and `kind_items` are by the label and a kind of geometry, as `kindKey` writes them. */
const COUNTERS = [
  ...FACT_NUMBERS,
  "objects_per_item",
  "objects",
  "object_items",
  "kind_objects",
  "kind_items",
  "duplicates",
] as const;
type Counter = (typeof COUNTERS)[number];
type Counts = ReadonlyMap<string | number, number>;

/** By counter, how many there are of each; what there is none of is absent. Numbers are counted by value or by place among limits. */
export type Tally = Readonly<Record<Counter, Counts>> & Readonly<Record<"width" | "height", Histogram>>;

/** How a tally is kept. */
export type TallyJson = Readonly<Record<Counter, readonly (readonly [string | number, number])[]>>;

export const kindKey = (kind: string, label: string): string => `${kind}:${label}`;

/** Numbers that are counted by their place among limits; the others by value. */
const LIMITS: Partial<Record<Counter, readonly number[]>> = {
  ratio: RATIO_LIMITS,
  brightness: BRIGHTNESS_LIMITS,
  sharpness: SHARPNESS_LIMITS,
};

/** Items between two looks at the clock. */
const SLICE = 20_000;

/** Of some items of a version. */
export async function tallyOf(
  { numbers, objects }: Facts,
  among: Bitmap,
  duplicates: { readonly items: number; readonly groups: number },
): Promise<Tally> {
  const pause = pauses();
  const members = among.toUint32Array();
  const isAmong = new Uint8Array(among.isEmpty ? 0 : among.maximum() + 1);
  for (const item of members) isAmong[item] = 1;
  const tally = Object.fromEntries(COUNTERS.map((counter) => [counter, new Map()])) as unknown as Record<
    Counter,
    Map<string | number, number>
  >;
  const add = (counter: Counter, key: string | number, count: number) => {
    if (count !== 0) tally[counter].set(key, (tally[counter].get(key) ?? 0) + count);
  };
  for (const field of FACT_NUMBERS) {
    const { items, values } = numbers[field];
    const limits = LIMITS[field];
    for (let start = 0; start < items.length; start += SLICE) {
      await pause();
      for (let at = start; at < Math.min(items.length, start + SLICE); at += 1)
        if (isAmong[items[at]!] === 1) add(field, limits ? placeAmong(limits, values[at]!) : values[at]!, 1);
    }
  }
  await pause();
  const perItem = await objectsPerItem(objects);
  for (let start = 0; start < members.length; start += SLICE) {
    await pause();
    for (const item of members.subarray(start, start + SLICE))
      add("objects_per_item", placeAmong(OBJECTS_LIMITS, perItem[item] ?? 0), 1);
  }
  for (const [label, count] of await countObjects(objects, among)) {
    add("objects", label, count.objects);
    add("object_items", label, count.items);
    for (const [kind, ofKind] of count.kinds) {
      add("kind_objects", kindKey(kind, label), ofKind.objects);
      add("kind_items", kindKey(kind, label), ofKind.items);
    }
  }
  add("duplicates", "items", duplicates.items);
  add("duplicates", "groups", duplicates.groups);
  return tally as unknown as Tally;
}

/** What is counted of items when some that were counted are not meant any more, and others are. */
export function changedTally(of: Tally, without: Tally, withMore: Tally): Tally {
  return Object.fromEntries(
    COUNTERS.map((counter) => {
      const counts = new Map(of[counter]);
      for (const [sign, part] of [
        [-1, without],
        [1, withMore],
      ] as const)
        for (const [key, count] of part[counter]) {
          const sum = (counts.get(key) ?? 0) + sign * count;
          if (sum === 0) counts.delete(key);
          else counts.set(key, sum);
        }
      return [counter, counts];
    }),
  ) as unknown as Tally;
}

export const totalOf = (counts: Counts): number => {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
};

export const tallyToJson = (tally: Tally): TallyJson =>
  Object.fromEntries(COUNTERS.map((counter) => [counter, [...tally[counter]]])) as unknown as TallyJson;

export const tallyFromJson = (json: TallyJson): Tally =>
  Object.fromEntries(COUNTERS.map((counter) => [counter, new Map(json[counter])])) as unknown as Tally;
