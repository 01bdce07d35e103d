/**
 * Media and files of single items of an export, in columns: as objects each takes 700 bytes, which a million of them cannot have, here
 * some 60 and its path. Pure.
 */

export interface LearntEntry {
  readonly path: string;
  readonly size: number;
  readonly crc32: number;
  /** `media`, or the folder that files of single items lie in. */
  readonly kind: string;
  /** What the tars that it may be in are called; empty where there are none. */
  readonly shard: string;
  /** The place of its item. */
  readonly index: number;
  /** The hash of its media; else which file it is, of a block or of an item by its place there. */
  readonly of: string | { readonly block: number; readonly at?: number; readonly which: number };
}

/** A folder right under the archive's root. */
export interface LearntFolder {
  readonly kind: string;
  readonly root: string;
  /** Whether all of the kind lie in it. */
  readonly together: boolean;
}

/** Entries of a page: what an export of a few takes is one of these. */
const PAGE = 1_024;
const HASH_BYTES = 32;
/** Stands for no place in a block. */
const NONE = 0xffff_ffff;

/** Words that come again and again, by number. */
class Words {
  readonly words: string[] = [];
  private readonly numbers = new Map<string, number>();

  numberOf(word: string): number {
    let number = this.numbers.get(word);
    if (number === undefined) {
      number = this.words.length;
      this.words.push(word);
      this.numbers.set(word, number);
    }
    return number;
  }
}

class Page {
  private readonly sizes = new Float64Array(PAGE);
  private readonly pathEnds = new Uint32Array(PAGE);
  private readonly checksums = new Uint32Array(PAGE);
  private readonly indexes = new Uint32Array(PAGE);
  private readonly kinds = new Uint32Array(PAGE);
  private readonly shards = new Uint32Array(PAGE);
  private readonly isMedia = new Uint8Array(PAGE);
  private readonly sources = Buffer.alloc(PAGE * HASH_BYTES);
  private paths = Buffer.alloc(32 * PAGE);
  count = 0;

  get bytes(): number {
    return PAGE * 29 + this.sources.byteLength + this.paths.byteLength;
  }

  add({ path, size, crc32, index, of }: LearntEntry, kind: number, shard: number): void {
    const at = this.count;
    const begin = this.beginOf(at);
    this.makeRoom(begin + 3 * path.length);
    this.pathEnds[at] = begin + this.paths.write(path, begin);
    this.sizes[at] = size;
    this.checksums[at] = crc32;
    this.indexes[at] = index;
    this.kinds[at] = kind;
    this.shards[at] = shard;
    const source = at * HASH_BYTES;
    if (typeof of === "string") {
      this.isMedia[at] = 1;
      this.sources.write(of, source, "hex");
    } else
      for (const [place, value] of [of.block, of.at ?? NONE, of.which].entries())
        this.sources.writeUInt32LE(value, source + 4 * place);
    this.count += 1;
  }

  at(at: number, kinds: readonly string[], shards: readonly string[]): LearntEntry {
    return {
      path: this.paths.toString("utf8", this.beginOf(at), this.pathEnds[at]),
      size: this.sizes[at]!,
      crc32: this.checksums[at]!,
      kind: kinds[this.kinds[at]!]!,
      shard: shards[this.shards[at]!]!,
      index: this.indexes[at]!,
      of: this.sourceOf(at),
    };
  }

  extentOf(at: number): { name: number; size: number } {
    return { name: this.pathEnds[at]! - this.beginOf(at), size: this.sizes[at]! };
  }

  /** It grows no more. */
  seal(): void {
    this.paths = Buffer.from(this.paths.subarray(0, this.pathEnds[this.count - 1]));
  }

  private beginOf(at: number): number {
    return at === 0 ? 0 : this.pathEnds[at - 1]!;
  }

  private sourceOf(at: number): LearntEntry["of"] {
    const source = at * HASH_BYTES;
    if (this.isMedia[at]) return this.sources.toString("hex", source, source + HASH_BYTES);
    const [block, place, which] = [0, 4, 8].map((offset) => this.sources.readUInt32LE(source + offset));
    return { block: block!, ...(place === NONE ? {} : { at: place! }), which: which! };
  }

  private makeRoom(bytes: number): void {
    if (bytes <= this.paths.byteLength) return;
    const larger = Buffer.alloc(Math.max(bytes, 2 * this.paths.byteLength));
    this.paths.copy(larger);
    this.paths = larger;
  }
}

export class LearntEntries implements Iterable<LearntEntry> {
  private readonly pages: Page[] = [];
  private readonly kinds = new Words();
  private readonly shards = new Words();
  private readonly roots = new Map<string, LearntFolder>();

  static of(entries: Iterable<LearntEntry>): LearntEntries {
    const all = new LearntEntries();
    for (const entry of entries) all.add(entry);
    return all;
  }

  get length(): number {
    return this.pages.length === 0 ? 0 : (this.pages.length - 1) * PAGE + this.pages.at(-1)!.count;
  }

  /** Bytes of memory. */
  get bytes(): number {
    return this.pages.reduce((sum, page) => sum + page.bytes, 0);
  }

  /** Where files of each kind lie, by kind. */
  get folders(): LearntFolder[] {
    return [...this.roots.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1));
  }

  add(entry: LearntEntry): void {
    let last = this.pages.at(-1);
    if (!last || last.count === PAGE) {
      last?.seal();
      this.pages.push((last = new Page()));
    }
    last.add(entry, this.kinds.numberOf(entry.kind), this.shards.numberOf(entry.shard));
    const root = entry.path.slice(0, entry.path.indexOf("/"));
    const known = this.roots.get(entry.kind);
    if (!known) this.roots.set(entry.kind, { kind: entry.kind, root, together: true });
    else if (known.together && !entry.path.startsWith(`${known.root}/`))
      this.roots.set(entry.kind, { ...known, together: false });
  }

  at(index: number): LearntEntry {
    return this.pages[Math.floor(index / PAGE)]!.at(index % PAGE, this.kinds.words, this.shards.words);
  }

  /** Bytes of its path, and its own. */
  extentOf(index: number): { readonly name: number; readonly size: number } {
    return this.pages[Math.floor(index / PAGE)]!.extentOf(index % PAGE);
  }

  *[Symbol.iterator](): Generator<LearntEntry> {
    for (let index = 0; index < this.length; index += 1) yield this.at(index);
  }
}
