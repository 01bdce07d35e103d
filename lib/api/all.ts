/** Every operation of the REST API, by its name: whatever the files of this folder declare. */
import { TAGS, type ApiOperation, type Tag } from "@/lib/api-operation";
import * as account from "./account";
import * as activity from "./activity";
import * as comparing from "./comparing";
import * as datasets from "./datasets";
import * as edits from "./edits";
import * as exports from "./exports";
import * as facets from "./facets";
import * as groups from "./groups";
import * as imports from "./import";
import * as inputs from "./inputs";
import * as items from "./items";
import * as links from "./links";
import * as metadata from "./metadata";
import * as models from "./models";
import * as retention from "./retention";
import * as sharing from "./sharing";
import * as snapshots from "./snapshots";
import * as statistics from "./statistics";
import * as tasks from "./tasks";

const FILES = [
  account,
  activity,
  comparing,
  datasets,
  edits,
  exports,
  facets,
  groups,
  imports,
  inputs,
  items,
  links,
  metadata,
  models,
  retention,
  sharing,
  snapshots,
  statistics,
  tasks,
];

const isOperation = (value: unknown): value is ApiOperation =>
  typeof value === "object" && value !== null && "method" in value && "path" in value;

const tags = Object.keys(TAGS) as Tag[];
const METHODS: readonly ApiOperation["method"][] = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"];
const inOrder = (a: ApiOperation, b: ApiOperation): number =>
  tags.indexOf(a.tag) - tags.indexOf(b.tag) ||
  (a.path < b.path ? -1 : a.path > b.path ? 1 : METHODS.indexOf(a.method) - METHODS.indexOf(b.method));

/** By group, then by path: what is declared in a module has no order of its own. */
export const OPERATIONS: ReadonlyMap<string, ApiOperation> = new Map(
  FILES.flatMap((file) => Object.entries(file))
    .filter((entry): entry is [string, ApiOperation] => isOperation(entry[1]))
    .sort(([, a], [, b]) => inOrder(a, b)),
);
