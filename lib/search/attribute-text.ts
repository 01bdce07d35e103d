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

/** Name and value of every attribute of objects; what several objects have comes as often. @param objects the attributes of each */
export function* attributesIn(objects: readonly unknown[]): Generator<[name: string, value: string]> {
  for (const attributes of objects) {
    if (typeof attributes !== "object" || attributes === null) continue;
    for (const [name, value] of Object.entries(attributes)) for (const one of valuesOf(value)) yield [name, one];
  }
}

/** In JSON. There are ten million of them in a million items, and almost none has anything to escape. */
const quoted = (text: string): string => (/["\\\u0000-\u001f]/.test(text) ? JSON.stringify(text) : `"${text}"`);
const lineOf = (name: string, value: string): string => `${quoted(name)}:${quoted(value)}\n`;

/** @param objects the attributes of each */
export function attributeText(objects: readonly unknown[]): string {
  const lines = new Set<string>();
  for (const [name, value] of attributesIn(objects)) lines.add(lineOf(name, value));
  return `\n${[...lines].join("")}`;
}

/** What a text has that has the attribute; null for any value. */
export const attributeNeedle = (name: string, value: string | null): string =>
  `\n${value === null ? `${quoted(name)}:` : lineOf(name, value)}`;
