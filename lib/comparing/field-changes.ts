/** What became of the typed metadata fields from one version to another. Pure. */
import { fieldsIn, type Field } from "@/lib/fields/rules";

export interface FieldChanges {
  readonly added: Field[];
  readonly removed: Field[];
  /** Of another type, or of several values instead of one. */
  readonly changed: { before: Field; after: Field }[];
}

export function fieldChanges(from: Iterable<string>, to: Iterable<string>): FieldChanges {
  const [before, after] = [fieldsIn(from), fieldsIn(to)];
  return {
    added: [...after.values()].filter(({ name }) => !before.has(name)),
    removed: [...before.values()].filter(({ name }) => !after.has(name)),
    changed: [...before.values()].flatMap((was) => {
      const is = after.get(was.name);
      return is && (is.type !== was.type || is.multi !== was.multi) ? [{ before: was, after: is }] : [];
    }),
  };
}
