/** Every format of export. A new one is a file and a line here, its name in lib/operations/export and its words in ../schema. */
import type { Format } from "../format";
import type { ExportFormat } from "../schema";
import { clarifaiJson, clarifaiProtobuf } from "./clarifai";
import { coco } from "./coco";
import { csv } from "./csv";
import { cvat } from "./cvat";
import { datumaro } from "./datumaro";
import { hfImagefolder } from "./hf-imagefolder";
import { json } from "./json";
import { labelStudio } from "./label-studio";
import { parquet } from "./parquet";
import { stillframe } from "./stillframe";
import { webdataset } from "./webdataset";
import { voc } from "./voc";
import { yolo } from "./yolo";

export const FORMATS: Readonly<Record<ExportFormat, Format>> = {
  json,
  csv,
  parquet,
  coco,
  yolo,
  voc,
  datumaro,
  cvat,
  label_studio: labelStudio,
  hf_imagefolder: hfImagefolder,
  webdataset,
  clarifai_json: clarifaiJson,
  clarifai_protobuf: clarifaiProtobuf,
  stillframe,
};
