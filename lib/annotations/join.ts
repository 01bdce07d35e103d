/**
 * Objects of several kinds of geometry in formats that have one kind a shape: an export of ours gives each shape the id of its
 * object. Pure.
 */
type Shape = Readonly<Record<string, unknown>>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const isObjectId = (value: unknown): value is string => typeof value === "string" && UUID.test(value);

/** Those of one id together, in the order of their first; those without one alone. */
export function gathered<T>(shapes: readonly T[], idOf: (shape: T) => string | null): T[][] {
  const groups: T[][] = [];
  const byId = new Map<string, T[]>();
  for (const shape of shapes) {
    const id = idOf(shape);
    const known = id === null ? undefined : byId.get(id);
    if (known) known.push(shape);
    else {
      const group = [shape];
      groups.push(group);
      if (id !== null) byId.set(id, group);
    }
  }
  return groups;
}

/** The geometry of shapes as that of one object: parts of a polygon and keypoints one after another, else the first of a kind. */
export function joined(shapes: readonly Shape[]): Record<string, unknown> {
  const whole: Record<string, unknown> = {};
  for (const shape of shapes)
    for (const [field, value] of Object.entries(shape)) {
      const known = whole[field];
      if (known === undefined) whole[field] = value;
      else if ((field === "polygon" || field === "keypoints") && Array.isArray(known) && Array.isArray(value))
        whole[field] = [...(known as unknown[]), ...(value as unknown[])];
      else if (field === "extra") whole.extra = { ...(value as object), ...(known as object) };
    }
  return whole;
}
