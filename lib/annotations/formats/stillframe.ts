/**
 * Our own export: `items.jsonl` has a line for each item, with everything that the version says of it; `stillframe.json` says what
 * belongs to the whole. Read back line by line, of any size.
 */
import { createReadStream } from "node:fs";
import { goesWithFiles } from "@/lib/applied-models/list";
import { appliedModel } from "@/lib/applied-models/schema";
import { attributes as attributesSchema, skeleton as skeletonSchema } from "@/lib/classes/schema";
import { FIELD_TYPES, type Field } from "@/lib/fields/rules";
import { Findings } from "../findings";
import { cleanLabel, type Annotation, type FoundClass, type FoundModel, type Parsed } from "../model";
import type { AnnotationFile, Reader } from "../reader";
import { given, isRecord, listOf, trimmed, type Json } from "../values";

const ITEMS = /(^|\/)items\.jsonl$/i;
const WHOLE = /(^|\/)stillframe\.json$/i;
/** Lines that are parsed before the next are read. */
const BATCH = 500;
const SHA256 = /^[0-9a-f]{64}$/;

/** Names that are on every line, and on no line of another format. */
const isItem = (line: unknown): line is Json =>
  isRecord(line) &&
  typeof line.media_id === "string" &&
  typeof line.file_path === "string" &&
  Array.isArray(line.objects);

/** The lines of a file in batches, with the number of the first. They end with a line feed and nothing else: a text may hold what others take for an end. */
async function* linesOf(file: string): AsyncGenerator<{ readonly lines: readonly string[]; readonly first: number }> {
  const decoder = new TextDecoder("utf-8");
  let rest = "";
  let lines: string[] = [];
  let first = 1;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop()!;
    lines.push(...parts);
    if (lines.length < BATCH) continue;
    yield { lines, first };
    first += lines.length;
    lines = [];
  }
  rest += decoder.decode();
  if (rest !== "") lines.push(rest);
  if (lines.length > 0) yield { lines, first };
}

function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return null;
  }
}

const texts = (value: unknown): string[] => listOf(value).filter((one) => typeof one === "string");
const labelsIn = (value: unknown): string[] =>
  listOf(value)
    .map(cleanLabel)
    .filter((label) => label !== null);

const FROM_INDEX = [
  "cluster_id",
  "subcluster_id",
  "duplicate_group",
  "mislabel_score",
  "uniqueness_score",
  "issues",
] as const;
const isSaid = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined;

function annotationOf(item: Json, where: string, findings: Findings): Annotation {
  const called = trimmed(item.file_path);
  const path = trimmed(item.path);
  // They are part of a version, but what they are follows from all its pictures together.
  if (FROM_INDEX.some((field) => isSaid(item[field])))
    findings.lose("clusters, issues and scores", "pictures", "indexing works them out anew");
  const supposed = new Set(labelsIn(item.propagated_labels));
  return {
    where,
    picture: path ?? called ?? "",
    also: called === null ? [] : [called],
    isExact: true,
    labels: labelsIn(item.labels).filter((label) => !supposed.has(label)),
    tags: labelsIn(item.tags),
    propagated: [...supposed],
    models: texts(item.models),
    captions: texts(item.captions),
    objects: listOf(item.objects).flatMap((object, index) => {
      if (!isRecord(object)) return [];
      const { object_id, extra, ...rest } = object;
      const found = findings.object(`${where}, object ${index + 1}`, {
        ...rest,
        extra: { ...(isRecord(extra) ? extra : {}), object_id },
      });
      return found ? [found] : [];
    }),
    ...given("called", called),
    ...given("sha256", typeof item.sha256 === "string" && SHA256.test(item.sha256) ? item.sha256 : null),
    ...given("metadata", isRecord(item.metadata) ? item.metadata : null),
    ...given("split", trimmed(item.split)),
    ...given("license", trimmed(item.license)),
    ...given("source_url", trimmed(item.source_url)),
  };
}

export function parseStillframeLines(lines: readonly string[], first: number): Parsed {
  const findings = new Findings();
  const annotations: Annotation[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const where = `line ${first + index}`;
    const item = parsedLine(line);
    if (isItem(item)) annotations.push(annotationOf(item, where, findings));
    else findings.problem(where, "it is no item as an export writes it");
  }
  return findings.parsed(annotations);
}

/** Null where it is none of ours. */
async function readItems(file: AnnotationFile): Promise<AsyncIterable<Parsed> | null> {
  const batches = linesOf(file.file);
  const head = await batches.next();
  if (head.done || !isItem(parsedLine(head.value.lines[0]!))) return null;
  return (async function* () {
    yield parseStillframeLines(head.value.lines, head.value.first);
    for await (const { lines, first } of batches) yield parseStillframeLines(lines, first);
  })();
}

const fieldIn = (value: unknown): Field[] => {
  if (!isRecord(value) || typeof value.name !== "string") return [];
  const type = FIELD_TYPES.find((one) => one === value.type);
  return type ? [{ name: value.name, type, multi: value.multi === true }] : [];
};

/** A class as a version lists it. Exports from before classes had more than a name list names. */
function classIn(value: unknown): FoundClass[] {
  const entry = isRecord(value) ? value : { name: value, objects: true };
  const name = cleanLabel(entry.name);
  if (name === null) return [];
  const { skeleton, attributes } = entry;
  const parsed = { skeleton: skeletonSchema.safeParse(skeleton), attributes: attributesSchema.safeParse(attributes) };
  return [
    {
      name,
      ...(Number.isSafeInteger(entry.index) && Number(entry.index) >= 0 ? { index: Number(entry.index) } : {}),
      ...given("color", trimmed(entry.color)),
      ...(parsed.skeleton.success ? { skeleton: parsed.skeleton.data } : {}),
      ...(parsed.attributes.success ? { attributes: parsed.attributes.data } : {}),
      ...given("extra", isRecord(entry.extra) ? entry.extra : null),
      ...(entry.objects === true ? {} : { forItems: true as const }),
    },
  ];
}

/** A model with the name of its run; null for a model or an option that nobody knows here. */
function modelIn(value: unknown): FoundModel[] {
  if (!isRecord(value)) return [];
  const { run, ...model } = value;
  const parsed = appliedModel.safeParse(model);
  return typeof run === "string" && parsed.success ? [{ run, model: parsed.data }] : [];
}

/** What an export says of the whole; null for what is none of ours. */
export function parseStillframe(value: unknown): Parsed | null {
  if (!isRecord(value) || value.format !== "stillframe") return null;
  const classes = listOf(value.classes).flatMap(classIn);
  const findings = new Findings();
  const all = listOf(value.models);
  const known = all.flatMap(modelIn);
  const models = known.filter(({ model }) => goesWithFiles(model));
  findings.lose(
    "models that enriched the version",
    "values",
    "which items each covered is not in the file, or it is of another version of Stillframe",
    all.length - known.length,
  );
  findings.lose(
    "models whose results are not the items' own",
    "values",
    "indexing works out anew what they found",
    known.length - models.length,
  );
  const end = value.next_class;
  return {
    ...findings.parsed([], classes),
    fields: listOf(value.fields).flatMap(fieldIn),
    models,
    ...(Number.isSafeInteger(end) && Number(end) > 0 ? { classesEnd: Number(end) } : {}),
  };
}

export const stillframeReader: Reader = {
  format: "Stillframe",
  claims: (name) => ITEMS.test(name) || WHOLE.test(name),
  start: (context) => async (file) => {
    if (ITEMS.test(file.path)) return readItems(file);
    const json = context.json(file);
    if (!(await json.keys()).has("format")) return null;
    const parsed = parseStillframe(await json.whole());
    return parsed && [parsed];
  },
};

/** What archives have beside their annotations: it describes what is in them, and says nothing of a picture. */
export const croissantReader: Reader = {
  format: "Croissant",
  claims: (name) => /(^|\/)croissant\.json$/i.test(name),
  start: (context) => async (file) => ((await context.json(file).keys()).has("conformsTo") ? [] : null),
};
