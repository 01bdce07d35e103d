/**
 * An index run: reads the files that were not read yet, links new items with their neighbours, and derives clusters,
 * uniqueness, issues and doubts about labels. It computes sets and columns; whoever called it puts them into a state.
 */
import "server-only";
import { availableParallelism } from "node:os";
import { loadReader } from "@/lib/models/learned";
import { mediaFileOf } from "@/lib/models/media-file";
import type { Reader } from "@/lib/models/reading";
import { BadRequestError, describeError } from "@/lib/errors";
import { blobPath, exists, putThumbnails, thumbnailPath } from "@/lib/media/blob-store";
import { decodeMedia, UnusableFileError } from "@/lib/media/decode";
import type { MediaReading } from "@/lib/media/reading";
import { insertIndexReadings, insertReadings } from "@/lib/media/records";
import { INDEX_MODEL } from "@/lib/media/reading";
import { loadColumn, loadSets, type OpenState } from "@/lib/states/service";
import { and, andNot, bitmapOf, emptyBitmap, or, type Bitmap } from "@/lib/versioning/bitmap";
import { Column, fractionToValue } from "@/lib/versioning/columns";
import { INDEXED, LIVE, parentCluster, parseSetName, revisionSet, setName } from "@/lib/versioning/names";
import { formatCount, plural } from "@/lib/text";
import { SimilarityGraph } from "./graph";
import { clustersOf, duplicateGroups, keepNames, labelDoubts, outliersOf, uniquenessOf, type Near } from "./judge";
import { findItemReadings, type ItemReading } from "./repository";
import { isSpaceSetName, nextSpace, spaceSetName, type Space } from "./spaces";
import {
  confidenceColumn,
  DUPLICATE_GROUP,
  INDEX_ISSUES,
  MISLABEL,
  NEAR_DUPLICATE_SIMILARITY,
  NEIGHBOURS,
  qualityIssues,
  UNIQUENESS,
  type IndexIssue,
} from "./rules";

/** More fine clusters than this would be more sets than a dataset may have; the largest are kept. */
const MAX_SUBCLUSTERS = 2_000;

/** The sets an index run reads, as they will be when it is committed. */
export interface IndexInput {
  readonly lineageId: string;
  readonly sets: ReadonlyMap<string, Bitmap>;
  /** The state it starts from: its columns are kept for items that are not read again. */
  readonly base: OpenState;
  /** Read every live item again, not only those that no run covers. */
  readonly everything: boolean;
  /** What clusters, outliers, uniqueness and doubts go by; near duplicates always go by the descriptors. */
  readonly space: Space;
}

export interface IndexRun {
  readonly sets: ReadonlyMap<string, Bitmap>;
  readonly columns: ReadonlyMap<string, Column>;
  /** Those of the items that it was about whose files could be read. */
  readonly readable: Bitmap;
  readonly summary: {
    indexed: number;
    decoded: number;
    unreadable: number;
    clusters: number;
    issues: Record<IndexIssue, number>;
  };
}

export type Progress = (share: number, message: string) => Promise<void>;

/** Names of the sets that a run reads from a state. */
export const setsForIndex = (open: OpenState): string[] => [
  LIVE,
  INDEXED,
  revisionSet("file"),
  ...INDEX_ISSUES.map((issue) => setName("issue", issue)),
  ...[...open.state.sets.keys()].filter(
    (name) => isSpaceSetName(name) || ["label", "cluster", "subcluster"].includes(parseSetName(name)?.kind ?? ""),
  ),
];

/** @param embeddingModel a learned model's id, null for the built-in descriptors, undefined for what the version has */
export async function inputFrom(
  open: OpenState,
  everything: boolean,
  embeddingModel?: string | null,
): Promise<IndexInput> {
  const names = setsForIndex(open);
  const loaded = await loadSets(open, names);
  const space = await nextSpace(open.state.sets.keys(), embeddingModel);
  return {
    lineageId: open.lineageId,
    base: open,
    everything,
    space,
    sets: new Map([...loaded].map(([name, { bitmap }]) => [name, bitmap])),
  };
}

const READ_BATCH = 2_000;
const PROGRESS_MS = 500;

export async function runIndex(input: IndexInput, progress: Progress): Promise<IndexRun> {
  const get = (name: string): Bitmap => input.sets.get(name) ?? emptyBitmap;
  const live = get(LIVE);
  const covered = and(live, get(INDEXED));
  const all = input.everything || covered.isEmpty;
  const pending = all ? live : andNot(live, covered);

  const visible = get(revisionSet("file"));
  const readings = await readFiles(input.lineageId, pending, visible, (share, message) =>
    progress(share * 0.5, message),
  );
  const link = async (model: string, descriptors: ReadonlyMap<number, Int8Array>, from: number) => {
    const graph = await linkNeighbours(input.lineageId, live, visible, model, descriptors, (share) =>
      progress(from + share * 0.1, `Finding neighbours of ${plural(live.size, "item")}`),
    );
    const found = await neighbourhoodOf(input.lineageId, graph, live, visible, model, descriptors);
    await graph.save();
    return found;
  };
  const looks = await link(INDEX_MODEL, readings.descriptors, 0.5);
  let neighbourhood = looks;
  if (input.space.modelId !== null) {
    await embedMissing(input.lineageId, live, visible, input.space, (share, message) =>
      progress(0.6 + share * 0.2, message),
    );
    neighbourhood = await link(input.space.model, new Map(), 0.8);
  }
  await progress(0.9, `Clustering ${plural(live.size, "item")}`);

  const confidences = new Map<IndexIssue, Map<number, number>>(INDEX_ISSUES.map((issue) => [issue, new Map()]));
  for (const [item, reading] of readings.results)
    for (const [issue, confidence] of qualityIssues(reading)) confidences.get(issue)!.set(item, confidence);
  const groups = duplicateGroups(looks);
  for (const item of groups.keys())
    confidences.get("duplicates")!.set(item, duplicateConfidence(looks.get(item) ?? []));
  for (const [item, confidence] of outliersOf(neighbourhood)) confidences.get("outliers")!.set(item, confidence);
  const doubts = labelDoubts(neighbourhood, labelsIn(input.sets));
  for (const [item, { doubt, contradicted }] of doubts)
    if (contradicted) confidences.get("mislabels")!.set(item, doubt);

  const sets = new Map<string, Bitmap>([[INDEXED, live]]);
  for (const name of input.sets.keys()) if (isSpaceSetName(name)) sets.set(name, emptyBitmap);
  if (input.space.modelId !== null) sets.set(spaceSetName(input.space), live);
  const columns = new Map<string, Column>([
    [UNIQUENESS, Column.of([...neighbourhood].map(([item, near]) => [item, fractionToValue(uniquenessOf(near))]))],
    [DUPLICATE_GROUP, Column.of([...groups].map(([item, first]) => [item, first + 1]))],
    [MISLABEL, Column.of([...doubts].map(([item, { doubt }]) => [item, fractionToValue(doubt)]))],
  ]);
  const issues = {} as Record<IndexIssue, number>;
  for (const [issue, found] of confidences) {
    const judgedByFile = issue === "blur" || issue === "bright" || issue === "dark";
    const name = setName("issue", issue);
    // What the pixels say stays as it is for items that were read before; what neighbours say is new for all.
    const kept = judgedByFile ? andNot(and(get(name), live), pending) : emptyBitmap;
    const members = or(kept, bitmapOf(found.keys()));
    const old = kept.isEmpty ? Column.empty : await loadColumn(input.base, confidenceColumn(issue));
    sets.set(name, members);
    columns.set(
      confidenceColumn(issue),
      Column.of([
        ...kept.toArray().map((item) => [item, old.get(item)] as const),
        ...[...found].map(([item, value]) => [item, fractionToValue(value)] as const),
      ]),
    );
    issues[issue] = members.size;
  }
  const clusters = nameClusters(clustersOf(neighbourhood), input.sets);
  for (const name of input.sets.keys())
    if (["cluster", "subcluster"].includes(parseSetName(name)?.kind ?? "")) sets.set(name, emptyBitmap);
  for (const [name, members] of clusters) sets.set(name, members);
  return {
    sets,
    columns,
    readable: bitmapOf(readings.results.keys()),
    summary: {
      indexed: pending.size,
      decoded: readings.decoded,
      unreadable: readings.unreadable,
      clusters: [...clusters.keys()].filter((name) => name.startsWith("cluster:")).length,
      issues,
    },
  };
}

/** Every live item's nearest live neighbours. Where deleted items and those of clones crowd the kept lists, the index is asked again. */
async function neighbourhoodOf(
  lineageId: string,
  graph: SimilarityGraph,
  live: Bitmap,
  visible: Bitmap,
  model: string,
  descriptors: ReadonlyMap<number, Int8Array>,
): Promise<Map<number, readonly Near[]>> {
  const isLive = maskOf(live);
  const members = and(live, graph.items);
  const wanted = Math.min(NEIGHBOURS, members.size - 1);
  const neighbourhood = new Map<number, readonly Near[]>();
  const short: number[] = [];
  for (const item of members.toUint32Array()) {
    const near = graph.neighboursOf(item, NEIGHBOURS, isLive);
    neighbourhood.set(item, near);
    if (near.length < wanted) short.push(item);
  }
  for (let start = 0; start < short.length; start += READ_BATCH) {
    const batch = short.slice(start, start + READ_BATCH);
    const known = new Map(
      batch.flatMap((item) => (descriptors.has(item) ? [[item, descriptors.get(item)!] as const] : [])),
    );
    for (const row of await findItemReadings(
      lineageId,
      batch.filter((item) => !known.has(item)),
      model,
    ))
      if (row.vector && visible.has(row.revision_no)) known.set(row.item_no, descriptorFrom(row.vector));
    for (const [item, descriptor] of known)
      neighbourhood.set(
        item,
        graph
          .search(descriptor, wanted + 1, members)
          .filter((near) => near.item !== item)
          .slice(0, wanted),
      );
  }
  return neighbourhood;
}

function maskOf(bitmap: Bitmap): (item: number) => boolean {
  const mask = new Uint8Array(bitmap.isEmpty ? 0 : bitmap.maximum() + 1);
  for (const item of bitmap.toUint32Array()) mask[item] = 1;
  return (item) => mask[item] === 1;
}

/** 0.5 at the threshold, 1 for equal descriptors. */
const duplicateConfidence = (near: readonly Near[]): number =>
  0.5 +
  0.5 *
    Math.max(
      0,
      Math.min(1, ((near[0]?.similarity ?? 0) - NEAR_DUPLICATE_SIMILARITY) / (1 - NEAR_DUPLICATE_SIMILARITY)),
    );

function labelsIn(sets: ReadonlyMap<string, Bitmap>): (item: number) => readonly number[] {
  const labels = new Map<number, number[]>();
  let number = 0;
  for (const [name, members] of sets) {
    if (parseSetName(name)?.kind !== "label") continue;
    for (const item of members.toUint32Array()) {
      const known = labels.get(item);
      if (known) known.push(number);
      else labels.set(item, [number]);
    }
    number += 1;
  }
  const none: readonly number[] = [];
  return (item) => labels.get(item) ?? none;
}

interface Readings {
  readonly results: ReadonlyMap<number, Pick<MediaReading, "mean" | "sharpness">>;
  readonly descriptors: ReadonlyMap<number, Int8Array>;
  readonly decoded: number;
  readonly unreadable: number;
}

const descriptorFrom = (vector: Uint8Array): Int8Array =>
  new Int8Array(vector.buffer.slice(vector.byteOffset, vector.byteOffset + vector.byteLength) as ArrayBuffer);

/** Readings of the items' files; files that this version of the indexer has not read are decoded, once, side by side. */
async function readFiles(lineageId: string, pending: Bitmap, visible: Bitmap, progress: Progress): Promise<Readings> {
  const results = new Map<number, Pick<MediaReading, "mean" | "sharpness">>();
  const descriptors = new Map<number, Int8Array>();
  const items = pending.toArray();
  let [decoded, unreadable, done, reported] = [0, 0, 0, 0];
  const keep = (row: ItemReading, reading: Pick<MediaReading, "mean" | "sharpness">, descriptor: Int8Array) => {
    results.set(row.item_no, { mean: reading.mean, sharpness: reading.sharpness });
    descriptors.set(row.item_no, descriptor);
  };
  const report = () => progress(done / items.length, `Read ${formatCount(done)} of ${plural(items.length, "item")}`);
  for (let start = 0; start < items.length; start += READ_BATCH) {
    const rows = (await findItemReadings(lineageId, items.slice(start, start + READ_BATCH))).filter((row) =>
      visible.has(row.revision_no),
    );
    const missing = new Map<string, ItemReading[]>();
    for (const row of rows) {
      if (row.result && row.vector) keep(row, row.result, descriptorFrom(row.vector));
      else missing.set(row.sha256, [...(missing.get(row.sha256) ?? []), row]);
    }
    done += rows.length - [...missing.values()].reduce((sum, same) => sum + same.length, 0);
    const queue = [...missing];
    const fresh: { sha256: string; reading: MediaReading }[] = [];
    const lane = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const [sha256, same] = next;
        const reading = await readFile(sha256);
        if (reading) {
          decoded += 1;
          fresh.push({ sha256, reading });
          for (const row of same) keep(row, reading, reading.descriptor);
          if (fresh.length >= 32) await insertIndexReadings(fresh.splice(0));
        } else unreadable += 1;
        done += same.length;
        if (Date.now() - reported > PROGRESS_MS) {
          reported = Date.now();
          await report();
        }
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() + 1 }, lane));
    await insertIndexReadings(fresh);
    await report();
  }
  return { results, descriptors, decoded, unreadable };
}

/** Asks the learned model about live items that it has not seen, on this dataset or another. @throws BadRequestError when it cannot be loaded */
async function embedMissing(
  lineageId: string,
  live: Bitmap,
  visible: Bitmap,
  space: Space,
  progress: Progress,
): Promise<void> {
  const items = live.toArray();
  let reader: Reader | null = null;
  let reported = 0;
  for (let start = 0; start < items.length; start += READ_BATCH) {
    const rows = (await findItemReadings(lineageId, items.slice(start, start + READ_BATCH), space.model)).filter(
      (row) => visible.has(row.revision_no) && !row.vector,
    );
    const missing = [...new Set(rows.map((row) => row.sha256))];
    for (const [at, sha256] of missing.entries()) {
      const file = mediaFileOf(sha256, "image");
      if (!(await exists(file.thumbnail))) continue; // A video without a frame has nothing to show.
      try {
        reader ??= await loadReader(space.modelId!, "embedding", []);
      } catch (error) {
        throw new BadRequestError(
          `This index compares pictures by ${space.modelId}, which could not be loaded: ${describeError(error, `Loading ${space.modelId}`)}. Put its files back, or re-index by the built-in descriptors.`,
        );
      }
      const { vector, ...result } = await reader.read(file);
      if (vector)
        await insertReadings(space.model, [
          { sha256, result, vector: new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength) },
        ]);
      if (Date.now() - reported > PROGRESS_MS) {
        reported = Date.now();
        await progress(
          (start + at) / items.length,
          `${space.modelId}: ${formatCount(start + at)} of ${plural(items.length, "item")}`,
        );
      }
    }
  }
}

/** Null for a file without a picture: a video where ffmpeg is missing, or one that its decoder no longer takes. */
async function readFile(sha256: string): Promise<MediaReading | null> {
  const wanted = !(await exists(thumbnailPath(sha256, "small")));
  try {
    const media = await decodeMedia({ file: blobPath(sha256) }, { thumbnail: wanted });
    await putThumbnails(sha256, media);
    return media.reading;
  } catch (error) {
    if (error instanceof UnusableFileError) return null;
    throw error;
  }
}

/** The saved graph with every live item in it; descriptors that are not at hand come from the readings. */
async function linkNeighbours(
  lineageId: string,
  live: Bitmap,
  visible: Bitmap,
  model: string,
  descriptors: ReadonlyMap<number, Int8Array>,
  progress: (share: number) => Promise<void>,
): Promise<SimilarityGraph> {
  let graph = await SimilarityGraph.open(lineageId, model);
  if (graph.isStale(live)) graph = await SimilarityGraph.forget(lineageId, model);
  const missing = andNot(live, graph.items).toArray();
  const vectors = new Map<number, Int8Array>();
  const unknown: number[] = [];
  for (const item of missing) {
    const descriptor = descriptors.get(item);
    if (descriptor) vectors.set(item, descriptor);
    else unknown.push(item);
  }
  for (let start = 0; start < unknown.length; start += READ_BATCH) {
    const rows = await findItemReadings(lineageId, unknown.slice(start, start + READ_BATCH), model);
    for (const row of rows)
      if (row.vector && visible.has(row.revision_no)) vectors.set(row.item_no, descriptorFrom(row.vector));
  }
  await graph.add(vectors, progress);
  return graph;
}

/**
 * Sets `cluster:3` and `subcluster:3.1`; what was a cluster before keeps its name, also one that a person gave it, while most of
 * it stays together.
 */
function nameClusters(
  { coarse, fine }: ReturnType<typeof clustersOf>,
  sets: ReadonlyMap<string, Bitmap>,
): Map<string, Bitmap> {
  const before = (kind: "cluster" | "subcluster") => {
    const names = new Map<number, string>();
    for (const [name, members] of sets) {
      const parsed = parseSetName(name);
      if (parsed?.kind === kind) for (const item of members.toUint32Array()) names.set(item, parsed.value);
    }
    return (item: number) => names.get(item);
  };
  const free = (taken: ReadonlySet<string>, prefix: string) => {
    let number = 1;
    while (taken.has(`${prefix}${number}`)) number += 1;
    return `${prefix}${number}`;
  };
  const coarseNames = keepNames(coarse, before("cluster"), (taken) => free(taken, ""));
  const parentOf = new Map<number, string>();
  const sizes = new Map<number, number>();
  for (const [item, cluster] of fine) {
    const parent = coarse.get(item);
    if (parent !== undefined) parentOf.set(cluster, coarseNames.get(parent)!);
    sizes.set(cluster, (sizes.get(cluster) ?? 0) + 1);
  }
  const kept = new Set(
    [...sizes]
      .sort(([a, x], [b, y]) => y - x || a - b)
      .slice(0, MAX_SUBCLUSTERS)
      .map(([cluster]) => cluster),
  );
  const shown = new Map([...fine].filter(([, cluster]) => kept.has(cluster) && parentOf.has(cluster)));
  const oldFine = before("subcluster");
  // A fine cluster is named inside its coarse one, so an old name counts only while the coarse one is the same.
  const fineNames = keepNames(
    shown,
    (item) => {
      const old = oldFine(item);
      return old !== undefined && parentCluster(old) === parentOf.get(shown.get(item)!) ? old : undefined;
    },
    (taken, cluster) => free(taken, `${parentOf.get(cluster)}.`),
  );
  const members = new Map<string, number[]>();
  const add = (name: string, item: number) => void (members.get(name)?.push(item) ?? members.set(name, [item]));
  for (const [item, cluster] of coarse) add(setName("cluster", coarseNames.get(cluster)!), item);
  for (const [item, cluster] of shown) add(setName("subcluster", fineNames.get(cluster)!), item);
  return new Map([...members].map(([name, items]) => [name, bitmapOf(items)]));
}
