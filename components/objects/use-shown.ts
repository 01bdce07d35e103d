"use client";

import { kept, parsedJson } from "@/components/ui/use-kept";
import { OBJECT_TYPES, type FoundObject } from "@/lib/objects/model";

/** Kinds and labels of objects that are not drawn. */
export interface Hidden {
  readonly types: readonly string[];
  readonly labels: readonly string[];
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string");
const isHidden = (value: unknown): value is Hidden =>
  typeof value === "object" &&
  value !== null &&
  "types" in value &&
  isTexts(value.types) &&
  "labels" in value &&
  isTexts(value.labels);

/** For as long as the tab lives, on whatever item is shown. */
export const useHidden = kept<Hidden>(
  "stillframe.hidden-objects",
  (text) => parsedJson(text, isHidden),
  { types: [], labels: [] },
  () => sessionStorage,
);

export const isShown = (hidden: Hidden, { type, label }: Pick<FoundObject, "type" | "label">): boolean =>
  !hidden.types.includes(type) && !hidden.labels.includes(label);

/** With one kind, or one label, shown where it was hidden, and the other way round. */
export const toggled = (hidden: Hidden, of: keyof Hidden, value: string): Hidden => ({
  ...hidden,
  [of]: hidden[of].includes(value) ? hidden[of].filter((other) => other !== value) : [...hidden[of], value],
});

/** How many objects there are of each kind and of each label, kinds in the order of the model, labels in that of the objects. */
export function countsOf(objects: readonly Pick<FoundObject, "type" | "label">[]) {
  const [types, labels] = [new Map<FoundObject["type"], number>(), new Map<string, number>()];
  for (const { type, label } of objects) {
    types.set(type, (types.get(type) ?? 0) + 1);
    labels.set(label, (labels.get(label) ?? 0) + 1);
  }
  return {
    types: OBJECT_TYPES.filter((type) => types.has(type)).map((type) => [type, types.get(type)!] as const),
    labels: [...labels],
  };
}

const USUAL_OPACITY = 0.45;

/** How much of the picture a mask hides, 0–1; kept on this machine. */
export const useMaskOpacity = kept<number>(
  "stillframe.mask-opacity",
  (text) => parsedJson(text, (value): value is number => typeof value === "number" && value >= 0 && value <= 1),
  USUAL_OPACITY,
);
