/** Every format of export. A new one is a file and a line here, its name in lib/operations/export and its words in ../schema. */
import type { Format } from "../format";
import type { ExportFormat } from "../schema";
import { coco } from "./coco";
import { csv } from "./csv";
import { json } from "./json";
import { voc } from "./voc";
import { yolo } from "./yolo";

export const FORMATS: Readonly<Record<ExportFormat, Format>> = { json, csv, coco, yolo, voc };
