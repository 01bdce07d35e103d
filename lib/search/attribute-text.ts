/**
 * Attributes of objects as one text for each item, so that they are searched like captions, however many values there are: a line
 * for each name and value, both in JSON, in which nothing can be taken for the end of a line or of a name. Pure.
 */

/** The values of an attribute as they are written in a search; none where it has no value. */
const valuesOf = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.flatMap(valuesOf)
    : value === null || value === undefined
      ? []
      : [typeof value === "string" ? value : JSON.stringify(value)];

/** Name and value of every attribute of objects, each once. @param objects the attributes of each */
export function attributesIn(objects: readonly unknown[]): [name: string, value: string][] {
  const found = new Map<string, [string, string]>();
  for (const attributes of objects) {
    if (typeof attributes !== "object" || attributes === null) continue;
    for (const [name, value] of Object.entries(attributes))
      for (const one of valuesOf(value)) found.set(lineOf(name, one), [name, one]);
  }
  return [...found.values()];
}

const lineOf = (name: string, value: string): string => `${JSON.stringify(name)}:${JSON.stringify(value)}`;

/** @param objects the attributes of each */
export const attributeText = (objects: readonly unknown[]): string =>
  `\n${attributesIn(objects)
    .map(([name, value]) => `${lineOf(name, value)}\n`)
    .join("")}`;

/** What a text has that has the attribute; null for any value. */
export const attributeNeedle = (name: string, value: string | null): string =>
  value === null ? `\n${JSON.stringify(name)}:` : `\n${lineOf(name, value)}\n`;
