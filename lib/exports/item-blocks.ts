/** The items of an export, some hundred at a time: what a million items take is the time, not the memory. */
import "server-only";
import { classesOf } from "@/lib/classes/class-list";
import type { ClassEntry } from "@/lib/classes/list";
import { readItems, type ItemPart } from "@/lib/items/read-items";
import type { ItemFacts } from "@/lib/items/schema";
import type { OpenState } from "@/lib/states/service";
import { membersFrom, type Bitmap } from "@/lib/versioning/bitmap";
import type { ItemSource } from "./format";

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
  async items(block: number, parts?: readonly ItemPart[]): Promise<ItemFacts[]> {
    const first = this.numbers.at(block * BLOCK);
    return first === undefined ? [] : readItems(this.open, membersFrom(this.numbers, first, BLOCK), parts);
  }
}
