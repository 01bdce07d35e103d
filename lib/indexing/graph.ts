/**
 * Who looks like whom in a lineage: descriptors in a usearch index, and each item's nearest neighbours. Both are a cache
 * in the data folder, not part of any version: what is missing is computed from the readings, and clones share it.
 */
import "server-only";
import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import type * as Usearch from "usearch";
import { derived } from "@/lib/derived";
import { settings } from "@/lib/env";
import { ifMissing, isMissingFile, reportUnknown } from "@/lib/errors";
import { INDEX_MODEL } from "@/lib/media/reading";
import {
  and,
  andNot,
  bitmapOf,
  deserializeBitmap,
  emptyBitmap,
  memoryOf,
  or,
  serializeBitmap,
  type Bitmap,
} from "@/lib/versioning/bitmap";

// Its module form looks for the native file by its caller's path, which bundlers and test runners rewrite.
const { Index, MetricKind, ScalarKind } = createRequire(path.join(process.cwd(), "package.json"))(
  "usearch",
) as typeof Usearch;

/** Kept for each item; more than are used, so that deletions leave enough. */
const KEPT = 16;
/**
 * Half-precision floats: with the library's own signed bytes similarities were off by up to 0.04, which is as much as lies
 * between a near duplicate and another picture. Recall against exact search is measured in `npm run bench`.
 */
const SETTINGS = {
  metric: MetricKind.Cos,
  quantization: ScalarKind.F16,
  connectivity: 32,
  expansion_add: 200,
  expansion_search: 256,
  multi: false,
};
/** usearch works in one call on all cores and holds the process meanwhile; between batches others get their turn. */
const BATCH = 1_000;
const NONE = 0xffffffff;
/** How many are asked for at first where a likeness decides and not a number. */
const FIRST_ASKED = 1_024;
const LEFTOVER_MS = 24 * 60 * 60 * 1000;

const folderOf = (lineageId: string, model: string): string =>
  path.join(settings().dataDir, "index", lineageId, model.replace(/[^\w@.-]+/g, "_"));

/** Which files are the graph now, and how long its vectors are. */
interface Pointer {
  readonly generation: string;
  readonly dimensions: number;
}
const readPointer = async (folder: string): Promise<Pointer | null> =>
  readFile(path.join(folder, "current"), "utf8").then((text) => JSON.parse(text) as Pointer, ifMissing(null));

/** The graph is a cache: whatever is wrong with its files, whoever asks can do without. Missing ones were replaced just now. */
function reportUnreadable(folder: string, error: unknown): void {
  if (!isMissingFile(error)) reportUnknown(error, `Reading the index in ${folder}`);
}

async function read(folder: string, { generation, dimensions }: Pointer, how: "load" | "view") {
  const file = (name: string) => path.join(folder, `${generation}.${name}`);
  const members = deserializeBitmap(await readFile(file("members")));
  const index = new DescriptorIndex();
  index[how](file("usearch"), dimensions);
  if (index.size !== members.size) throw new Error("The index does not hold what it says");
  return { index, members, file };
}

interface View {
  readonly generation: string;
  readonly graph: SimilarityGraph;
}
/** What usearch allocates for each vector of a file that is mapped (measured); the file itself the system can give up. */
const MAPPED_BYTES = 90;
/** By folder, so that a new generation takes the place of the old one, whose files are held as long as they are mapped. */
const views = derived<View>(
  "similarity graphs",
  ({ graph }) => graph.items.size * MAPPED_BYTES + memoryOf(graph.items),
);

export interface Neighbour {
  readonly item: number;
  /** Cosine, −1 to 1. */
  readonly similarity: number;
}

/** Descriptors, one after the other, from −1 to 1. */
export function matrixOf(descriptors: readonly Int8Array[]): Float32Array {
  const size = descriptors[0]?.length ?? 0;
  const rows = new Float32Array(descriptors.length * size);
  descriptors.forEach((descriptor, row) => {
    for (let at = 0; at < size; at += 1) rows[row * size + at] = descriptor[at]! / 127;
  });
  return rows;
}

/** An index of descriptors by item number, for approximate nearest-neighbour search by cosine. */
export class DescriptorIndex {
  private made: { readonly index: Usearch.Index; readonly dimensions: number } | null = null;

  private indexOf(dimensions: number): Usearch.Index {
    this.made ??= { index: new Index({ ...SETTINGS, dimensions }), dimensions };
    return this.made.index;
  }

  get size(): number {
    return this.made?.index.size() ?? 0;
  }

  /** Length of its vectors; 0 while it has none. */
  get dimensions(): number {
    return this.made?.dimensions ?? 0;
  }

  /** @param matrix the items' descriptors, one after the other */
  add(items: readonly number[], matrix: Float32Array): void {
    if (items.length === 0) return;
    this.indexOf(matrix.length / items.length).add(BigUint64Array.from(items, BigInt), matrix as never, 0);
  }

  /** The `k` items nearest to each of `rows` descriptors, nearest first. */
  nearest(matrix: Float32Array, rows: number, k: number): Neighbour[][] {
    const limit = Math.min(k, this.size);
    if (limit === 0) return Array.from({ length: rows }, () => []);
    // For one row the library answers without counts.
    const { keys, distances, counts } = this.made!.index.search(matrix as never, limit, 0) as unknown as {
      keys: BigUint64Array;
      distances: Float32Array;
      counts?: BigUint64Array;
    };
    return Array.from({ length: rows }, (_, row) =>
      Array.from({ length: counts ? Number(counts[row]) : keys.length }, (_unused, place) => ({
        item: Number(keys[row * limit + place]),
        similarity: 1 - distances[row * limit + place]!,
      })),
    );
  }

  load = (file: string, dimensions: number): void => this.indexOf(dimensions).load(file);
  /** Maps the file into memory instead of reading it; nothing can be added then. */
  view = (file: string, dimensions: number): void => this.indexOf(dimensions).view(file);
  save = (file: string): void => this.made?.index.save(file);
}

export class SimilarityGraph {
  private constructor(
    private readonly folder: string,
    private readonly index: DescriptorIndex,
    private members: Bitmap,
    /** KEPT neighbours of each item number, nearest first, filled up with NONE. */
    private neighbours: Uint32Array,
    private similarities: Float32Array,
  ) {}

  /**
   * The saved graph, or an empty one when there is none or it cannot be read.
   * @param model what its vectors are kept under
   */
  static async open(lineageId: string, model: string = INDEX_MODEL): Promise<SimilarityGraph> {
    const folder = folderOf(lineageId, model);
    const none = () =>
      new SimilarityGraph(folder, new DescriptorIndex(), emptyBitmap, new Uint32Array(0), new Float32Array(0));
    try {
      const pointer = await readPointer(folder);
      if (!pointer) return none();
      const { index, members, file } = await read(folder, pointer, "load");
      const [neighbours, similarities] = await Promise.all([
        readFile(file("neighbours")),
        readFile(file("similarities")),
      ]);
      const words = (bytes: Buffer) => bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
      return new SimilarityGraph(
        folder,
        index,
        members,
        new Uint32Array(words(neighbours)),
        new Float32Array(words(similarities)),
      );
    } catch (error) {
      reportUnreadable(folder, error);
      return none();
    }
  }

  /** The saved graph for searching only, mapped from its file instead of read into memory; null when there is none. */
  static async view(lineageId: string, model: string = INDEX_MODEL): Promise<SimilarityGraph | null> {
    const folder = folderOf(lineageId, model);
    const pointer = await readPointer(folder);
    if (!pointer) return null;
    const map = async (): Promise<View> => {
      const { index, members } = await read(folder, pointer, "view");
      const graph = new SimilarityGraph(folder, index, members, new Uint32Array(0), new Float32Array(0));
      return { generation: pointer.generation, graph };
    };
    try {
      const shared = await views.of(folder, map);
      return (shared.generation === pointer.generation ? shared : views.remember(folder, await map())).graph;
    } catch (error) {
      // The index is a cache: whoever asks can do without it.
      reportUnreadable(folder, error);
      return null;
    }
  }

  /** Items that are in the graph. */
  get items(): Bitmap {
    return this.members;
  }

  private grow(size: number): void {
    if (this.neighbours.length >= size * KEPT) return;
    const neighbours = new Uint32Array(size * KEPT).fill(NONE);
    neighbours.set(this.neighbours);
    const similarities = new Float32Array(size * KEPT);
    similarities.set(this.similarities);
    [this.neighbours, this.similarities] = [neighbours, similarities];
  }

  /** Puts `item` into the list of `of`, if it is nearer than what is there. */
  private offer(of: number, item: number, similarity: number): void {
    const start = of * KEPT;
    let place = KEPT - 1;
    if (this.neighbours[start + place] !== NONE && this.similarities[start + place]! >= similarity) return;
    for (let at = 0; at < KEPT; at += 1) if (this.neighbours[start + at] === item) return;
    for (
      ;
      place > 0 && (this.neighbours[start + place - 1] === NONE || this.similarities[start + place - 1]! < similarity);
      place -= 1
    ) {
      this.neighbours[start + place] = this.neighbours[start + place - 1]!;
      this.similarities[start + place] = this.similarities[start + place - 1]!;
    }
    this.neighbours[start + place] = item;
    this.similarities[start + place] = similarity;
  }

  /**
   * Adds items and links them with their neighbours, both ways; items that are in the graph already are left out.
   * @param vectors item numbers with descriptors of one length
   * @param progress is told the share that is done, 0–1; it may throw to stop
   */
  async add(
    vectors: ReadonlyMap<number, Int8Array>,
    progress: (done: number) => Promise<void> = async () => undefined,
  ): Promise<void> {
    const fresh = [...vectors.keys()].filter((item) => !this.members.has(item)).sort((a, b) => a - b);
    if (fresh.length === 0) return;
    this.grow(fresh.at(-1)! + 1);
    const batches = function* () {
      for (let start = 0; start < fresh.length; start += BATCH) yield fresh.slice(start, start + BATCH);
    };
    const matrix = (items: readonly number[]) => matrixOf(items.map((item) => vectors.get(item)!));
    let done = 0;
    for (const items of batches()) {
      this.index.add(items, matrix(items));
      await progress((done += items.length) / (2 * fresh.length));
      await breathe();
    }
    this.members = or(this.members, bitmapOf(fresh));
    for (const items of batches()) {
      for (const [row, found] of this.index.nearest(matrix(items), items.length, KEPT + 1).entries()) {
        for (const { item, similarity } of found) {
          if (item === items[row]) continue;
          this.offer(items[row]!, item, similarity);
          this.offer(item, items[row]!, similarity);
        }
      }
      await progress((done += items.length) / (2 * fresh.length));
      await breathe();
    }
  }

  /** Members of `among` that are nearest to a descriptor. */
  search(descriptor: Int8Array, k: number, among: Bitmap): Neighbour[] {
    const candidates = and(this.members, among);
    const query = matrixOf([descriptor]);
    // Deleted items and those of clones are in the graph too: ask for more until enough are left.
    for (let ask = k * 2 + KEPT; ; ask *= 4) {
      const found = this.index.nearest(query, 1, ask)[0]!.filter(({ item }) => candidates.has(item));
      if (found.length >= Math.min(k, candidates.size) || ask >= this.members.size) return found.slice(0, k);
    }
  }

  /**
   * All members of `among` that are at least so near to a descriptor, nearest first. Asking for every vector of 100,000
   * takes 0.4 s, for a thousand 10 ms; so it asks for more only while all that came were near enough.
   */
  above(descriptor: Int8Array, atLeast: number, among: Bitmap): Neighbour[] {
    const query = matrixOf([descriptor]);
    for (let ask = FIRST_ASKED; ; ask *= 8) {
      const found = this.index.nearest(query, 1, ask)[0]!;
      const least = found.at(-1)?.similarity ?? -1;
      if (least >= atLeast && ask < this.members.size) continue;
      return found.filter(({ item, similarity }) => similarity >= atLeast && among.has(item));
    }
  }

  /** Up to `k` (at most 16) kept neighbours of an item that are members of `among`, nearest first. */
  neighboursOf(item: number, k: number, among: (item: number) => boolean): Neighbour[] {
    const found: Neighbour[] = [];
    for (let at = item * KEPT; at < (item + 1) * KEPT && found.length < k; at += 1) {
      const neighbour = this.neighbours[at];
      if (neighbour === undefined || neighbour === NONE) break;
      if (among(neighbour)) found.push({ item: neighbour, similarity: this.similarities[at]! });
    }
    return found;
  }

  /** Members that are in none of the given sets any more make searching slow; above this share the graph is built anew. */
  isStale(live: Bitmap): boolean {
    return this.members.size > 1_000 && andNot(this.members, live).size > this.members.size / 2;
  }

  /** Writes the graph beside the old one and switches over; a process that is killed half-way leaves the old one. */
  async save(): Promise<void> {
    const { folder } = this;
    if (this.index.size === 0) return;
    await mkdir(folder, { recursive: true });
    const generation = randomUUID();
    const file = (name: string) => path.join(folder, `${generation}.${name}`);
    this.index.save(file("usearch"));
    await writeFile(file("members"), serializeBitmap(this.members));
    await writeFile(file("neighbours"), new Uint8Array(this.neighbours.buffer, 0, this.neighbours.byteLength));
    await writeFile(file("similarities"), new Uint8Array(this.similarities.buffer, 0, this.similarities.byteLength));
    const pointer = path.join(folder, "current");
    const replaced = (await readPointer(folder))?.generation;
    const temporary = path.join(folder, `${generation}.current`);
    const handle = await open(temporary, "w");
    await handle.writeFile(JSON.stringify({ generation, dimensions: this.index.dimensions } satisfies Pointer));
    await handle.sync();
    await handle.close();
    await rename(temporary, pointer);
    for (const name of await readdir(folder)) {
      if (name === "current" || name.startsWith(generation)) continue;
      // Beside the replaced one there may be one that another worker is writing, and what a killed one left long ago.
      const age = Date.now() - ((await stat(path.join(folder, name)).catch(ifMissing(null)))?.mtimeMs ?? Date.now());
      if ((replaced && name.startsWith(replaced)) || age > LEFTOVER_MS)
        await rm(path.join(folder, name), { force: true });
    }
  }

  static async forget(lineageId: string, model: string = INDEX_MODEL): Promise<SimilarityGraph> {
    await rm(folderOf(lineageId, model), { recursive: true, force: true });
    return SimilarityGraph.open(lineageId, model);
  }
}
