/** What differs between the classes of two versions. Pure. */
import { canonicalJson } from "@/lib/revisions/payloads";
import type { ClassEntry, ClassList } from "./list";
import { presentClass } from "./present";
import type { ClassChanges } from "./schema";

/** Classes are told apart by name: one that was renamed went under the old name and came under the new. */
export function classChanges(from: ClassList, to: ClassList): ClassChanges {
  const [before, after] = [from, to].map(({ classes }) => new Map(classes.map((entry) => [entry.name, entry]))) as [
    Map<string, ClassEntry>,
    Map<string, ClassEntry>,
  ];
  const only = (here: ReadonlyMap<string, ClassEntry>, there: ReadonlyMap<string, ClassEntry>) =>
    [...here.values()].filter(({ name }) => !there.has(name)).map(presentClass);
  return {
    added: only(after, before),
    removed: only(before, after),
    changed: [...before.values()].flatMap((entry) => {
      const now = after.get(entry.name);
      if (!now) return [];
      const [was, is] = [presentClass(entry), presentClass(now)];
      return canonicalJson(was) === canonicalJson(is) ? [] : [{ before: was, after: is }];
    }),
  };
}
