/** Splits by what formats call a picture's subset. Pure. */
import { trimmed } from "./values";

/** A split as items know it: `valid` and `validation` are `val`; null for names that say nothing. */
export function splitOf(subset: unknown): string | null {
  const name = trimmed(subset);
  if (name === null || /^(default|all|undefined|unlabeled)$/i.test(name)) return null;
  if (/^val(id(ation)?)?$/i.test(name)) return "val";
  return /^(train(ing)?|test(ing)?)$/i.test(name) ? name.toLowerCase().replace(/ing$/, "") : name;
}
