/** What is lost of an object beside its geometry, field by field. */
import type { ItemObject } from "@/lib/objects/model";
import type { TellLoss } from "./format";

export type ObjectField =
  "attributes" | "confidence" | "source" | "crowd" | "occluded" | "truncated" | "track_id" | "time_ms" | "extra";

const WORDS: Record<ObjectField, string> = {
  attributes: "attributes of objects",
  confidence: "confidences of objects",
  source: "sources of objects",
  crowd: "marks of crowds",
  occluded: "marks of what is occluded",
  truncated: "marks of what is truncated",
  track_id: "track ids",
  time_ms: "times in a video",
  extra: "further fields of objects",
};

/** How many values an object has in a field. */
function valuesIn(
  object: ItemObject,
  field: ObjectField,
  extraKept: readonly string[],
  attributesKept: readonly string[],
): number {
  switch (field) {
    case "attributes":
      return Object.keys(object.attributes ?? {}).filter((key) => !attributesKept.includes(key)).length;
    case "extra":
      return Object.keys(object.extra ?? {}).filter((key) => !extraKept.includes(key)).length;
    case "crowd":
    case "occluded":
    case "truncated":
      return object.flags?.[field] === undefined ? 0 : 1;
    default:
      return object[field] === undefined ? 0 : 1;
  }
}

/** @param kept the fields that are written @param extraKept what is written of `extra` @param attributesKept of the attributes */
export function tellFields(
  object: ItemObject,
  tell: TellLoss,
  format: string,
  kept: readonly ObjectField[] = [],
  extraKept: readonly string[] = [],
  attributesKept: readonly string[] = [],
): void {
  for (const field of Object.keys(WORDS) as ObjectField[]) {
    if (kept.includes(field)) continue;
    const count = valuesIn(object, field, extraKept, attributesKept);
    if (count > 0) tell(WORDS[field], "values", `${format} has no place for them`, count);
  }
}
