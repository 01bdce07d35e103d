/** YOLO: `data.yaml` with the class names, and beside each picture's folder a text file per picture, `class cx cy width height` in shares. */
import { parse as parseYaml } from "yaml";
import { boxAround } from "./coco";
import { cleanLabel, isSize, isWrong, readObject, type AnnotationProblem, type Parsed } from "../model";
import type { FoundObject } from "@/lib/objects/model";

/** Class names by number, from `names: [a, b]` or `names: {0: a}`; null when the file names none. */
export function parseClassNames(text: string): Map<number, string> | null {
  let value: unknown;
  try {
    value = parseYaml(text, { maxAliasCount: 20 });
  } catch {
    return null;
  }
  const names = typeof value === "object" && value !== null ? (value as { names?: unknown }).names : undefined;
  if (typeof names !== "object" || names === null) return null;
  const found = new Map<number, string>();
  for (const [number, name] of Object.entries(names)) {
    const label = cleanLabel(name);
    if (label && /^\d+$/.test(number)) found.set(Number(number), label);
  }
  return found.size > 0 ? found : null;
}

/** Lines of one picture: a box (five numbers, a sixth is a confidence) or a polygon (class and at least three points). */
export function parseYolo(text: string, picture: string, names: ReadonlyMap<number, string>): Parsed {
  const objects: FoundObject[] = [];
  const take = (label: string, col_x: number, row_y: number, width: number, height: number) => {
    const object = readObject({ label, col_x, row_y, width, height });
    if (!isWrong(object)) objects.push(object);
  };
  const problems: AnnotationProblem[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const where = `line ${index + 1}`;
    const numbers = line.trim().split(/\s+/).map(Number);
    const label = names.get(numbers[0]!);
    if (numbers.some((number) => !Number.isFinite(number)) || numbers.length < 5)
      problems.push({ where, reason: "it is not “class cx cy width height”" });
    else if (label === undefined) problems.push({ where, reason: `class ${numbers[0]} has no name in data.yaml` });
    else if (numbers.length >= 7 && numbers.length % 2 === 1) {
      const [x, y, width, height] = boxAround([numbers.slice(1)])!;
      if (isSize(width) && isSize(height)) take(label, x, y, width, height);
      else problems.push({ where, reason: "its polygon has no size" });
    } else {
      const [, cx, cy, width, height] = numbers as [number, number, number, number, number];
      if (isSize(width) && isSize(height)) take(label, cx - width / 2, cy - height / 2, width, height);
      else problems.push({ where, reason: "its box has no size" });
    }
  }
  return { annotations: [{ picture, objects, scale: "shares" }], problems };
}
