/** Values from elsewhere, by the types that fields have here. Pure. */
import { parseValue, type Field } from "./rules";

export interface Fitting {
  readonly values: Record<string, unknown>;
  /** Fields of which the values are left out. */
  readonly misfits: readonly Field[];
}

/** What fits the type of its field, or belongs to none, and the fields of which the rest is. */
export function fittingValues(
  fields: ReadonlyMap<string, Field>,
  metadata: Readonly<Record<string, unknown>>,
): Fitting {
  const misfits: Field[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(metadata)) {
    const field = fields.get(name);
    const parsed = field ? fitting(field, value) : { value };
    if (parsed) values[name] = parsed.value;
    else misfits.push(field!);
  }
  return { values, misfits };
}

function fitting(field: Field, value: unknown): { readonly value: unknown } | null {
  if (Array.isArray(value) !== field.multi) return null;
  const parsed = (Array.isArray(value) ? (value as unknown[]) : [value]).map((one) => parseValue(field.type, one));
  const values = parsed.flatMap((one) => ("value" in one ? [one.value] : []));
  if (values.length < parsed.length) return null;
  return { value: field.multi ? values : values[0] };
}
