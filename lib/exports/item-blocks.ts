/** The items of an export, some hundred at a time: what a million items take is the time, not the memory. */
import "server-only";
import { classesOf } from "@/lib/classes/class-list";
import type { ClassEntry } from "@/lib/classes/list";
import { presentItems } from "@/lib/items/present";
import type { ItemDto } from "@/lib/items/schema";
import type { OpenState } from "@/lib/states/service";
import { membersFrom, type Bitmap } from "@/lib/versioning/bitmap";
import type { ItemSource } from "./format";

const BLOCK = 500;
/** Blocks that are kept: whoever goes through an export twice in a row, or reads files of neighbours, finds them. */
const KEPT = 4;

export class ItemBlocks implements ItemSource {
  private readonly kept = new Map<number, Promise<ItemDto[]>>();

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
  async items(block: number): Promise<ItemDto[]> {
    let found = this.kept.get(block);
    if (!found) {
      found = this.read(block);
      if (this.kept.size >= KEPT) this.kept.delete(this.kept.keys().next().value!);
      this.kept.set(block, found);
      // What failed may work when it is asked for again.
      found.catch(() => this.kept.delete(block));
    }
    return found;
  }

  private read(block: number): Promise<ItemDto[]> {
    const first = this.numbers.at(block * BLOCK);
    return first === undefined ? Promise.resolve([]) : presentItems(this.open, membersFrom(this.numbers, first, BLOCK));
  }
}
