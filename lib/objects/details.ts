/** What is said of an object beside its geometry, changed. Pure; safe for the browser. */
import type { FoundObject } from "./model";

export const FLAGS = ["crowd", "occluded", "truncated"] as const;
export type Flag = (typeof FLAGS)[number];

type Detailed = Pick<FoundObject, "attributes" | "flags">;
export type AttributeValue = NonNullable<FoundObject["attributes"]>[string];

/** An object with an attribute set; a new one comes last. */
export const withAttribute = <O extends Detailed>(object: O, name: string, value: AttributeValue): O => ({
  ...object,
  attributes: { ...object.attributes, [name]: value },
});

/** An object without an attribute; without any it has none at all, as before it had the first. */
export function withoutAttribute<O extends Detailed>(object: O, name: string): O {
  const { attributes, ...rest } = object;
  const left = Object.entries(attributes ?? {}).filter(([other]) => other !== name);
  return (left.length === 0 ? rest : { ...object, attributes: Object.fromEntries(left) }) as O;
}

/** An object with a flag raised, or without it. */
export function withFlag<O extends Detailed>(object: O, flag: Flag, raised: boolean): O {
  const { flags, ...rest } = object;
  if (raised) return { ...object, flags: { ...flags, [flag]: true } };
  const left = Object.entries(flags ?? {}).filter(([other]) => other !== flag);
  return (left.length === 0 ? rest : { ...object, flags: Object.fromEntries(left) }) as O;
}

const HALF_SECOND_MS = 500;

/**
 * The objects of a video at a moment: those that are of no moment, and those of the nearest one that has any, up to half a second
 * away.
 */
export function objectsAt<O extends Pick<FoundObject, "time_ms">>(objects: readonly O[], ms: number): O[] {
  let nearest = Infinity;
  for (const { time_ms } of objects)
    if (time_ms !== undefined && Math.abs(time_ms - ms) < Math.abs(nearest - ms)) nearest = time_ms;
  const isNear = Math.abs(nearest - ms) <= HALF_SECOND_MS;
  return objects.filter(({ time_ms }) => time_ms === undefined || (isNear && time_ms === nearest));
}
