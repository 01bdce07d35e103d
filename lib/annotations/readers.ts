/** The formats of annotation files, in the order in which they are asked whether a file is theirs. */
import { hasCocoKeys, readCoco } from "./formats/coco";
import { parseCvat } from "./formats/cvat";
import { parseDatumaro } from "./formats/datumaro";
import { parseFiftyOne } from "./formats/fiftyone";
import { isImageFolderFile, parseImageFolderLines } from "./formats/image-folder";
import { parseLabelMe } from "./formats/labelme";
import { parseLabelStudio } from "./formats/label-studio";
import { isOpenImagesClasses, parseOpenImagesClasses } from "./formats/open-images";
import { croissantReader, stillframeReader } from "./formats/stillframe";
import { tableKindOf } from "./formats/tables";
import { vocReader } from "./formats/voc-dataset";
import { yoloReader } from "./formats/yolo-dataset";
import type { Parsed } from "./model";
import { readAnnotationTable } from "./read-annotation-table";
import { jsonReader, textOf, textOrNull, textReader, xmlReader, type Reader } from "./reader";

const baseOf = (name: string): string => name.slice(name.lastIndexOf("/") + 1);

/** Tables that are annotations by their name; any other CSV file is one where its head is that of Open Images. */
const isTable = (name: string): boolean =>
  tableKindOf(baseOf(name)) !== null || (isImageFolderFile(baseOf(name)) && !isLines(name));
const isLines = (name: string): boolean => /\.jsonl$/i.test(name);

const tables: Reader = {
  format: "table",
  claims: (name) => isTable(name) || /\.csv$/i.test(name),
  start: async ({ files }) => {
    const classes = new Map<string, string>();
    for (const file of files.filter(({ path }) => isOpenImagesClasses(path)))
      for (const [id, name] of parseOpenImagesClasses((await textOrNull(file)) ?? "")) classes.set(id, name);
    return async (file) => {
      if (isOpenImagesClasses(file.path)) {
        await textOf(file, "text");
        return [];
      }
      const parts = readAnnotationTable(file.file, file.path, classes);
      return isTable(file.path) ? parts : unlessEmpty(parts);
    };
  },
};

/** What a table says; null where it says nothing at all, as one that is none of annotations. */
async function unlessEmpty(parts: AsyncGenerator<Parsed>): Promise<AsyncIterable<Parsed> | null> {
  const first = await parts.next();
  if (first.done) return null;
  return (async function* () {
    yield first.value;
    yield* parts;
  })();
}

const coco: Reader = {
  format: "COCO",
  claims: (name) => /\.json$/i.test(name),
  start: (context) => async (file) => {
    const json = context.json(file);
    return hasCocoKeys(await json.keys()) ? readCoco(json, file.path) : null;
  },
};

type Keys = ReadonlyMap<string | null, boolean>;
const isList = (keys: Keys, ...names: readonly (string | null)[]): boolean =>
  names.every((name) => keys.get(name) === true);
const hasAny = (keys: Keys, ...names: readonly string[]): boolean => names.some((name) => keys.has(name));

export const READERS: readonly Reader[] = [
  stillframeReader,
  croissantReader,
  tables,
  coco,
  vocReader,
  xmlReader("CVAT", (text) => parseCvat(text)),
  jsonReader(
    "Datumaro",
    (keys) => isList(keys, "items") && keys.has("categories"),
    (value, file) => parseDatumaro(value, file.path),
  ),
  jsonReader(
    "Label Studio",
    (keys) => isList(keys, null) || (keys.has("data") && hasAny(keys, "annotations", "completions", "predictions")),
    (value) => parseLabelStudio(value),
  ),
  jsonReader(
    "LabelMe",
    (keys) => isList(keys, "shapes") && hasAny(keys, "imagePath", "imageData", "imageHeight", "imageWidth"),
    (value, file) => parseLabelMe(value, file.path),
  ),
  jsonReader(
    "FiftyOne",
    (keys) => isList(keys, "samples") || keys.has("sample_fields"),
    (value) => parseFiftyOne(value),
  ),
  textReader("ImageFolder", /(^|\/)metadata\.jsonl$/i, (text, file) => parseImageFolderLines(text, file.path)),
  yoloReader,
];

/** Names that annotation files can have; everything else in a source has to be media. */
export const mayBeAnnotations = (name: string): boolean => READERS.some((reader) => reader.claims(name));
