/** Which typed metadata fields of sources fit a destination. Pure. */
import { fieldSetName, fieldsIn, type Field } from "@/lib/fields/rules";

export interface FittingFields {
  /** Of this source. */
  readonly fields: ReadonlyMap<string, Field>;
  /** Those that the destination, or a source before this one, has with another type. */
  readonly skipped: readonly string[];
}

/** @param destination names of the destination's sets @param sources names of each source's sets, in their order */
export function fittingFields(
  destination: Iterable<string>,
  sources: readonly Iterable<string>[],
): readonly FittingFields[] {
  const there = fieldsIn(destination);
  return sources.map((names) => {
    const found = fieldsIn(names);
    const fields = new Map(
      [...found].filter(([name, field]) => {
        const known = there.get(name);
        return !known || fieldSetName(known) === fieldSetName(field);
      }),
    );
    for (const [name, field] of fields) there.set(name, field);
    return { fields, skipped: [...found.keys()].filter((name) => !fields.has(name)) };
  });
}

/** All that are left out, each once. */
export const skippedFields = (fitting: readonly FittingFields[]): string[] => [
  ...new Set(fitting.flatMap(({ skipped }) => skipped)),
];
