/** Reads the annotation files that came with media and says, for each picture, what they say of it together. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { BadRequestError, describeError, isSystemError } from "@/lib/errors";
import { readTable, tableFormatOf } from "@/lib/tables/read-table";
import { shortened } from "@/lib/text";
import { isCoco, parseCoco } from "./formats/coco";
import { placed, type Placement } from "@/lib/objects/geometry";
import type { FoundObject } from "@/lib/objects/model";
import type { Annotation, AnnotationProblem, FoundClass, Loss, Parsed, Scale } from "./model";
import { parseTableRows, tableKindOf } from "./formats/tables";
import { parseVoc } from "./formats/voc";
import { parseClassNames, parseYolo } from "./formats/yolo";

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
  /** How EXIF says that the stored picture is to be turned, 1–8. */
  readonly orientation?: number | null;
}
export interface PictureAnnotations {
  readonly labels: Set<string>;
  readonly captions: string[];
  /** In pixels of the picture as shown. */
  readonly objects: FoundObject[];
  split: string | null;
  license: string | null;
  source_url: string | null;
}
export interface Collected {
  /** By the picture's path. */
  readonly byPath: ReadonlyMap<string, PictureAnnotations>;
  /** What could not be used, with file and place. */
  readonly problems: { readonly path: string; readonly reason: string }[];
  /** Files that turned out to be no annotations. */
  readonly others: AnnotationFile[];
  /** What is not kept, and why. */
  readonly losses: readonly Loss[];
  /** Classes that files list, in their order. */
  readonly classes: readonly FoundClass[];
}

const nothingKnown = (): PictureAnnotations => ({
  labels: new Set(),
  captions: [],
  objects: [],
  split: null,
  license: null,
  source_url: null,
});

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

/** How close two shapes have to be to be the same: a side may have been rounded to a whole pixel. */
const isSameShape = (a: Size, b: Size): boolean =>
  Math.abs(a.width * b.height - b.width * a.height) <= Math.max(a.width, a.height, b.width, b.height);
const isSameSize = (a: Size, b: Size): boolean => a.width === b.width && a.height === b.height;
interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where what is measured in `scale` lies on a picture; null where the size that the file gives is not the picture's at all. */
export function placementOn(picture: Size & { readonly orientation?: number | null }, scale: Scale): Placement | null {
  const to = { width: picture.width, height: picture.height };
  if (scale === "pixels") return { orientation: 1, from: to, to };
  if (scale === "shares") return { orientation: 1, from: { width: 1, height: 1 }, to };
  const orientation = picture.orientation ?? 1;
  const turned = orientation >= 5;
  const stored = turned ? { width: to.height, height: to.width } : to;
  if (isSameSize(scale, to)) return { orientation: 1, from: to, to };
  if (turned && isSameSize(scale, stored)) return { orientation, from: stored, to };
  if (isSameShape(scale, to)) return { orientation: 1, from: scale, to };
  if (turned && isSameShape(scale, stored)) return { orientation, from: scale, to };
  return null;
}

/** Whether anything of an object lies on the picture. */
const isOn = ({ col_x, row_y, width, height }: FoundObject, picture: Size): boolean =>
  col_x < picture.width && row_y < picture.height && col_x + width > 0 && row_y + height > 0;

export async function collectAnnotations(
  files: readonly AnnotationFile[],
  pictures: readonly Picture[],
): Promise<Collected> {
  const finder = new PictureFinder(pictures);
  const byPath = new Map<string, PictureAnnotations>();
  const problems: { path: string; reason: string }[] = [];
  const others: AnnotationFile[] = [];
  const losses: Loss[] = [];
  const foundClasses: FoundClass[] = [];
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
    const known = byPath.get(picture.path) ?? nothingKnown();
    byPath.set(picture.path, known);
    for (const label of annotation.labels ?? []) known.labels.add(label);
    for (const caption of annotation.captions ?? []) {
      const text = shortened(caption, 5_000);
      if (!known.captions.includes(text)) known.captions.push(text);
    }
    known.split ??= annotation.split ?? null;
    known.license ??= annotation.license ?? null;
    known.source_url ??= annotation.source_url ?? null;
    const size = picture.width && picture.height ? { ...picture, width: picture.width, height: picture.height } : null;
    if (!size || !annotation.objects?.length) return;
    const { scale = "pixels" } = annotation;
    const placement = placementOn(size, scale);
    if (!placement && typeof scale === "object")
      complain(file, {
        where,
        reason: `it speaks of ${scale.width} × ${scale.height} pixels, but the picture has ${size.width} × ${size.height}; its objects are taken as they are written`,
      });
    for (const object of annotation.objects) {
      const there = placement ? placed(object, placement) : object;
      if (isOn(there, size)) known.objects.push(there);
      else complain(file, { where, reason: `“${object.label}” lies outside ${annotation.picture}` });
    }
  };
  const takeAll = (file: AnnotationFile, parsed: Parsed) => {
    for (const annotation of parsed.annotations) take(file, annotation, annotation.picture);
    for (const problem of parsed.problems) complain(file, problem);
    for (const loss of parsed.losses ?? []) losses.push(loss);
    for (const found of parsed.classes ?? [])
      if (!foundClasses.some(({ name }) => name === found.name)) foundClasses.push(found);
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
  return { byPath, problems, others, losses, classes: foundClasses };
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
