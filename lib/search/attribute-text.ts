/**
 * Attributes of objects as one text for each item, so that they are searched like captions, however many values there are: each
 * name and value stands between separators that no name and no value has. Pure.
 */

const BEFORE_NAME = "\u001e";
const BEFORE_VALUE = "\u001f";
const ESCAPE = "\u001d";

/** The values of an attribute as they are written in a search; none where it has no value. */
function valuesOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? value.flatMap(valuesOf) : [JSON.stringify(value)];
}

/** Calls `found` with every name and value of objects; what several of them have comes as often. @param objects the attributes of each */
export function eachAttribute(objects: readonly unknown[], found: (name: string, value: string) => void): void {
  for (const attributes of objects) {
    if (typeof attributes !== "object" || attributes === null) continue;
    for (const [name, value] of Object.entries(attributes)) for (const one of valuesOf(value)) found(name, one);
  }
}

/** Almost no text has a separator in it. */
const escaped = (text: string): string =>
  text.replace(/[\u001d-\u001f]/g, (character) => `${ESCAPE}${character.charCodeAt(0) - 0x1d}`);

/** @param objects the attributes of each */
export function attributeText(objects: readonly unknown[]): string {
  const lines = new Set<string>();
  eachAttribute(objects, (name, value) => lines.add(`${escaped(name)}${BEFORE_VALUE}${escaped(value)}`));
  return `${BEFORE_NAME}${[...lines].join(BEFORE_NAME)}${BEFORE_NAME}`;
}

/** What a text has that has the attribute; null for any value. */
export const attributeNeedle = (name: string, value: string | null): string =>
  `${BEFORE_NAME}${escaped(name)}${BEFORE_VALUE}${value === null ? "" : `${escaped(value)}${BEFORE_NAME}`}`;
