/**
 * Text of names and captions, packed in memory for searching. Revisions never change, so what was read once stays valid:
 * a search reads only the revisions that its state shows and that were not examined yet (a highest number would miss a
 * lower one that commits later). Scanning packed bytes finds a new word among a million names in some 10 ms, where SQL
 * over the rows takes a second.
 */
import { LRUCache } from "lru-cache";
import { andNot, bitmapOf, orMany, type Bitmap } from "@/lib/versioning/bitmap";

/** Revisions whose texts are searched together: UTF-8 of the lower-cased texts, a NUL after each. */
interface Segment {
  readonly members: Bitmap;
  readonly bytes: Buffer;
  readonly starts: Uint32Array;
  readonly revisions: Uint32Array;
  readonly items: Uint32Array;
}
export interface TextRow {
  readonly item_no: number;
  readonly revision_no: number;
  readonly text: string;
}

export const foldText = (text: string): string => text.toLowerCase().replaceAll("\0", " ");

function pack(members: Bitmap, rows: readonly TextRow[]): Segment {
  const parts = rows.map((row) => Buffer.from(`${foldText(row.text)}\0`));
  const starts = new Uint32Array(rows.length);
  let length = 0;
  parts.forEach((part, index) => {
    starts[index] = length;
    length += part.length;
  });
  return {
    members,
    bytes: Buffer.concat(parts, length),
    starts,
    revisions: Uint32Array.from(rows, (row) => row.revision_no),
    items: Uint32Array.from(rows, (row) => row.item_no),
  };
}

/** Calls `found` for every text of a segment that contains the needle. */
function scan(segment: Segment, needle: Buffer, found: (index: number) => void): void {
  const { bytes, starts } = segment;
  let index = 0;
  for (let at = bytes.indexOf(needle); at >= 0;) {
    // The text that position `at` lies in: the last start that is not behind it.
    let [low, high] = [index, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= at) low = middle;
      else high = middle - 1;
    }
    index = low;
    found(index);
    index += 1;
    if (index >= starts.length) return;
    at = bytes.indexOf(needle, starts[index]);
  }
}

function merge(segments: readonly Segment[]): Segment {
  const join = (read: (segment: Segment) => Uint32Array) =>
    Uint32Array.from(segments.flatMap((segment) => [...read(segment)]));
  let offset = 0;
  const starts = segments.flatMap((segment) => {
    const base = offset;
    offset += segment.bytes.length;
    return [...segment.starts].map((start) => start + base);
  });
  return {
    members: orMany(segments.map((segment) => segment.members)),
    bytes: Buffer.concat(
      segments.map((segment) => segment.bytes),
      offset,
    ),
    starts: Uint32Array.from(starts),
    revisions: join((segment) => segment.revisions),
    items: join((segment) => segment.items),
  };
}

/** Every edit between two searches leaves a small segment; so many of them are joined into one. */
const MERGE_FROM = 16;
const SMALL_BYTES = 256 * 1024;

const sizeOf = (segment: Segment): number => 1_000 + segment.bytes.length + segment.starts.length * 12;

export class TextIndex {
  private readonly corpora = new Map<string, Set<Segment>>();
  /** What is searched least goes first: texts that were rewritten, which only old versions still show. */
  private readonly kept: LRUCache<Segment, Set<Segment>>;

  constructor(maxBytes: number) {
    this.kept = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: (_corpus, segment) => sizeOf(segment),
      dispose: (corpus, segment) => void corpus.delete(segment),
    });
  }

  /**
   * Items of visible revisions that contain the text, whatever its case.
   * @param key names the corpus: one facet of one lineage
   * @param read reads the texts of revisions that were not examined yet
   */
  async search(
    key: string,
    visible: Bitmap,
    text: string,
    read: (revisions: Bitmap) => Promise<TextRow[]>,
  ): Promise<Bitmap> {
    const segments = await this.examine(key, visible, read);
    const needle = Buffer.from(foldText(text));
    if (needle.length === 0)
      return bitmapOf(
        segments.flatMap((segment) =>
          [...segment.items].filter((_item, index) => visible.has(segment.revisions[index]!)),
        ),
      );
    const hits: number[] = [];
    for (const segment of segments) {
      scan(segment, needle, (index) => {
        if (visible.has(segment.revisions[index]!)) hits.push(segment.items[index]!);
      });
    }
    return bitmapOf(hits);
  }

  /** The segments that hold visible texts; what no segment holds is read. */
  private async examine(
    key: string,
    visible: Bitmap,
    read: (revisions: Bitmap) => Promise<TextRow[]>,
  ): Promise<Segment[]> {
    const corpus = this.corpora.get(key) ?? new Set();
    this.corpora.set(key, corpus);
    const used = [...corpus].filter((segment) => segment.members.intersects(visible));
    const missing = used.reduce((left, segment) => andNot(left, segment.members), visible);
    for (const segment of used) this.kept.get(segment);
    if (missing.isEmpty) return used;
    const fresh = pack(missing, await read(missing));
    const small = used.filter((segment) => segment.bytes.length < SMALL_BYTES);
    const joined = small.length < MERGE_FROM ? fresh : merge([...small, fresh]);
    if (joined !== fresh) for (const segment of small) this.kept.delete(segment);
    corpus.add(joined);
    this.kept.set(joined, corpus);
    return [...used.filter((segment) => joined === fresh || !small.includes(segment)), joined];
  }
}
