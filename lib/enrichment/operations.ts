/** What an enrichment does in the worker: asks models about files they have not seen, and writes down what they say. */
import "server-only";
import type { ModelRun } from "@/lib/applied-models/applied-models";
import type { ModelOptions } from "@/lib/applied-models/schema";
import { idOf } from "@/lib/objects/identity";
import { effectsOfChange } from "@/lib/commits/operation-outcome";
import { BadRequestError, describeError, sqlStateOf } from "@/lib/errors";
import { inputFrom, runIndex } from "@/lib/indexing/run";
import { replaceRevisions, writeFacet, type WritableFacet, type Written } from "@/lib/revisions/write-revisions";
import { itemsOf } from "@/lib/revisions/revision-items";
import { INDEXER_VERSION } from "@/lib/media/reading";
import { findReadings, insertReadings, type NewReading } from "@/lib/media/records";
import { mergeFields } from "@/lib/fields/merge-fields";
import type { Field } from "@/lib/fields/rules";
import { bitmapOfSet, loadSets, openState, type OpenState } from "@/lib/states/service";
import { implement, requireHeld, TaskLostError, type OperationContext } from "@/lib/tasks/implementation";
import { formatCount, plural } from "@/lib/text";
import { andNot, bitmapOf, emptyBitmap, or, orMany, type Bitmap } from "@/lib/versioning/bitmap";
import type { Column } from "@/lib/versioning/columns";
import { LIVE, parseSetName, revisionSet, setName } from "@/lib/versioning/names";
import { colourReader, EXIF_FIELDS, exifReader } from "@/lib/models/builtin";
import { loadReader } from "@/lib/models/learned";
import { mediaFileOf } from "@/lib/models/media-file";
import type { EnrichmentReading, Reader } from "@/lib/models/reading";
import { isLearned, listModels } from "@/lib/models/registry";
import { findItemFiles, type ItemFile } from "@/lib/indexing/item-readings";
import { type EnrichmentResult } from "./schema";
import { startEnrichment } from "./service";
import { enrichment as declared, type EnrichInput } from "@/lib/operations/enrichment";
import { type EnrichmentType } from "@/lib/models/schema";

const BATCH = 500;
const KEPT_AT_ONCE = 16;
const PROGRESS_MS = 500;
/** What pictures are compared with when the dataset has no words of its own yet. */
const COMMON_WORDS = [
  "person",
  "people",
  "face",
  "animal",
  "dog",
  "cat",
  "bird",
  "horse",
  "car",
  "truck",
  "bicycle",
  "train",
  "aeroplane",
  "boat",
  "street",
  "building",
  "house",
  "city",
  "bridge",
  "room",
  "kitchen",
  "furniture",
  "food",
  "drink",
  "plant",
  "flower",
  "tree",
  "forest",
  "field",
  "mountain",
  "desert",
  "beach",
  "sea",
  "river",
  "sky",
  "clouds",
  "snow",
  "night",
  "sunset",
  "text",
  "document",
  "screen",
  "tool",
  "machine",
  "clothing",
  "toy",
];

/** What the models said, gathered over all items. */
interface Findings {
  readonly sets: Map<string, number[]>;
  readonly captions: Map<number, unknown>;
  readonly boxes: Map<number, unknown>;
  readonly metadata: Map<number, Map<string, unknown>>;
}

type Counts = { read: number; reused: number; failed: number };
/** The items that the model read, and how it went. */
interface Looked {
  readonly counts: Counts;
  readonly covered: number[];
}

const add = (findings: Findings, name: string, item: number) =>
  void (findings.sets.get(name)?.push(item) ?? findings.sets.set(name, [item]));

function take(findings: Findings, file: ItemFile, reading: EnrichmentReading, model: string): void {
  for (const { value } of reading.tags ?? []) add(findings, setName("tag", value), file.item_no);
  for (const { value } of reading.labels ?? []) add(findings, setName("label", value), file.item_no);
  if (reading.caption) findings.captions.set(file.item_no, { text: reading.caption });
  if (reading.boxes && reading.boxes.length > 0 && file.width && file.height) {
    const [width, height] = [file.width, file.height];
    findings.boxes.set(
      file.item_no,
      reading.boxes.map((box, index) => ({
        object_id: idOf("object", model, file.sha256, file.item_no, index),
        label: box.label,
        type: "box",
        confidence: box.confidence,
        source: { kind: "model", id: model },
        col_x: Math.round(box.x * width),
        row_y: Math.round(box.y * height),
        width: Math.max(1, Math.round(box.width * width)),
        height: Math.max(1, Math.round(box.height * height)),
      })),
    );
  }
  for (const [field, value] of Object.entries(reading.metadata ?? {})) {
    const values = findings.metadata.get(file.item_no) ?? new Map<string, unknown>();
    values.set(field, value);
    findings.metadata.set(file.item_no, values);
  }
}

/** Asks one model about every live item; what it said of a file before, on any dataset, is used again. */
async function readMissing(
  context: OperationContext,
  open: OpenState,
  reader: Reader,
  findings: Findings,
  progress: (done: number, total: number, counts: Counts) => Promise<void>,
): Promise<Looked> {
  const sets = await loadSets(open, [LIVE, revisionSet("file")]);
  const items = bitmapOfSet(sets, LIVE).toArray();
  const visible = bitmapOfSet(sets, revisionSet("file"));
  const counts: Counts = { read: 0, reused: 0, failed: 0 };
  const covered: number[] = [];
  const see = (file: ItemFile, reading: EnrichmentReading) => {
    covered.push(file.item_no);
    take(findings, file, reading, reader.key);
  };
  let [done, reported] = [0, 0];
  for (let start = 0; start < items.length; start += BATCH) {
    const files = (await findItemFiles(open.lineageId, items.slice(start, start + BATCH))).filter((file) =>
      visible.has(file.revision_no),
    );
    const known = await findReadings<EnrichmentReading>(reader.key, [...new Set(files.map((file) => file.sha256))]);
    const unread = new Map<string, ItemFile[]>();
    for (const file of files) {
      const reading = known.get(file.sha256);
      if (!reading) {
        unread.set(file.sha256, [...(unread.get(file.sha256) ?? []), file]);
        continue;
      }
      counts.reused += 1;
      done += 1;
      see(file, reading.result);
    }
    const queue = [...unread];
    const fresh: NewReading[] = [];
    const lane = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const [sha256, same] = next;
        try {
          const { vector, ...result } = await reader.read(mediaFileOf(sha256, same[0]!.kind));
          fresh.push({
            sha256,
            result,
            vector: vector ? new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength) : null,
          });
          counts.read += same.length;
          for (const file of same) see(file, result);
          if (fresh.length >= KEPT_AT_ONCE) await insertReadings(reader.key, fresh.splice(0));
        } catch (error) {
          // What a model cannot read is counted; a task that is lost, or a database that went away, ends all of it.
          if (error instanceof TaskLostError || sqlStateOf(error) !== undefined) throw error;
          counts.failed += same.length;
          if (counts.failed === same.length)
            console.warn(`[enrichment] ${reader.key} could not read ${sha256}:`, error);
        }
        done += same.length;
        if (Date.now() - reported > PROGRESS_MS) {
          reported = Date.now();
          await progress(done, items.length, counts);
        }
      }
    };
    await Promise.all(Array.from({ length: reader.lanes }, lane));
    await insertReadings(reader.key, fresh);
    await context.throwIfLost();
  }
  return { counts, covered };
}

interface Vocabulary {
  readonly words: readonly string[];
  readonly option: ModelOptions["vocabulary"];
}
/** The words that were given, else the dataset's own tags and labels, or common words when it has too few to choose from. */
function vocabularyOf(open: OpenState, input: EnrichInput): Vocabulary {
  if (input.vocabulary) return { words: input.vocabulary, option: [...new Set(input.vocabulary)].sort() };
  const own = [...open.state.sets.keys()].flatMap((name) => {
    const parsed = parseSetName(name);
    return parsed && (parsed.kind === "tag" || parsed.kind === "label") ? [parsed.value] : [];
  });
  const words = [...new Set(own)];
  return words.length >= 2 ? { words, option: "dataset" } : { words: COMMON_WORDS, option: "common" };
}

async function readerOf(type: EnrichmentType, id: string, { words }: Vocabulary): Promise<Reader> {
  if (type === "colour_composition") return colourReader;
  if (type === "exif") return exifReader;
  if (!isLearned(type)) throw new Error(`${type} has no reader`);
  try {
    return await loadReader(id, type, words);
  } catch (error) {
    throw new BadRequestError(`${id} could not be loaded: ${describeError(error, `Loading ${id}`)}`);
  }
}

/** Which of an index run's sets each of the two enrichments that rest on it takes over. */
const INDEX_PARTS = {
  image_quality: ["blur", "bright", "dark"],
  duplicates_outliers: ["duplicates", "outliers", "mislabels"],
} as const;

/** Items that have no visible revision of the facet: what people wrote stays. */
async function without(
  open: OpenState,
  facet: WritableFacet,
  found: ReadonlyMap<number, unknown>,
): Promise<Map<number, unknown>> {
  const name = revisionSet(facet);
  const taken = await itemsOf(open.lineageId, bitmapOfSet(await loadSets(open, [name]), name));
  return new Map([...found].filter(([item]) => !taken.has(item)));
}

export const enrichment = implement(declared, {
  async run(context, input) {
    const open = await openState((await requireHeld(context.task)).head_state_id);
    const chosen = Object.entries(input.enrichment_models) as [EnrichmentType, string][];
    const findings: Findings = { sets: new Map(), captions: new Map(), boxes: new Map(), metadata: new Map() };
    const models: EnrichmentResult["models"] = {};
    const runs: Omit<ModelRun, "isBrought">[] = [];
    const known = await listModels();
    const ran = (type: EnrichmentType, id: string, version: string, options: ModelOptions, covered: Bitmap) => {
      if (covered.isEmpty) return;
      const { name, vendor } = known.find((model) => model.type === type && model.id === id) ?? {
        name: id,
        vendor: "",
      };
      const [applied_at, applied_by] = [new Date().toISOString(), context.task.created_by];
      runs.push({ model: { type, model_id: id, name, vendor, version, options, applied_at, applied_by }, covered });
    };
    const sets = new Map<string, Bitmap>();
    const columns = new Map<string, Column>();
    const changed: Record<string, number> = {};

    for (const [at, [type, id]] of chosen.entries()) {
      const progress = (share: number, message: string) =>
        context.progress(((at + share) / chosen.length) * 90, message);
      await progress(0, `Loading ${id}`);
      if (type === "image_quality" || type === "duplicates_outliers") {
        const index = await inputFrom(open, true);
        const run = await runIndex(index, (share, message) => progress(share, `${id}: ${message}`));
        const wanted = (name: string) =>
          INDEX_PARTS[type].some((issue) => name === setName("issue", issue) || name === `col:confidence:${issue}`) ||
          (type === "duplicates_outliers" && /^col:(uniqueness|duplicate_group|mislabel)$/.test(name));
        for (const [name, members] of run.sets) if (wanted(name)) sets.set(name, members);
        for (const [name, column] of run.columns) if (wanted(name)) columns.set(name, column);
        models[id] = {
          read: run.summary.decoded,
          reused: run.summary.indexed - run.summary.decoded - run.summary.unreadable,
          failed: run.summary.unreadable,
        };
        for (const issue of INDEX_PARTS[type]) changed[issue] = run.summary.issues[issue];
        // What is seen of a picture by itself does not depend on what pictures are compared by.
        const compared_by = type === "duplicates_outliers" ? index.space.modelId : null;
        ran(type, id, String(INDEXER_VERSION), compared_by === null ? {} : { compared_by }, run.readable);
      } else {
        const vocabulary = vocabularyOf(open, input);
        const reader = await readerOf(type, id, vocabulary);
        const { counts, covered } = await readMissing(context, open, reader, findings, (done, total, counts) =>
          progress(
            done / total,
            `${id}: ${formatCount(done)} of ${plural(total, "item")}${counts.reused > 0 ? `, ${formatCount(counts.reused)} from earlier runs` : ""}${counts.failed > 0 ? `, ${formatCount(counts.failed)} failed` : ""}`,
          ),
        );
        models[id] = counts;
        const options = type === "zero_shot_tagging" ? { vocabulary: vocabulary.option } : {};
        ran(type, id, reader.version, options, bitmapOf(covered));
      }
    }
    if (Object.values(models).every(({ read, reused, failed }) => read + reused === 0 && failed > 0))
      throw new BadRequestError("None of the files could be read by the chosen models");

    await context.progress(92, "Writing results");
    const written: Written[] = [];
    for (const [facet, found] of [
      ["caption", findings.captions],
      ["objects", findings.boxes],
    ] as const) {
      const missing = await without(open, facet, found);
      changed[facet === "caption" ? "captions" : "objects"] = missing.size;
      if (missing.size > 0) written.push(await writeFacet(open, facet, missing));
    }
    if (findings.metadata.size > 0) {
      const fields: Field[] = Object.entries(EXIF_FIELDS).map(([name, type]) => ({ name, type, multi: false }));
      const merged = await mergeFields(open, findings.metadata, fields, "keep");
      changed.metadata = merged.payloads.size;
      written.push(await writeFacet(open, "metadata", merged.payloads));
      for (const [name, members] of merged.sets) sets.set(name, members);
    }
    const current = await loadSets(open, findings.sets.keys());
    const words: Record<"tag" | "label", Bitmap> = { tag: emptyBitmap, label: emptyBitmap };
    for (const [name, items] of findings.sets) {
      const before = bitmapOfSet(current, name);
      const kind = parseSetName(name)!.kind as "tag" | "label";
      words[kind] = or(words[kind], andNot(bitmapOf(items), before));
      sets.set(name, or(before, bitmapOf(items)));
    }
    changed.tags = words.tag.size;
    changed.labels = words.label.size;
    const items = Math.max(0, ...Object.values(models).map(({ read, reused, failed }) => read + reused + failed));
    const result: EnrichmentResult = {
      models,
      items,
      changed: Object.fromEntries(Object.entries(changed).filter(([, count]) => count > 0)),
    };
    await context.progress(98, "Committing");
    return async (dataset) => {
      const shown = await loadSets(
        open,
        written.map(({ facet }) => revisionSet(facet)),
      );
      const revisions = written.map((one) => replaceRevisions((name) => bitmapOfSet(shown, name), one));
      const effects = await effectsOfChange(
        dataset,
        open,
        {
          sets: new Map([...sets, ...revisions]),
          columns,
          models: runs,
          items: orMany(written.map((one) => one.items)),
        },
        {
          kind: "enrichment",
          actor: context.task.created_by,
          taskId: context.task.id,
          detail: { models: input.enrichment_models },
        },
      );
      const parts = Object.entries(result.changed).map(([kind, count]) => `${kind} on ${plural(count, "item")}`);
      return {
        effects,
        message:
          items > 0
            ? `Enriched ${plural(items, "item")}${parts.length > 0 ? `: ${parts.join(", ")}` : "; nothing new was found"}`
            : "There was nothing to enrich",
        result,
      };
    };
  },
  retry: startEnrichment,
});
