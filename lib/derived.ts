/**
 * Values that were derived from what never changes, kept in memory within one budget of bytes for the whole process. A key
 * names everything that its value follows from (hashes, ids of states), so that nothing ever has to be told that it is
 * out of date; what was used least recently goes first, whatever it is. Who asks for a value that is being computed waits
 * for that computation instead of making it again.
 */
import "server-only";
import { LRUCache } from "lru-cache";
import { settings } from "@/lib/env";
import { processWide } from "@/lib/process-wide";

/** Bytes that an entry takes beside its value: its place in the maps and in the order of use. The key is counted apart. */
const ENTRY_BYTES = 300;

interface Entry {
  readonly shelf: Shelf;
  readonly key: string;
  /** The key in the one cache that all share: it begins with the name of the derivation. */
  readonly fullKey: string;
  readonly value: unknown;
  readonly bytes: number;
}

/** What is kept of one derivation, and how often that was of use. */
interface Shelf {
  readonly name: string;
  /** By the key without the name: putting names before thousands of keys would cost a request more than looking them up. */
  readonly entries: Map<string, Entry>;
  bytes: number;
  hits: number;
  misses: number;
}

export interface DerivationStatistics {
  /** Answers from memory or from a computation that was under way. */
  readonly hits: number;
  /** Values that had to be computed. */
  readonly misses: number;
  readonly entries: number;
  readonly bytes: number;
}

export interface CacheStatistics {
  readonly budget_bytes: number;
  readonly bytes: number;
  /** From 0 to 1; null before anything was asked for. */
  readonly hit_rate: number | null;
  readonly derivations: Readonly<Record<string, DerivationStatistics>>;
}

/** One budget, shared by derivations. The process has one (`derived`); tests make their own. */
export class DerivedValues {
  private readonly shelves = new Map<string, Shelf>();
  /** @internal for Derivation */
  readonly cache: LRUCache<string, Entry, () => Promise<Entry>>;

  constructor(budgetBytes: number) {
    this.cache = new LRUCache({
      maxSize: budgetBytes,
      sizeCalculation: (entry) => entry.bytes,
      fetchMethod: (_key, _stale, { context: compute }) => compute(),
      // A computation that is pushed out or overtaken by `remember` still answers those who wait for it.
      ignoreFetchAbort: true,
      onInsert: (entry) => {
        entry.shelf.entries.set(entry.key, entry);
        entry.shelf.bytes += entry.bytes;
      },
      dispose: (entry) => {
        entry.shelf.entries.delete(entry.key);
        entry.shelf.bytes -= entry.bytes;
      },
    });
  }

  /** @internal for Derivation: by name, because the framework can load the module that names a derivation twice. */
  shelf(name: string): Shelf {
    let shelf = this.shelves.get(name);
    if (!shelf) this.shelves.set(name, (shelf = { name, entries: new Map(), bytes: 0, hits: 0, misses: 0 }));
    return shelf;
  }

  /** @param sizeOf see `derived` */
  derived<V>(name: string, sizeOf: (value: V) => number): Derivation<V> {
    return new Derivation(() => this, name, sizeOf);
  }

  statistics(): CacheStatistics {
    const shelves = [...this.shelves.values()];
    const hits = shelves.reduce((sum, shelf) => sum + shelf.hits, 0);
    const asked = shelves.reduce((sum, shelf) => sum + shelf.misses, hits);
    return {
      budget_bytes: this.cache.maxSize,
      bytes: this.cache.calculatedSize,
      hit_rate: asked === 0 ? null : Math.round((hits / asked) * 1_000) / 1_000,
      derivations: Object.fromEntries(
        shelves.map(({ name, hits, misses, entries, bytes }) => [name, { hits, misses, entries: entries.size, bytes }]),
      ),
    };
  }
}

/** The values of one kind that are kept, by key. */
export class Derivation<V> {
  private found: { readonly shelf: Shelf; readonly cache: DerivedValues["cache"] } | undefined;

  constructor(
    private readonly values: () => DerivedValues,
    private readonly name: string,
    private readonly sizeOf: (value: V) => number,
  ) {}

  /** Looked up when it is first used: naming a derivation must not read the settings. */
  private get home() {
    if (!this.found) {
      const values = this.values();
      this.found = { shelf: values.shelf(this.name), cache: values.cache };
    }
    return this.found;
  }

  private entryOf(key: string, value: V): Entry {
    const fullKey = `${this.name} ${key}`;
    const bytes = ENTRY_BYTES + 2 * fullKey.length + Math.ceil(this.sizeOf(value));
    return { shelf: this.home.shelf, key, fullKey, value, bytes };
  }

  /**
   * The value when it is in memory, at once: lists of a thousand sets are not to wait a thousand times. What is not there
   * is counted where it is computed.
   */
  get(key: string): V | undefined {
    const { shelf, cache } = this.home;
    const entry = shelf.entries.get(key);
    if (!entry) return undefined;
    shelf.hits += 1;
    cache.get(entry.fullKey);
    return entry.value as V;
  }

  /** The value when it is in memory, without counting as a use of it. */
  peek(key: string): V | undefined {
    return this.home.shelf.entries.get(key)?.value as V | undefined;
  }

  /**
   * The value: from memory, from a computation that somebody else has begun, or computed. What a computation throws reaches
   * everybody who waits for it and is not kept. A value larger than the whole budget is returned and not kept.
   *
   * @param compute must not run on somebody's transaction: that may fail for reasons of its own, and it holds a connection
   * while others wait for it. Whoever is in one asks `get`, computes for itself and calls `remember`.
   */
  async of(key: string, compute: () => Promise<V>): Promise<V> {
    const { shelf, cache } = this.home;
    if (shelf.entries.has(key)) return this.get(key) as V;
    const status: LRUCache.Status<string, Entry> = {};
    const entry = cache.forceFetch(`${this.name} ${key}`, {
      context: async () => this.entryOf(key, await compute()),
      status,
    });
    if (status.fetch === "inflight") shelf.hits += 1;
    else shelf.misses += 1;
    return (await entry).value as V;
  }

  /** The value: from memory, or computed at once. */
  now(key: string, compute: () => V): V {
    if (this.home.shelf.entries.has(key)) return this.get(key) as V;
    this.home.shelf.misses += 1;
    return this.remember(key, compute());
  }

  /** Keeps a value that was computed elsewhere, in the place of one with the same key, and returns it. */
  remember(key: string, value: V): V {
    const entry = this.entryOf(key, value);
    this.home.cache.set(entry.fullKey, entry);
    return value;
  }

  /** Gives back the bytes of a value that nobody will ask for again. */
  forget(key: string): void {
    this.home.cache.delete(`${this.name} ${key}`);
  }
}

const shared = (): DerivedValues => processWide("derived", () => new DerivedValues(settings().cacheBytes));

/**
 * Names a kind of values that are kept in the memory of this process.
 * @param sizeOf bytes of a value by itself; what keeping it costs is added
 */
export const derived = <V>(name: string, sizeOf: (value: V) => number): Derivation<V> =>
  new Derivation(shared, name, sizeOf);

/** How full the memory is, and how often each derivation was found in it. */
export const cacheStatistics = (): CacheStatistics => shared().statistics();
