/** A tree of Pascal VOC: which segmentation images belong to which XML file, what their colours stand for, and the lists of splits. */
import path from "node:path";
import sharp from "sharp";
import { isSystemError } from "@/lib/errors";
import type { Annotation, AnnotationProblem, Parsed } from "../model";
import { isSameShape, isSameSize, type Size } from "../placement";
import {
  nameOf,
  textOf,
  textOrNull,
  type AnnotationFile,
  type Reader,
  type ReadFile,
  type ReadingContext,
} from "../reader";
import { parseVoc, parseVocMasks, VOC_CLASSES, withVocMasks } from "./voc";
import {
  classesOf,
  NO_NAMES,
  numbersOf,
  parseClassNames,
  parseLabelMap,
  type Indices,
  type LabelMap,
} from "./voc-masks";

/** In a folder `SegmentationClass` or `SegmentationObject`; LabelMe adds `PNG` to the first. */
const IMAGE = /(^|\/)Segmentation(Class|Object)(PNG)?\/[^/]+\.png$/i;
const LIST = /(^|\/)ImageSets\/[^/]+\/[^/]+\.txt$/i;
const NAMES = /(^|\/)(labelmap|class_names)\.txt$/i;
const MAX_PIXELS = 200_000_000;

const folderOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf("/")));
const stemOf = (file: AnnotationFile): string => nameOf(file).replace(/\.[^.]*$/, "");
/** The tree that a file is in, one folder above its own, and its name without the ending. */
const keyOf = (file: AnnotationFile): string => path.posix.join(folderOf(folderOf(file.path)), "_", stemOf(file));

interface Images {
  classes?: AnnotationFile;
  objects?: AnnotationFile;
}

/** What a file says that others are read with. */
const NOTHING: Parsed = { annotations: [], problems: [] };

class VocDataset {
  private readonly images = new Map<string, Images>();
  /** Of XML files: their segmentation images are read with them. */
  private readonly described: ReadonlySet<string>;
  private readonly maps = new Map<string, LabelMap>();

  constructor(private readonly context: ReadingContext) {
    for (const file of context.files.filter(({ path: name }) => IMAGE.test(name))) {
      const known = this.images.get(keyOf(file)) ?? {};
      known[IMAGE.exec(file.path)![2]!.toLowerCase() === "class" ? "classes" : "objects"] = file;
      this.images.set(keyOf(file), known);
    }
    this.described = new Set(context.files.filter(({ path: name }) => /\.xml$/i.test(name)).map(keyOf));
  }

  async start(): Promise<ReadFile> {
    for (const file of this.context.files.filter(({ path: name }) => NAMES.test(name))) {
      const text = await textOrNull(file);
      if (text === null) {
        this.maps.set(folderOf(file.path), NO_NAMES);
        continue;
      }
      const map = /labelmap/i.test(nameOf(file)) ? parseLabelMap(text) : parseClassNames(text);
      if (map) this.maps.set(folderOf(file.path), map);
    }
    return async (file) => {
      const parsed = await this.read(file);
      return parsed === NOTHING ? [] : parsed && [parsed];
    };
  }

  private async read(file: AnnotationFile): Promise<Parsed | null> {
    if (/\.xml$/i.test(file.path)) return this.readXml(file);
    if (LIST.test(file.path)) return splitList(file, await textOf(file, "text"));
    if (NAMES.test(file.path)) {
      await textOf(file, "text");
      const map = this.maps.get(folderOf(file.path));
      return map ? { ...NOTHING, classes: classesOf(map) } : null;
    }
    const images = this.images.get(keyOf(file))!;
    if (this.described.has(keyOf(file)) || (images.classes && images.classes !== file)) return NOTHING;
    return this.readMasks(images, stemOf(file), file);
  }

  private async readXml(file: AnnotationFile): Promise<Parsed | null> {
    const parsed = parseVoc(await textOf(file, "xml"), file.path);
    const images = this.images.get(keyOf(file));
    const [annotation] = parsed?.annotations ?? [];
    if (!parsed || !annotation) return parsed;
    const size = typeof annotation.scale === "object" ? annotation.scale : null;
    const masks = images && (await this.readMasks(images, annotation.picture, file, size));
    return {
      ...parsed,
      annotations: [
        {
          ...annotation,
          // What was drawn and what was written are of one picture.
          scale: size ?? masks?.annotations[0]?.scale ?? annotation.scale,
          objects: withVocMasks(annotation.objects ?? [], masks?.annotations[0]?.objects ?? []),
        },
      ],
      problems: [...parsed.problems, ...(masks?.problems ?? [])],
      losses: [...(parsed.losses ?? []), ...(masks?.losses ?? [])],
    };
  }

  /** @param file that they are read with @param size of the picture as that file has it */
  private async readMasks(
    { classes, objects }: Images,
    picture: string,
    file: AnnotationFile,
    size: Size | null = null,
  ): Promise<Parsed> {
    if (!classes)
      return {
        annotations: [{ picture }],
        problems: [{ where: picture, reason: "there is no image of its classes beside that of its objects" }],
      };
    const map = this.mapFor(classes.path);
    const problems: AnnotationProblem[] = [];
    const read = async (image: AnnotationFile, numbers?: LabelMap["numbers"]) => {
      const found = await indicesOf(image, size, numbers);
      if (!("wrong" in found)) return found;
      const where = image === file ? "the image" : image.path;
      problems.push({ where, reason: `its masks are not used, as it ${found.wrong}` });
      return null;
    };
    const of = await read(classes, map?.numbers);
    const instances = objects ? await read(objects) : null;
    if (!of || problems.length > 0) return { annotations: [{ picture }], problems };
    return parseVocMasks(picture, of.size, of.indices, instances?.indices ?? null, map?.names ?? VOC_CLASSES);
  }

  /** The nearest at or above a file. */
  private mapFor(file: string): LabelMap | undefined {
    for (let folder = folderOf(file); ; folder = folderOf(folder)) {
      const found = this.maps.get(folder);
      if (found || folder === "") return found;
    }
  }
}

/** @param size to bring it to, where its shape is the same */
async function indicesOf(
  file: AnnotationFile,
  size: Size | null,
  numbers?: LabelMap["numbers"],
): Promise<{ indices: Indices; size: Size } | { wrong: string }> {
  try {
    const image = sharp(file.file, { limitInputPixels: MAX_PIXELS });
    const { space, width, height } = await image.metadata();
    if (size && !isSameShape(size, { width, height }))
      return { wrong: `has ${width} × ${height} pixels where the XML file speaks of ${size.width} × ${size.height}` };
    // Numbers have nothing between them.
    if (size && !isSameSize(size, { width, height }))
      image.resize(size.width, size.height, { kernel: "nearest", fit: "fill" });
    const { data, info } = await image
      .toColourspace(space === "b-w" ? "b-w" : "srgb")
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { indices: numbersOf({ data, channels: info.channels }, numbers), size: info };
  } catch (error) {
    if (isSystemError(error)) throw error;
    return { wrong: "is no picture that can be read" };
  }
}

/** The split that a list of names is of. One of a single class has a second column; `trainval` is two splits together. */
function splitList(file: AnnotationFile, text: string): Parsed {
  const split = stemOf(file);
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  if (split === "trainval" || lines.some((line) => /\s-?[01]$/.test(line))) return NOTHING;
  return { annotations: lines.map((picture): Annotation => ({ picture, split })), problems: [] };
}

export const vocReader: Reader = {
  format: "Pascal VOC",
  claims: (name) => /\.xml$/i.test(name) || IMAGE.test(name) || LIST.test(name) || NAMES.test(name),
  start: (context) => new VocDataset(context).start(),
};
