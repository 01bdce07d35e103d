/**
 * Text of names and captions, packed in memory for searching. Revisions never change, so what was read once stays valid:
 * a search reads only the revisions that its state shows and that were not examined yet (a highest number would miss a
 * lower one that commits later). Scanning packed bytes finds a new word among a million names in some 10 ms, where SQL
 * over the rows takes a second.
 */
import { LRUCache } from "lru-cache";
import { andNot, bitmapOf, emptyBitmap, or, type Bitmap } from "@/lib/versioning/bitmap";

/** Revisions whose texts are searched together: UTF-8 of the lower-cased texts, a NUL after each. */
interface Segment {
  readonly bytes: Buffer;
  readonly starts: Uint32Array;
  readonly revisions: Uint32Array;
  readonly items: Uint32Array;
}
interface Corpus {
  readonly examined: Bitmap;
  readonly segments: readonly Segment[];
}

export interface TextRow {
  readonly item_no: number;
  readonly revision_no: number;
  readonly text: string;
}

export const foldText = (text: string): string => text.toLowerCase().replaceAll("\0", " ");

function pack(rows: readonly TextRow[]): Segment {
  const parts = rows.map((row) => Buffer.from(`${foldText(row.text)}\0`));
  const starts = new Uint32Array(rows.length);
  let length = 0;
  parts.forEach((part, index) => {
    starts[index] = length;
    length += part.length;
  });
  return { bytes: Buffer.concat(parts, length), starts, revisions: Uint32Array.from(rows, (row) => row.revision_no), items: Uint32Array.from(rows, (row) => row.item_no) };
}

/** Calls `found` for every text of a segment that contains the needle. */
function scan(segment: Segment, needle: Buffer, found: (index: number) => void): void {
  const { bytes, starts } = segment;
  let index = 0;
  for (let at = bytes.indexOf(needle); at >= 0; ) {
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

export class TextIndex {
  private readonly corpora: LRUCache<string, Corpus>;

  constructor(maxBytes: number) {
    this.corpora = new LRUCache({ maxSize: maxBytes, sizeCalculation: (corpus) => 1_000 + corpus.segments.reduce((sum, segment) => sum + segment.bytes.length + segment.starts.length * 12, 0) });
  }

  /**
   * Items of visible revisions that contain the text, whatever its case.
   * @param key names the corpus: one facet of one lineage
   * @param read reads the texts of revisions that were not examined yet
   */
  async search(key: string, visible: Bitmap, text: string, read: (revisions: Bitmap) => Promise<TextRow[]>): Promise<Bitmap> {
    const corpus = await this.examine(key, visible, read);
    const needle = Buffer.from(foldText(text));
    if (needle.length === 0) return bitmapOf(corpus.segments.flatMap((segment) => [...segment.items].filter((_item, index) => visible.has(segment.revisions[index]!))));
    const hits: number[] = [];
    for (const segment of corpus.segments) {
      scan(segment, needle, (index) => {
        if (visible.has(segment.revisions[index]!)) hits.push(segment.items[index]!);
      });
    }
    return bitmapOf(hits);
  }

  private async examine(key: string, visible: Bitmap, read: (revisions: Bitmap) => Promise<TextRow[]>): Promise<Corpus> {
    const known = this.corpora.get(key) ?? { examined: emptyBitmap, segments: [] };
    const missing = andNot(visible, known.examined);
    if (missing.isEmpty) return known;
    const rows = await read(missing);
    const corpus = { examined: or(known.examined, missing), segments: [...known.segments, pack(rows)] };
    this.corpora.set(key, corpus);
    return corpus;
  }
}
