/** Every operation of the REST API, by its name: whatever the files of this folder declare. */
import { TAGS, type ApiOperation, type Tag } from "@/lib/api-operation";
import * as account from "./account";
import * as datasets from "./datasets";
import * as edits from "./edits";
import * as exports from "./exports";
import * as facets from "./facets";
import * as imports from "./import";
import * as inputs from "./inputs";
import * as items from "./items";
import * as links from "./links";
import * as metadata from "./metadata";
import * as models from "./models";
import * as sharing from "./sharing";
import * as snapshots from "./snapshots";
import * as tasks from "./tasks";

const FILES = [
  account,
  datasets,
  edits,
  exports,
  facets,
  imports,
  inputs,
  items,
  links,
  metadata,
  models,
  sharing,
  snapshots,
  tasks,
];

const isOperation = (value: unknown): value is ApiOperation =>
  typeof value === "object" && value !== null && "method" in value && "path" in value;

const tags = Object.keys(TAGS) as Tag[];

/** By group, then as they are declared. @throws Error where two are called the same */
export const OPERATIONS: ReadonlyMap<string, ApiOperation> = new Map(
  FILES.flatMap((file) => Object.entries(file))
    .filter((entry): entry is [string, ApiOperation] => isOperation(entry[1]))
    .sort(([, a], [, b]) => tags.indexOf(a.tag) - tags.indexOf(b.tag)),
);
