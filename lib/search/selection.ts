/** The items that an edit is about. */
import { findItemNumbers } from "@/lib/revisions/repository";
import { InvalidInputError } from "@/lib/errors";
import { openStateIfKept, type OpenState } from "@/lib/states/service";
import { and, andNot, bitmapOf, bitmapOfRange, orMany, type Bitmap } from "@/lib/versioning/bitmap";
import { matching } from "./matching";
import type { ItemSelection } from "./schema";
import type { Run } from "@/lib/versioning/runs";

/** Runs of a few numbers are listed, long ones are ranges: a bitmap of each would cost more than its members. */
const RANGE_FROM = 64;

function bitmapOfRuns(runs: readonly Run[]): Bitmap {
  const single: number[] = [];
  const ranges: Bitmap[] = [];
  for (const [first, last] of runs) {
    if (last < first)
      throw InvalidInputError.at(
        ["body", "item_numbers"],
        `A run ends where it begins or later, not [${first}, ${last}]`,
      );
    if (last - first >= RANGE_FROM) ranges.push(bitmapOfRange(first, last + 1));
    else for (let number = first; number <= last; number += 1) single.push(number);
  }
  return orMany([bitmapOf(single), ...ranges]);
}

/** The live items that are meant. By `q`: what matched at `state_id` (else now) and still lives. */
export async function selected(open: OpenState, live: Bitmap, selection: ItemSelection): Promise<Bitmap> {
  if (selection.item_ids) return and(live, bitmapOf(await findItemNumbers(open.lineageId, selection.item_ids)));
  if (selection.item_numbers) return and(live, bitmapOfRuns(selection.item_numbers));
  const read = selection.state_id ? await openStateIfKept(selection.state_id) : open;
  if (!read || read.lineageId !== open.lineageId)
    throw InvalidInputError.at(["body", "state_id"], "This is not a state of this dataset");
  const found = and(live, await matching(read, selection.q ?? ""));
  return selection.except_numbers ? andNot(found, bitmapOfRuns(selection.except_numbers)) : found;
}
