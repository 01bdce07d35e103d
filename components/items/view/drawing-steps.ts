/** Objects while they are edited: what is drawn now, and the steps that led there, back and forth. Pure. */
import type { ItemObject } from "@/lib/objects/model";
import type { Sketch } from "./sketch";

interface Drawing {
  readonly value: readonly ItemObject[];
  /** The shape whose points are being set. */
  readonly sketch: Sketch | null;
}

/** The objects of an item as they are being edited, and as they were when that began. */
export interface ObjectsPart extends Drawing {
  readonly base: readonly ItemObject[];
  /** Of the item that the changes began with. */
  readonly etag: string;
  readonly past: readonly Drawing[];
  readonly future: readonly Drawing[];
  /** What the last step was about: more of the same belongs to it. Null where the next change is a step of its own. */
  readonly step: string | null;
}

/** More than anyone takes back one by one. */
const MAX_STEPS = 500;

export const begunWith = (objects: readonly ItemObject[], etag: string): ObjectsPart => ({
  value: objects,
  base: objects,
  sketch: null,
  etag,
  past: [],
  future: [],
  step: null,
});

/**
 * A change, as a step that can be taken back.
 * @param about changes about the same that follow on each other are one step: a drag, a word that is typed
 */
export function stepped(part: ObjectsPart, change: Partial<Drawing>, about: string | null = null): ObjectsPart {
  const { value, sketch } = { ...part, ...change };
  if (value === part.value && sketch === part.sketch) return part;
  const goesOn = about !== null && about === part.step;
  const past = goesOn ? part.past : [...part.past, { value: part.value, sketch: part.sketch }].slice(-MAX_STEPS);
  return { ...part, value, sketch, past, future: [], step: about };
}

/** The next change is a step of its own, whatever it is about. */
export const settled = (part: ObjectsPart): ObjectsPart => (part.step === null ? part : { ...part, step: null });

export function undone(part: ObjectsPart): ObjectsPart {
  const last = part.past.at(-1);
  if (!last) return part;
  const future = [{ value: part.value, sketch: part.sketch }, ...part.future];
  return { ...part, ...last, past: part.past.slice(0, -1), future, step: null };
}

export function redone(part: ObjectsPart): ObjectsPart {
  const [next, ...future] = part.future;
  if (!next) return part;
  const past = [...part.past, { value: part.value, sketch: part.sketch }];
  return { ...part, ...next, past, future, step: null };
}
