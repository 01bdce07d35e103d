/** What is told of annotations, before an import and after; pure. */
import { plural } from "@/lib/text";

const KINDS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  box: ["box", "boxes"],
  rotated_box: ["rotated box", "rotated boxes"],
  polygon: ["polygon", "polygons"],
  mask: ["mask", "masks"],
  polyline: ["line", "lines"],
  keypoints: ["skeleton of keypoints", "skeletons of keypoints"],
  label: ["label", "labels"],
  caption: ["caption", "captions"],
  tag: ["tag", "tags"],
  value: ["metadata value", "metadata values"],
};

/** `120 boxes, 1 mask, 40 captions`; empty where there is nothing. */
export const kindWords = (byKind: Readonly<Record<string, number>>): string =>
  Object.keys(KINDS)
    .filter((kind) => (byKind[kind] ?? 0) > 0)
    .map((kind) => plural(byKind[kind]!, ...KINDS[kind]!))
    .join(", ");

/** `train 30, val 10`, the largest first. */
export const countedNames = (counts: Readonly<Record<string, number>>, shown = Infinity): string => {
  const all = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const rest = all.length - shown;
  return [
    ...all.slice(0, shown).map(([name, count]) => `${name} ${count.toLocaleString("en")}`),
    ...(rest > 0 ? [`and ${plural(rest, "more class", "more classes")}`] : []),
  ].join(", ");
};
