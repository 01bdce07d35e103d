/** Goes through all items of an export once and notes what has to be known before anything of one can be written. */
import "server-only";
import type { Loss } from "@/lib/annotations/model";
import type { ClassEntry } from "@/lib/classes/list";
import type { ReadItems } from "@/lib/items/read-items";
import type { ItemFacts } from "@/lib/items/schema";
import type { ExportOptions } from "@/lib/operations/export";
import { ArchivePaths } from "./archive-paths";
import type { AskedItems, Format, ItemSection, ItemSource, PlacedItem, Survey, TellLoss } from "./format";

/** Counts losses of the same kind and reason together. */
export class LossTally {
  private readonly counted = new Map<string, { what: string; unit: Loss["unit"]; why: string; count: number }>();

  readonly tell: TellLoss = (what, unit, why, count = 1) => {
    const key = JSON.stringify([what, unit, why]);
    const known = this.counted.get(key);
    if (known) known.count += count;
    else this.counted.set(key, { what, unit, why, count });
  };

  /** The largest first. */
  get losses(): Loss[] {
    return [...this.counted.values()].sort((a, b) => b.count - a.count || (a.what < b.what ? -1 : 1));
  }
}

/** What was noted: numbers by block and few words, so that it can be kept for whoever sends the file. */
export interface Surveyed {
  readonly survey: Survey;
  /** How many elements each list has before each block. */
  readonly before: readonly Readonly<Record<string, number>>[];
  /** How many items are carried before each block. */
  readonly carriedBefore: readonly number[];
  /** Which items of a block are not carried, by their places there; of blocks that have any. */
  readonly leftOut: Readonly<Record<number, readonly number[]>>;
  /** Where media lie by their index, where that is not where they would like to. */
  readonly moved: readonly (readonly [index: number, path: string])[];
}

/** @returns also the paths that are taken */
export async function surveyItems(
  blocks: ItemSource,
  format: Format,
  options: ExportOptions,
  { tell }: LossTally,
  onBlock: () => Promise<void>,
): Promise<{ surveyed: Surveyed; archivePaths: ArchivePaths }> {
  const archivePaths = new ArchivePaths(format.byStem);
  const moved: [number, string][] = [];
  const before: Record<string, number>[] = [];
  const carriedBefore: number[] = [];
  const leftOut: Record<number, number[]> = {};
  const lists: Record<string, number> = Object.create(null) as Record<string, number>;
  const [classes, labels, licenses, splits] = [
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
  ];
  let [items, keypoints] = [0, 0];
  let next = blocks.items(0);
  for (let block = 0; block < blocks.blockCount; block += 1) {
    await onBlock();
    before.push({ ...lists });
    carriedBefore.push(items);
    const read = await (await next)();
    // The database reads on meanwhile.
    next = inAdvance(() => blocks.items(block + 1));
    for (const [place, item] of read.entries()) {
      const why = item && (format.leavesOut?.(item, options) ?? null);
      if (!item || why !== null) {
        (leftOut[block] ??= []).push(place);
        if (item && why !== null) tell(item.media_type === "video" ? "videos" : "pictures", "pictures", why);
        continue;
      }
      const wanted = format.mediaPath(item, options);
      const path = archivePaths.take(wanted);
      if (path !== wanted) moved.push([items, path]);
      items += 1;
      addUp(lists, format.lists?.(item, options));
      for (const object of item.objects) {
        classes.add(object.label);
        keypoints = Math.max(keypoints, object.keypoints?.length ?? 0);
      }
      for (const label of item.labels) labels.add(label);
      if (item.license !== null) licenses.add(item.license);
      if (item.split !== null) splits.add(item.split);
    }
  }
  const { classes: entries, next: nextClass } = await blocks.classes();
  const names = (wanted: (entry: ClassEntry) => boolean) => entries.filter(wanted).map(({ name }) => name);
  const survey: Survey = {
    items,
    entries,
    nextClass,
    classes: names(({ name, objects }) => objects === true || classes.has(name)),
    labels: names(({ name }) => labels.has(name)),
    licenses: [...licenses],
    splits: [...splits].sort(),
    keypoints,
    lists,
  };
  return { surveyed: { survey, before, carriedBefore, leftOut, moved }, archivePaths };
}

/** Begins now; whoever waits for it later hears if it failed. */
function inAdvance<T>(work: () => Promise<T>): Promise<T> {
  const begun = work();
  begun.catch(() => undefined);
  return begun;
}

/** Blocks that are kept as they were read: of two readers the one that each is at, and the two after that. */
const KEPT = 6;
/** Blocks whose items are kept, for who asks for one item after another. */
const KEPT_PLACED = 2;

/** The items of an export as its format sees them. */
export class PlacedItems {
  private readonly reads = new Map<string, Promise<ReadItems>>();
  private readonly whole = new Map<number, Promise<readonly PlacedItem[]>>();
  private readonly moved: ReadonlyMap<number, string>;

  constructor(
    private readonly blocks: ItemSource,
    private readonly format: Format,
    private readonly options: ExportOptions,
    private readonly surveyed: Surveyed,
  ) {
    this.moved = new Map(surveyed.moved);
  }

  get blockCount(): number {
    return this.surveyed.before.length;
  }

  /** Whether a section has anything to say of the items of a block. */
  has(block: number, { list }: ItemSection): boolean {
    if (list === undefined) return true;
    const { before, survey } = this.surveyed;
    const after = before[block + 1] ?? survey.lists;
    return (after[list] ?? 0) > (before[block]![list] ?? 0);
  }

  /** The items of a block that the format carries, as far as they are asked for. Taken apart anew each time. */
  async placed(block: number, asked: AskedItems = {}): Promise<readonly PlacedItem[]> {
    return this.place(block, await (await this.read(block, asked))());
  }

  /** The same items with all that they have, for who asks for a block again and again. */
  placedWhole(block: number): Promise<readonly PlacedItem[]> {
    return kept(this.whole, block, KEPT_PLACED, () => this.placed(block));
  }

  /** Begins to read a block that will be asked for soon: the database is busy with it while this process is with another. */
  expect(block: number, asked: AskedItems = {}): void {
    if (block < this.blockCount) void this.read(block, asked);
  }

  private read(block: number, asked: AskedItems): Promise<ReadItems> {
    const key = JSON.stringify([block, asked.parts, asked.split]);
    return kept(this.reads, key, KEPT, () => this.blocks.items(block, asked));
  }

  private place(block: number, items: readonly (ItemFacts | null)[]): readonly PlacedItem[] {
    const counts: Record<string, number> = { ...this.surveyed.before[block] };
    const leftOut = new Set(this.surveyed.leftOut[block]);
    let index = this.surveyed.carriedBefore[block]! - 1;
    const placed: PlacedItem[] = [];
    for (const [place, item] of items.entries()) {
      if (leftOut.has(place)) continue;
      index += 1;
      if (!item) continue;
      const path = this.moved.get(index) ?? this.format.mediaPath(item, this.options);
      const lists = this.format.lists?.(item, this.options) ?? {};
      const before: Record<string, number> = {};
      for (const list in lists) {
        const count = counts[list] ?? 0;
        before[list] = count;
        counts[list] = count + lists[list]!;
      }
      placed.push({ item, index, path, before });
    }
    return placed;
  }
}

/** A value of a map, begun where it is not there; the oldest goes where there are too many. */
function kept<Key, Value>(
  values: Map<Key, Promise<Value>>,
  key: Key,
  most: number,
  begin: () => Promise<Value>,
): Promise<Value> {
  let found = values.get(key);
  if (!found) {
    found = begin();
    if (values.size >= most) values.delete(values.keys().next().value!);
    values.set(key, found);
    // What failed may work when it is asked for again.
    found.catch(() => values.delete(key));
  }
  return found;
}

function addUp(counts: Record<string, number>, more: Readonly<Record<string, number>> = {}): void {
  for (const list in more) counts[list] = (counts[list] ?? 0) + more[list]!;
}
