/** What becomes of a dataset's metadata when more is sent. Pure. */

type Json = { readonly [name: string]: unknown };
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const idOf = (value: unknown): unknown => (isObject(value) ? value.id : undefined);

/** Appends to a list; an object with the `id` of one that is there is joined with it in its place. */
function mergedLists(old: readonly unknown[], more: readonly unknown[]): unknown[] {
  const result = [...old];
  for (const value of more) {
    const id = idOf(value);
    const place = id === undefined ? -1 : result.findIndex((other) => idOf(other) === id);
    if (place < 0) result.push(value);
    else result[place] = mergedMetadata(result[place] as Json, value as Json);
  }
  return result;
}

/** New names and values come in, lists are appended to, objects are joined name by name; anything else is replaced. */
export function mergedMetadata(old: Json, more: Json): Json {
  const result = new Map(Object.entries(old));
  for (const [name, value] of Object.entries(more)) {
    const before = result.get(name);
    if (Array.isArray(before) && Array.isArray(value)) result.set(name, mergedLists(before, value));
    else if (isObject(before) && isObject(value)) result.set(name, mergedMetadata(before, value));
    else result.set(name, value);
  }
  return Object.fromEntries(result);
}
