/** Goes through all items of an export once and notes what has to be known before anything of one can be written. */
import "server-only";
import type { Loss } from "@/lib/annotations/model";
import type { ClassEntry } from "@/lib/classes/list";
import type { ItemDto } from "@/lib/items/schema";
import type { ExportOptions } from "@/lib/operations/export";
import { ArchivePaths } from "./archive-paths";
import type { Format, ItemSource, PlacedItem, Survey, TellLoss } from "./format";

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

/** The items of an export as its format sees them. */
export class SurveyedItems {
  private constructor(
    private readonly blocks: ItemSource,
    private readonly format: Format,
    private readonly options: ExportOptions,
    readonly survey: Survey,
    private readonly paths: readonly string[],
    /** How many elements each list has before each block. */
    private readonly before: readonly Readonly<Record<string, number>>[],
    /** How many items are carried before each block. */
    private readonly carriedBefore: readonly number[],
    readonly archivePaths: ArchivePaths,
  ) {}

  get blockCount(): number {
    return this.blocks.blockCount;
  }

  static async of(
    blocks: ItemSource,
    format: Format,
    options: ExportOptions,
    { tell }: LossTally,
    onBlock: () => Promise<void>,
  ): Promise<SurveyedItems> {
    const archivePaths = new ArchivePaths(format.byStem);
    const paths: string[] = [];
    const before: Record<string, number>[] = [];
    const carriedBefore: number[] = [];
    const lists: Record<string, number> = Object.create(null) as Record<string, number>;
    const [classes, labels, licenses, splits] = [
      new Set<string>(),
      new Set<string>(),
      new Set<string>(),
      new Set<string>(),
    ];
    let keypoints = 0;
    for (let block = 0; block < blocks.blockCount; block += 1) {
      await onBlock();
      before.push({ ...lists });
      carriedBefore.push(paths.length);
      for (const item of await blocks.items(block)) {
        const why = format.leavesOut?.(item, options) ?? null;
        if (why !== null) {
          tell(item.media_type === "video" ? "videos" : "pictures", "pictures", why);
          continue;
        }
        paths.push(archivePaths.take(format.mediaPath(item, options)));
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
    const entries = await blocks.classes();
    const names = (wanted: (entry: ClassEntry) => boolean) => entries.filter(wanted).map(({ name }) => name);
    const survey: Survey = {
      items: paths.length,
      entries,
      classes: names(({ name, objects }) => objects === true || classes.has(name)),
      labels: names(({ name }) => labels.has(name)),
      licenses: [...licenses],
      splits: [...splits].sort(),
      keypoints,
      lists,
    };
    return new SurveyedItems(blocks, format, options, survey, paths, before, carriedBefore, archivePaths);
  }

  /** Whether an item of a block has an element of a list. */
  has(block: number, list: string): boolean {
    const after = this.before[block + 1] ?? this.survey.lists;
    return (after[list] ?? 0) > (this.before[block]![list] ?? 0);
  }

  /** The items of a block that the format carries. */
  async placed(block: number): Promise<PlacedItem[]> {
    const counts: Record<string, number> = { ...this.before[block] };
    let index = this.carriedBefore[block]!;
    return (await this.blocks.items(block)).flatMap((item: ItemDto) => {
      if ((this.format.leavesOut?.(item, this.options) ?? null) !== null) return [];
      const placed = { item, index, path: this.paths[index]!, before: { ...counts } };
      index += 1;
      addUp(counts, this.format.lists?.(item, this.options));
      return [placed];
    });
  }
}

function addUp(counts: Record<string, number>, more: Readonly<Record<string, number>> = {}): void {
  for (const [list, count] of Object.entries(more)) counts[list] = (counts[list] ?? 0) + count;
}
