/**
 * The classes of a version: what its objects and items are labelled with, in an order that training can rest on. A class keeps
 * its index whatever becomes of the others; only reordering moves one. Pure.
 */
import { canonicalJson as canonical } from "@/lib/revisions/payloads";
import type { AttributeSchema, Skeleton } from "./schema";

/** What is known of a class beside its place. */
export interface ClassDetails {
  /** `#rrggbb`. Absent: the one that follows from its place. */
  readonly color?: string | undefined;
  readonly skeleton?: Skeleton;
  readonly attributes?: readonly AttributeSchema[];
  /** Fields of the format that it came from which have no place of their own. */
  readonly extra?: Readonly<Record<string, unknown>>;
}
const DETAILS = ["color", "skeleton", "attributes", "extra"] as const satisfies readonly (keyof ClassDetails)[];

export interface ClassEntry extends ClassDetails {
  readonly index: number;
  readonly name: string;
  /** Objects have had it, or a file lists it for them; absent for one that only items as a whole were labelled with. */
  readonly objects?: true;
}

export interface ClassList {
  /** The index that the next class gets: one that was removed leaves a gap, which is not filled. */
  readonly next: number;
  /** By index. */
  readonly classes: readonly ClassEntry[];
}
export const NO_CLASSES: ClassList = { next: 0, classes: [] };

/** A class that a change brings, or says more of. */
export interface FoundClass extends ClassDetails {
  readonly name: string;
  readonly objects?: true;
  /** Its place where it comes from. A list that never had a class gives it the same. */
  readonly index?: number;
}

const byIndex = (entries: Iterable<ClassEntry>): ClassEntry[] => [...entries].sort((a, b) => a.index - b.index);
const listOf = (next: number, entries: Iterable<ClassEntry>): ClassList => ({ next, classes: byIndex(entries) });
const named = ({ classes }: ClassList): Map<string, ClassEntry> => new Map(classes.map((entry) => [entry.name, entry]));

/**
 * The list with those classes that it lacks at its end, in the order given. What it knows of a class stays; the rest is filled in. A
 * list that never had a class takes over the places that classes had elsewhere, with the gaps between them.
 * @param end the place after the last one that their list ever had
 */
export function withClasses(list: ClassList, found: Iterable<FoundClass>, end = 0): ClassList {
  const entries = named(list);
  const classes = [...found];
  const places = list.next === 0 ? placesOf(classes) : new Map<string, number>();
  let next = list.next === 0 ? Math.max(end, 0, ...[...places.values()].map((place) => place + 1)) : list.next;
  let changed = next !== list.next;
  for (const { name, index: _place, ...more } of classes) {
    const known = entries.get(name);
    const entry: ClassEntry = known ? { ...more, ...known } : { index: places.get(name) ?? next++, name, ...more };
    if (known && canonical(known) === canonical(entry)) continue;
    entries.set(name, entry);
    changed = true;
  }
  return changed ? listOf(next, entries.values()) : list;
}

/** The places that classes bring along; the first of several with the same one has it. */
function placesOf(classes: readonly FoundClass[]): Map<string, number> {
  const places = new Map<string, number>();
  const taken = new Set<number>();
  for (const { name, index } of classes) {
    if (index === undefined || places.has(name) || taken.has(index)) continue;
    places.set(name, index);
    taken.add(index);
  }
  return places;
}

/** The list with a class under another name. Its index and details stay. The caller sees to it that the name is free. */
export const withRenamed = (list: ClassList, from: string, to: string): ClassList => ({
  ...list,
  classes: list.classes.map((entry) => (entry.name === from ? { ...entry, name: to } : entry)),
});

/** The list without some classes. The others keep their places. */
export const withoutClasses = (list: ClassList, names: Iterable<string>): ClassList => {
  const gone = new Set(names);
  return { ...list, classes: list.classes.filter(({ name }) => !gone.has(name)) };
};

/** The list in another order, counted from 0 without gaps. @param names all of its classes, each once */
export function withOrder(list: ClassList, names: readonly string[]): ClassList {
  const entries = named(list);
  return listOf(
    names.length,
    names.map((name, index) => ({ ...entries.get(name)!, index })),
  );
}

/** The list with a class as it is defined, at the end if it is new. A detail that is null is taken away, an absent one stays. */
export function withDefined(
  list: ClassList,
  { name, ...details }: { readonly name: string } & { readonly [D in keyof ClassDetails]?: ClassDetails[D] | null },
): ClassList {
  const known = named(list).get(name) ?? { index: list.next, name, objects: true as const };
  const given = Object.fromEntries(
    Object.entries({ ...known, ...details }).filter(([, value]) => value !== null && value !== undefined),
  ) as unknown as ClassEntry;
  return listOf(Math.max(list.next, given.index + 1), [...list.classes.filter((entry) => entry.name !== name), given]);
}

/**
 * The list as it is without one edit, whatever was edited since: what still is as the edit left it goes back, everything else stays.
 * @param isUsed whether something is labelled so after the undo; such a class is not taken away
 */
export function withoutEdit(
  from: ClassList,
  to: ClassList,
  now: ClassList,
  isUsed: (name: string) => boolean,
): ClassList {
  const [before, after, present] = [named(from), named(to), named(now)];
  const result = new Map(present);
  const [back, moved]: [ClassEntry[], Map<string, number>] = [[], new Map()];
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [was, left, is] = [before.get(name), after.get(name), present.get(name)];
    if (!was) {
      if (is && canonical(is) === canonical(left) && !isUsed(name)) result.delete(name);
    } else if (!left) {
      if (!is) back.push(was);
    } else if (is) {
      const entry: Record<string, unknown> = { ...is };
      for (const detail of [...DETAILS, "objects"] as const)
        if (canonical(is[detail]) === canonical(left[detail])) entry[detail] = was[detail];
      if (is.index === left.index && was.index !== left.index) moved.set(name, is.index);
      result.set(name, {
        ...(Object.fromEntries(
          Object.entries(entry).filter(([, value]) => value !== undefined),
        ) as unknown as ClassEntry),
        index: is.index === left.index ? was.index : is.index,
      });
    }
  }
  const taken = () => new Set([...result.values()].map(({ index }) => index));
  // An order that somebody has changed since is not given back by halves.
  if (taken().size < result.size) for (const [name, index] of moved) result.set(name, { ...result.get(name)!, index });
  let next = now.next === to.next ? from.next : now.next;
  for (const { index } of result.values()) next = Math.max(next, index + 1);
  for (const entry of byIndex(back)) {
    const index = taken().has(entry.index) ? next : entry.index;
    next = Math.max(next, index + 1);
    result.set(entry.name, { ...entry, index });
  }
  return listOf(next, result.values());
}
