/** Reads the annotation files that came with media and says, for each picture, what they say of it together. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { BadRequestError, describeError, isSystemError } from "@/lib/errors";
import { readTable, tableFormatOf } from "@/lib/tables/read-table";
import { shortened } from "@/lib/text";
import { isCoco, parseCoco } from "./coco";
import type { Annotation, AnnotationProblem, BoxScale, Parsed } from "./model";
import { parseTableRows, tableKindOf } from "./tables";
import { parseVoc } from "./voc";
import { parseClassNames, parseYolo } from "./yolo";

export interface AnnotationFile {
  /** Where it lay in the source, with forward slashes. */
  readonly path: string;
  /** Where it is on disk. */
  readonly file: string;
  readonly size: number;
}
/** A picture that was taken in, with its size where it has one. */
export interface Picture {
  readonly path: string;
  readonly width: number | null;
  readonly height: number | null;
}
/** In whole pixels of the picture. */
export interface PixelBox {
  readonly label: string;
  readonly col_x: number;
  readonly row_y: number;
  readonly width: number;
  readonly height: number;
}
export interface PictureAnnotations {
  readonly labels: Set<string>;
  caption: string | null;
  readonly boxes: PixelBox[];
}
export interface Collected {
  /** By the picture's path. */
  readonly byPath: ReadonlyMap<string, PictureAnnotations>;
  /** What could not be used, with file and place. */
  readonly problems: { readonly path: string; readonly reason: string }[];
  /** Files that turned out to be no annotations. */
  readonly others: AnnotationFile[];
}

/** Names that annotation files can have; everything else in a source has to be media. */
export const mayBeAnnotations = (name: string): boolean =>
  /\.(json|xml|txt|ya?ml)$/i.test(name) || tableKindOf(path.posix.basename(name)) !== null;

/** A JSON file is parsed whole, at several times its size in memory. */
const MAX_JSON_BYTES = 256 * 1024 * 1024;
const MAX_TEXT_BYTES = 8 * 1024 * 1024;
const MAX_PROBLEMS = 1_000;

const stemOf = (name: string): string => name.replace(/\.[^./]*$/, "");

/** Finds pictures by what annotation files call them: a path from the file's folder or from the top, or a name that only one has. */
export class PictureFinder {
  private readonly byPath = new Map<string, Picture>();
  private readonly byStem = new Map<string, Picture>();
  private readonly byName = new Map<string, Picture | null>();

  constructor(pictures: readonly Picture[]) {
    for (const picture of pictures) {
      this.byPath.set(picture.path, picture);
      this.byStem.set(stemOf(picture.path), picture);
      const name = path.posix.basename(picture.path);
      this.byName.set(name, this.byName.has(name) ? null : picture);
    }
  }

  /** @param from path of the annotation file */
  find(called: string, from: string): Picture | "ambiguous" | null {
    const name = called.replaceAll("\\", "/").replace(/^(\.?\/)+/, "");
    const beside = path.posix.join(path.posix.dirname(from), name);
    const exact = this.byPath.get(beside) ?? this.byPath.get(name);
    if (exact) return exact;
    const only = this.byName.get(path.posix.basename(name));
    return only === null ? "ambiguous" : (only ?? null);
  }

  /** The picture that a YOLO text file belongs to: the same path, with `images` for `labels`. */
  findForText(file: string): Picture | null {
    const stem = stemOf(file);
    const swapped = stem.replace(/(^|\/)labels\/(?!.*(^|\/)labels\/)/, "$1images/");
    return this.byStem.get(stem) ?? this.byStem.get(swapped) ?? null;
  }
}

/** A box in the picture's own pixels, cut at its edges; null when nothing of it lies inside. */
export function toPixels(
  box: { label: string; x: number; y: number; width: number; height: number },
  scale: BoxScale,
  picture: Picture,
): PixelBox | null {
  const [w, h] = [picture.width, picture.height];
  if (!w || !h) return null;
  const [fx, fy] = scale === "pixels" ? [1, 1] : scale === "shares" ? [w, h] : [w / scale.width, h / scale.height];
  const clamp = (value: number, most: number) => Math.round(Math.min(Math.max(value, 0), most) * 100) / 100;
  const [left, top] = [clamp(box.x * fx, w), clamp(box.y * fy, h)];
  const [right, bottom] = [clamp((box.x + box.width) * fx, w), clamp((box.y + box.height) * fy, h)];
  const round = (value: number) => Math.round(value * 100) / 100;
  return right - left > 0 && bottom - top > 0
    ? { label: box.label, col_x: left, row_y: top, width: round(right - left), height: round(bottom - top) }
    : null;
}

export async function collectAnnotations(
  files: readonly AnnotationFile[],
  pictures: readonly Picture[],
): Promise<Collected> {
  const finder = new PictureFinder(pictures);
  const byPath = new Map<string, PictureAnnotations>();
  const problems: { path: string; reason: string }[] = [];
  const others: AnnotationFile[] = [];
  const complain = (file: AnnotationFile, { where, reason }: AnnotationProblem) => {
    if (problems.length < MAX_PROBLEMS) problems.push({ path: file.path, reason: `${where}: ${reason}` });
  };
  const take = (file: AnnotationFile, annotation: Annotation, where: string) => {
    const picture = finder.find(annotation.picture, file.path);
    if (picture === null || picture === "ambiguous") {
      return complain(file, {
        where,
        reason:
          picture === null
            ? `there is no picture “${annotation.picture}”`
            : `several pictures are called “${annotation.picture}”; give its path`,
      });
    }
    const known = byPath.get(picture.path) ?? { labels: new Set<string>(), caption: null, boxes: [] };
    byPath.set(picture.path, known);
    for (const label of annotation.labels ?? []) known.labels.add(label);
    if (annotation.caption !== undefined) known.caption ??= shortened(annotation.caption, 5_000);
    for (const box of annotation.boxes ?? []) {
      const placed = toPixels(box, annotation.scale ?? "pixels", picture);
      if (placed) known.boxes.push(placed);
      else complain(file, { where, reason: `a box of “${box.label}” lies outside ${annotation.picture}` });
    }
  };
  const takeAll = (file: AnnotationFile, parsed: Parsed) => {
    for (const annotation of parsed.annotations) take(file, annotation, annotation.picture);
    for (const problem of parsed.problems) complain(file, problem);
  };

  const classes = await findClassNames(files);
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const name = path.posix.basename(file.path);
    const table = tableKindOf(name);
    try {
      if (table) {
        let row = 1;
        for await (const rows of readTable(file.file, tableFormatOf(name))) {
          takeAll(file, parseTableRows(table, rows, row));
          row += rows.length;
        }
      } else if (/\.json$/i.test(name)) {
        if (file.size > MAX_JSON_BYTES) throw new BadRequestError("it is larger than 256 MB");
        const value: unknown = JSON.parse(await readFile(file.file, "utf8"));
        if (isCoco(value)) takeAll(file, parseCoco(value));
        else others.push(file);
      } else if (file.size > MAX_TEXT_BYTES) others.push(file);
      else if (/\.xml$/i.test(name)) {
        const parsed = parseVoc(await readFile(file.file, "utf8"));
        if (parsed) takeAll(file, parsed);
        else others.push(file);
      } else if (/\.txt$/i.test(name)) {
        const picture = classes ? finder.findForText(file.path) : null;
        if (classes && picture) takeAll(file, parseYolo(await readFile(file.file, "utf8"), picture.path, classes));
        else others.push(file);
      } else if (!parseClassNames(await readFile(file.file, "utf8"))) others.push(file);
    } catch (error) {
      if (isSystemError(error)) throw error;
      const reason =
        error instanceof SyntaxError ? "it is no valid JSON" : describeError(error, `Reading ${file.path}`);
      if (problems.length < MAX_PROBLEMS) problems.push({ path: file.path, reason: `it cannot be read: ${reason}` });
    }
  }
  return { byPath, problems, others };
}

/** The class names of the first data.yaml that has any. */
async function findClassNames(files: readonly AnnotationFile[]): Promise<Map<number, string> | null> {
  for (const file of files) {
    if (!/\.ya?ml$/i.test(file.path) || file.size > MAX_TEXT_BYTES) continue;
    const names = parseClassNames(await readFile(file.file, "utf8"));
    if (names) return names;
  }
  return null;
}
