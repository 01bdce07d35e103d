/**
 * Text of names and captions, packed in memory for searching. Revisions never change, so what was read once stays valid:
 * a search reads only the revisions that its state shows and that were not examined yet (a highest number would miss a
 * lower one that commits later). Scanning packed bytes finds a new word among a million names in some 10 ms, where SQL
 * over the rows takes a second.
 */
import { randomUUID } from "node:crypto";
import type { Derivation } from "@/lib/derived";
import { andNot, bitmapOf, memoryOf, orMany, type Bitmap } from "@/lib/versioning/bitmap";

/** Revisions whose texts are searched together: UTF-8 of the lower-cased texts, a NUL after each. */
export interface Segment {
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

function pack(members: Bitmap, rows: readonly TextRow[], fold: (text: string) => string): Segment {
  const parts = rows.map((row) => Buffer.from(`${fold(row.text)}\0`));
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
    // The text that position `at` lies in: the last start that is not behind it. A frequent text has it in the next ones.
    let [low, step] = [index, 1];
    while (low + step < starts.length && starts[low + step]! <= at) {
      low += step;
      step *= 2;
    }
    let high = Math.min(low + step, starts.length) - 1;
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

/** Tells which texts of a segment are visible: mostly all are, and asking the bitmap for each takes longer than to find them. */
function shownIn({ members, revisions }: Segment, visible: Bitmap): (index: number) => boolean {
  if (members.andNotCardinality(visible) === 0) return () => true;
  return (index) => visible.has(revisions[index]!);
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

export const bytesOfTexts = ({ bytes, starts, members }: Segment): number =>
  bytes.length + starts.length * 12 + memoryOf(members);

interface KeptSegment {
  readonly name: string;
  readonly segment: Segment;
}

export class TextIndex {
  /** The names of each corpus' segments; some may have been pushed out since. */
  private readonly corpora = new Map<string, Set<string>>();
  /** Readings under way, by corpus. */
  private readonly readings = new Map<string, Promise<unknown>>();

  /**
   * @param segments keeps them by name; what is searched least goes first: texts that were rewritten, which only old
   * versions still show
   * @param fold how texts are kept, and what is looked for in them: without upper case, unless told
   */
  constructor(
    private readonly segments: Derivation<Segment>,
    private readonly fold: (text: string) => string = foldText,
  ) {}

  /**
   * Items of visible revisions that contain the text, as both are folded.
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
    const needle = Buffer.from(this.fold(text));
    if (needle.length === 0)
      return bitmapOf(
        segments.flatMap((segment) =>
          [...segment.items].filter((_item, index) => visible.has(segment.revisions[index]!)),
        ),
      );
    const hits: number[] = [];
    for (const segment of segments) {
      const isShown = shownIn(segment, visible);
      scan(segment, needle, (index) => {
        if (isShown(index)) hits.push(segment.items[index]!);
      });
    }
    return bitmapOf(Uint32Array.from(hits));
  }

  /** The segments that hold visible texts; what no segment holds is read. */
  private async examine(
    key: string,
    visible: Bitmap,
    read: (revisions: Bitmap) => Promise<TextRow[]>,
  ): Promise<Segment[]> {
    for (;;) {
      const used = this.segmentsWith(key, visible);
      const missing = used.reduce((left, { segment }) => andNot(left, segment.members), visible);
      if (missing.isEmpty) return used.map(({ segment }) => segment);
      // Versions differ in few texts: most of what is missing here is what somebody else is reading.
      const underWay = this.readings.get(key);
      if (underWay) {
        await underWay;
        continue;
      }
      const reading = this.readInto(key, missing, used, read).finally(() => this.readings.delete(key));
      this.readings.set(key, reading);
      return reading;
    }
  }

  private segmentsWith(key: string, visible: Bitmap): KeptSegment[] {
    const used: KeptSegment[] = [];
    for (const name of this.corpora.get(key) ?? []) {
      if (!this.segments.peek(name)?.members.intersects(visible)) continue;
      used.push({ name, segment: this.segments.get(name)! });
    }
    return used;
  }

  /** Reads missing texts into a segment of their own, or into one with small segments when there are many. */
  private async readInto(
    key: string,
    missing: Bitmap,
    used: readonly KeptSegment[],
    read: (revisions: Bitmap) => Promise<TextRow[]>,
  ): Promise<Segment[]> {
    const small = used.filter(({ segment }) => segment.bytes.length < SMALL_BYTES);
    const joins = small.length >= MERGE_FROM;
    const name = randomUUID();
    const fresh = await this.segments.of(name, async () => {
      const segment = pack(missing, await read(missing), this.fold);
      return joins ? merge([...small.map((kept) => kept.segment), segment]) : segment;
    });
    if (joins) for (const kept of small) this.segments.forget(kept.name);
    const names = [...(this.corpora.get(key) ?? []), name].filter((kept) => this.segments.peek(kept) !== undefined);
    this.corpora.set(key, new Set(names));
    const others = used.filter((kept) => !joins || !small.includes(kept));
    return [...others.map(({ segment }) => segment), fresh];
  }
}
