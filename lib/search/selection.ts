/** The items that an edit is about. */
import "server-only";
import { findItemsByIds } from "@/lib/revisions/read-revisions";
import { InvalidInputError, NotFoundError } from "@/lib/errors";
import { asVersionOf, bitmapOfSet, loadSets, openStateIfKept, type OpenState } from "@/lib/states/service";
import { LIVE } from "@/lib/versioning/names";
import { and, andNot, bitmapOf, bitmapOfRange, orMany, type Bitmap } from "@/lib/versioning/bitmap";
import { formatCount } from "@/lib/text";
import { matchingItems } from "./matching";
import type { ItemSelection } from "./schema";
import type { Run } from "@/lib/versioning/runs";

/** Runs of a few numbers are listed, long ones are ranges: a bitmap of each would cost more than its members. */
const RANGE_FROM = 64;

/** @throws InvalidInputError for a run that ends before it begins */
export function bitmapOfRuns(runs: readonly Run[]): Bitmap {
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

export interface ResolvedSelection {
  /** The items that are meant; those of them that still live are what an edit is about. */
  readonly value: Bitmap;
  /** Present where it means the same for any head: ids, numbers, and what matched at a named state. */
  readonly holds?: () => true;
}

/** Ids that a refusal names. */
const MAX_NAMED = 3;

const liveItemsOf = async (open: OpenState): Promise<Bitmap> => bitmapOfSet(await loadSets(open, [LIVE]), LIVE);

/** The numbers of items that any of some versions has. @throws NotFoundError which says what of them it has not */
export async function itemsOfIds(versions: readonly OpenState[], given: readonly string[]): Promise<Bitmap> {
  const ids = given.map((id) => id.toLowerCase());
  const [numbers, ...lives] = await Promise.all([
    findItemsByIds(versions[0]!.lineageId, ids),
    ...versions.map(liveItemsOf),
  ]);
  const live = orMany(lives);
  const isThere = (id: string) => live.has(numbers.get(id) ?? -1);
  const missing = ids.filter((id) => !isThere(id));
  if (missing.length > 0) {
    const more = missing.length > MAX_NAMED ? ` and ${formatCount(missing.length - MAX_NAMED)} more` : "";
    throw new NotFoundError(
      `${missing.length === 1 ? "Item" : "Items"} ${missing.slice(0, MAX_NAMED).join(", ")}${more} of this dataset`,
    );
  }
  return bitmapOf(numbers.values());
}

/**
 * The items that an edit is about. By `q`: what matched at `state_id`, else in the given state.
 * @throws InvalidInputError, NotFoundError for ids of items that are not there
 */
export async function resolveSelection(open: OpenState, selection: ItemSelection): Promise<ResolvedSelection> {
  const holds = () => true as const;
  if (selection.item_ids) return { value: await itemsOfIds([open], selection.item_ids), holds };
  if (selection.item_numbers) return { value: bitmapOfRuns(selection.item_numbers), holds };
  const read = selection.state_id ? await openStateIfKept(selection.state_id) : open;
  if (read?.lineageId !== open.lineageId)
    throw InvalidInputError.at(["body", "state_id"], "This is not a state of this dataset");
  const version = open.datasetId === undefined ? read : asVersionOf(open.datasetId, read);
  const found = await matchingItems(version, selection.q ?? "");
  const value = selection.except_numbers ? andNot(found, bitmapOfRuns(selection.except_numbers)) : found;
  return selection.state_id ? { value, holds } : { value };
}

/** The live items of a state that are meant. @throws InvalidInputError, NotFoundError */
export async function selectedItems(open: OpenState, selection: ItemSelection): Promise<Bitmap> {
  const { value } = await resolveSelection(open, selection);
  return and(await liveItemsOf(open), value);
}
