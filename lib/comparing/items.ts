/** The items that differ between two versions, with what each says of them. */
import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { InvalidInputError } from "@/lib/errors";
import { presentItems } from "@/lib/items/present";
import { objectChanges } from "@/lib/objects/changes";
import { findItemNumbers } from "@/lib/revisions/read-revisions";
import { changeOf, differencesOf, kindsOf } from "./differences";
import type { ComparedItem, ComparedPage, CompareItemsQuery } from "./schema";
import { versionsOf, type Versions } from "./versions";

/** Later pages are of the same two states, whatever was edited meanwhile. */
interface Cursor {
  readonly from_state_id: string;
  readonly to_state_id: string;
  readonly offset: number;
}
const encodeCursor = ({ from_state_id, to_state_id, offset }: Cursor): string =>
  Buffer.from(`${from_state_id} ${to_state_id} ${offset}`).toString("base64url");
function decodeCursor(text: string): Cursor {
  const match = /^([0-9a-f-]{36}) ([0-9a-f-]{36}) (\d{1,10})$/.exec(Buffer.from(text, "base64url").toString());
  if (!match) throw InvalidInputError.at(["query", "cursor"], "This is not a cursor of this list");
  return { from_state_id: match[1]!, to_state_id: match[2]!, offset: Number(match[3]) };
}

/** @param a a snapshot's id, `current` or `head`; `b` as well */
export async function compareItems(
  user: CurrentUser,
  datasetId: string,
  a: string,
  b: string,
  query: CompareItemsQuery,
): Promise<ComparedPage> {
  const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor);
  if (cursor && query.offset !== undefined)
    throw InvalidInputError.at(["query", "offset"], "Give a cursor or an offset, not both");
  const versions = await versionsOf(user, { datasetId, a, b }, { ...query, ...cursor });
  const [from_state_id, to_state_id] = [versions.from.open.id, versions.to.open.id];
  const sequence = await differencesOf(versions, query);
  const offset = cursor?.offset ?? query.offset ?? 0;
  const [located] = query.locate ? await findItemNumbers(versions.to.open.lineageId, [query.locate]) : [];
  const numbers = sequence.slice(offset, query.limit ?? 60);
  const end = offset + numbers.length;
  return {
    items: await presentDifferences(versions, numbers),
    next_cursor: end < sequence.size ? encodeCursor({ from_state_id, to_state_id, offset: end }) : null,
    total: sequence.size,
    offset,
    located: located === undefined ? null : sequence.countBefore(located),
    from_state_id,
    to_state_id,
  };
}

async function presentDifferences({ from, to, diff }: Versions, numbers: readonly number[]): Promise<ComparedItem[]> {
  const [before, after] = await Promise.all([
    presentItems(
      from.open,
      numbers.filter((number) => !diff.added.has(number)),
      from.dataset,
    ),
    presentItems(
      to.open,
      numbers.filter((number) => !diff.removed.has(number)),
      to.dataset,
    ),
  ]);
  const [was, is] = [before, after].map((items) => new Map(items.map((item) => [item.item_no, item])));
  return numbers.map((number) => {
    const [before, after] = [was!.get(number) ?? null, is!.get(number) ?? null];
    return {
      change: changeOf(diff, number),
      kinds: kindsOf(diff, number),
      before,
      after,
      object_changes: before && after && objectChanges(before.objects, after.objects),
    };
  });
}
