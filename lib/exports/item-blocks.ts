/** The items of an export, some hundred at a time: what a million items take is the time, not the memory. */
import "server-only";
import { classesOf } from "@/lib/classes/class-list";
import type { ClassList } from "@/lib/classes/list";
import { beginItems, type ReadItems } from "@/lib/items/read-items";
import { facetSetsOf } from "@/lib/states/facet-sets";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import type { Bitmap } from "@/lib/versioning/bitmap";
import { setName } from "@/lib/versioning/names";
import type { AskedItems, ItemSource } from "./format";

const BLOCK = 1_000;

export class ItemBlocks implements ItemSource {
  private all: Uint32Array | null = null;

  constructor(
    private readonly open: OpenState,
    private readonly numbers: Bitmap,
  ) {}

  get blockCount(): number {
    return Math.ceil(this.numbers.size / BLOCK);
  }

  classes(): Promise<ClassList> {
    return classesOf(this.open);
  }

  /** Items of a block, in the order of their numbers. */
  async items(block: number, { parts, split }: AskedItems = {}): Promise<ReadItems> {
    // All at once: asking the bitmap for each of them took a tenth of an export.
    this.all ??= this.numbers.toUint32Array();
    const numbers = Array.from(this.all.subarray(block * BLOCK, (block + 1) * BLOCK));
    if (split === undefined) return beginItems(this.open, numbers, parts);
    const isMeant = await this.inSplit(split);
    const meant = numbers.filter(isMeant);
    const read = await beginItems(this.open, meant, parts);
    return async () => {
      const items = await read();
      let next = 0;
      return numbers.map((number) => (number === meant[next] ? items[next++]! : null));
    };
  }

  private async inSplit(split: string): Promise<(number: number) => boolean> {
    const all = facetSetsOf(this.open).flatMap(({ kind, name }) => (kind === "split" ? [name] : []));
    const names = split === "" ? all : [setName("split", split)];
    const sets = await loadSets(this.open, names);
    const isIn = (number: number) => names.some((name) => bitmapOfSet(sets, name).has(number));
    return split === "" ? (number) => !isIn(number) : isIn;
  }
}
