/** Pascal VOC: an XML file for each picture. Corners are taken as they are written: tools disagree on whether they count from 0 or 1. */
import { XMLParser } from "fast-xml-parser";
import type { FoundObject } from "@/lib/objects/model";
import { cleanLabel, isPlace, isSize, isWrong, readObject, type AnnotationProblem, type Parsed } from "../model";

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  isArray: (name, path) => name === "object" && String(path).endsWith("annotation.object"),
});

interface VocObject {
  readonly name?: string;
  readonly bndbox?: Readonly<Record<"xmin" | "ymin" | "xmax" | "ymax", string>>;
}
interface Voc {
  readonly annotation?: {
    readonly filename?: string;
    readonly size?: { readonly width?: string; readonly height?: string };
    readonly object?: readonly VocObject[];
  };
}

/** @returns null when the file is no VOC annotation */
export function parseVoc(text: string): Parsed | null {
  let document: Voc;
  try {
    document = parser.parse(text) as Voc;
  } catch {
    return null;
  }
  const { filename, size, object = [] } = document.annotation ?? {};
  if (typeof filename !== "string" || filename === "") return null;
  const objects: FoundObject[] = [];
  const problems: AnnotationProblem[] = [];
  for (const [index, { name, bndbox }] of object.entries()) {
    const label = cleanLabel(name);
    const [x, y, right, bottom] = [
      Number(bndbox?.xmin),
      Number(bndbox?.ymin),
      Number(bndbox?.xmax),
      Number(bndbox?.ymax),
    ];
    if (!label) problems.push({ where: `object ${index + 1}`, reason: "it has no name" });
    else if (isPlace(x) && isPlace(y) && isSize(right - x) && isSize(bottom - y)) {
      const read = readObject({ label, col_x: x, row_y: y, width: right - x, height: bottom - y });
      if (!isWrong(read)) objects.push(read);
    } else
      problems.push({
        where: `object ${index + 1}`,
        reason: "its bndbox is not xmin, ymin, xmax, ymax with a positive size",
      });
  }
  const [width, height] = [Number(size?.width), Number(size?.height)];
  return {
    annotations: [
      { picture: filename, objects, scale: isSize(width) && isSize(height) ? { width, height } : "pixels" },
    ],
    problems,
  };
}
