/** What became of an item's objects, in words: “car moved and resized”, “2 polygons added: car, person”. Pure. */
import { formatCount, plural } from "@/lib/text";
import type { ObjectChange, ObjectChangeKind, ObjectChanges } from "./changes";
import type { ObjectType } from "./model";

const KINDS: Record<ObjectType, readonly [one: string, many: string]> = {
  box: ["box", "boxes"],
  rotated_box: ["rotated box", "rotated boxes"],
  polygon: ["polygon", "polygons"],
  mask: ["mask", "masks"],
  polyline: ["polyline", "polylines"],
  keypoints: ["set of keypoints", "sets of keypoints"],
};
/** Several objects of a kind, such as “rotated boxes”. */
export const manyOf = (type: ObjectType): string => (type === "keypoints" ? "keypoints" : KINDS[type][1]);

const FIELDS: Readonly<Record<string, string>> = {
  track_id: "track",
  time_ms: "time",
  type: "main kind",
  extra: "other fields",
};

/** Phrases beyond this many are counted only. */
const MAX_PHRASES = 12;
const MAX_LABELS = 5;

const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

const kindsOf = (types: readonly ObjectType[]): string => listed(types.map((type) => `a ${KINDS[type][0]}`));

/** What stands behind the name of an object. */
function verbs(change: ObjectChange): string {
  const told: Partial<Record<ObjectChangeKind, string>> = {
    moved: "moved",
    resized: "resized",
    rotated: "rotated",
    reshaped: change.drawn
      ? `drawn as ${kindsOf(change.drawn)}${change.erased ? ` instead of ${kindsOf(change.erased)}` : ""}`
      : change.erased
        ? `left without ${kindsOf(change.erased)}`
        : "reshaped",
    relabelled: "relabelled",
  };
  const fields = [
    ...(change.attributes ?? []).map(({ name }) => name),
    ...(change.details ?? []).map((field) => FIELDS[field] ?? field),
  ];
  return listed([
    ...change.changes.flatMap((kind) => told[kind] ?? []),
    ...(fields.length > 0 ? [`changed in ${listed(fields)}`] : []),
  ]);
}

const nameOf = ({ label, label_before }: ObjectChange): string =>
  label_before === undefined ? label : `${label_before} → ${label}`;

function groups<K>(objects: readonly ObjectChange[], keyOf: (object: ObjectChange) => K): Map<K, ObjectChange[]> {
  const found = new Map<K, ObjectChange[]>();
  for (const object of objects) {
    const key = keyOf(object);
    const those = found.get(key);
    if (those) those.push(object);
    else found.set(key, [object]);
  }
  return found;
}

/** Those that came or went, by kind of geometry. */
function cameOrWent(objects: readonly ObjectChange[], kind: "added" | "removed"): string[] {
  const byType = groups(
    objects.filter(({ changes }) => changes.includes(kind)),
    ({ type }) => type,
  );
  return [...byType].map(([type, those]) => {
    const labels = [...new Set(those.map(({ label }) => label))];
    const shown = labels.slice(0, MAX_LABELS).join(", ");
    return `${plural(those.length, ...KINDS[type])} ${kind}: ${shown}${labels.length > MAX_LABELS ? ", …" : ""}`;
  });
}

/** One phrase for each thing that happened; what happened to several of a name is one. */
export function objectChangeWords({ objects, reordered }: ObjectChanges): string[] {
  const stayed = objects.filter(({ changes }) => !changes.includes("added") && !changes.includes("removed"));
  const alike = groups(stayed, (change) => `${nameOf(change)} ${verbs(change)}`);
  const phrases = [
    ...cameOrWent(objects, "added"),
    ...cameOrWent(objects, "removed"),
    ...[...alike].map(([phrase, those]) => (those.length > 1 ? `${formatCount(those.length)} × ${phrase}` : phrase)),
    ...(reordered ? ["put in another order"] : []),
  ];
  const rest = phrases.length - MAX_PHRASES;
  return rest > 0 ? [...phrases.slice(0, MAX_PHRASES), plural(rest, "more change")] : phrases;
}
