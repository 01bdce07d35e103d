/** The formats of annotation files, in the order in which they are asked whether a file is theirs. */
import { readTable, tableFormatOf } from "@/lib/tables/read-table";
import { hasCocoKeys, readCoco } from "./formats/coco";
import { parseTableRows, tableKindOf } from "./formats/tables";
import { parseVoc } from "./formats/voc";
import { yoloReader } from "./formats/yolo-dataset";
import type { Parsed } from "./model";
import { nameOf, xmlReader, type AnnotationFile, type Reader } from "./reader";

const baseOf = (name: string): string => name.slice(name.lastIndexOf("/") + 1);

const tables: Reader = {
  format: "table",
  claims: (name) => tableKindOf(baseOf(name)) !== null,
  start: () => (file) => Promise.resolve(readRows(file)),
};

async function* readRows(file: AnnotationFile): AsyncGenerator<Parsed> {
  let row = 1;
  for await (const rows of readTable(file.file, tableFormatOf(nameOf(file)))) {
    yield parseTableRows(tableKindOf(nameOf(file))!, rows, row);
    row += rows.length;
  }
}

const coco: Reader = {
  format: "COCO",
  claims: (name) => /\.json$/i.test(name),
  start: (context) => async (file) => {
    const json = context.json(file);
    return hasCocoKeys(await json.keys()) ? readCoco(json, file.path) : null;
  },
};

export const READERS: readonly Reader[] = [tables, coco, xmlReader("Pascal VOC", parseVoc), yoloReader];

/** Names that annotation files can have; everything else in a source has to be media. */
export const mayBeAnnotations = (name: string): boolean => READERS.some((reader) => reader.claims(name));
