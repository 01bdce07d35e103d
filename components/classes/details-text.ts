/** The details of a class as people type them. Pure. */
import type { AttributeSchema, Skeleton } from "@/lib/classes/schema";

type Read<T> = { readonly value: T } | { readonly problem: string };

const lines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** Pairs of the names of keypoints that are joined, one a line. */
export const edgesText = (skeleton: Skeleton | undefined): string =>
  (skeleton?.edges ?? []).map((ends) => ends.map((end) => skeleton!.keypoints[end]).join(", ")).join("\n");

/** @returns null for no keypoints */
export function parseSkeleton(
  points: string,
  edges: string,
): Read<{ keypoints: string[]; edges: [number, number][] } | null> {
  const keypoints = lines(points);
  const pairs = lines(edges);
  if (keypoints.length === 0) return pairs.length === 0 ? { value: null } : { problem: "Name the keypoints first" };
  const twice = keypoints.find((name, at) => keypoints.indexOf(name) !== at);
  if (twice !== undefined) return { problem: `“${twice}” is named twice` };
  const read: [number, number][] = [];
  for (const pair of pairs) {
    // A name may have a comma of its own, so both halves are looked for among the names.
    const cut = [...pair.matchAll(/,/g)].map(({ index }) => [
      pair.slice(0, index).trim(),
      pair.slice(index + 1).trim(),
    ]);
    const ends = cut.map((names) => names.map((name) => keypoints.indexOf(name))).find((two) => !two.includes(-1));
    if (!ends) return { problem: `“${pair}” is not two of the keypoints with a comma between` };
    read.push([ends[0]!, ends[1]!]);
  }
  return { value: { keypoints, edges: read } };
}

export interface AttributeRow extends Omit<AttributeSchema, "values"> {
  /** With commas between. */
  readonly values: string;
}

export function attributesOf(
  rows: readonly AttributeRow[],
): Read<(Omit<AttributeSchema, "values"> & { values?: string[] })[]> {
  const attributes: (Omit<AttributeSchema, "values"> & { values?: string[] })[] = [];
  for (const { name: typed, type, values: text, default: given } of rows) {
    const name = typed.trim();
    if (name === "") return { problem: "Each attribute needs a name" };
    if (attributes.some((other) => other.name === name)) return { problem: `“${name}” is named twice` };
    const values = text
      .split(",")
      .map((value) => value.trim())
      .filter((value) => value !== "");
    if (type === "select" && values.length === 0) return { problem: `Name the values that “${name}” can have` };
    attributes.push({
      name,
      type,
      ...(type === "select" ? { values } : {}),
      ...(given === undefined ? {} : { default: given }),
    });
  }
  return { value: attributes };
}
