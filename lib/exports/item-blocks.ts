/** The items of an export, some hundred at a time: what a million items take is the time, not the memory. */
import "server-only";
import { classesOf } from "@/lib/classes/class-list";
import type { ClassEntry } from "@/lib/classes/list";
import { beginItems, type ReadItems } from "@/lib/items/read-items";
import { facetSetsOf } from "@/lib/states/facet-sets";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { membersFrom, type Bitmap } from "@/lib/versioning/bitmap";
import { setName } from "@/lib/versioning/names";
import type { AskedItems, ItemSource } from "./format";

const BLOCK = 500;

export class ItemBlocks implements ItemSource {
  constructor(
    private readonly open: OpenState,
    private readonly numbers: Bitmap,
  ) {}

  get blockCount(): number {
    return Math.ceil(this.numbers.size / BLOCK);
  }

  async classes(): Promise<readonly ClassEntry[]> {
    return (await classesOf(this.open)).classes;
  }

  /** Items of a block, in the order of their numbers. */
  async items(block: number, { parts, split }: AskedItems = {}): Promise<ReadItems> {
    const first = this.numbers.at(block * BLOCK);
    if (first === undefined) return beginItems(this.open, [], parts);
    const numbers = membersFrom(this.numbers, first, BLOCK);
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
