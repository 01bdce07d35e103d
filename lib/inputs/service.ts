/** Items of all datasets that one may see, as one list: newest dataset first, each in the order of adding. */
import "server-only";
import type { VisibleHead } from "@/lib/access/service";
import type { CurrentUser } from "@/lib/auth/service";
import { InvalidInputError } from "@/lib/errors";
import { presentItemsOfMany, type ItemsOfState } from "@/lib/items/present";
import { findItemNumbers } from "@/lib/revisions/read-revisions";
import { readTogether } from "@/lib/states/together";
import { toRuns } from "@/lib/versioning/runs";
import { countMatches, matchesOf, ofEach, openHead, stretchesOf, type Part, type Stretch } from "./matches";
import type {
  InputDatasetsDto,
  InputDatasetsQuery,
  InputDto,
  InputNumbersDto,
  InputNumbersQuery,
  InputPage,
  ListInputsQuery,
} from "./schema";
import { narrowed, openVersion } from "./version";

/** Where a listing by cursor goes on: after an item of a dataset, or with the datasets that follow where that one is gone. */
interface Cursor {
  readonly created_at: string;
  readonly id: string;
  readonly after: number;
}
const encodeCursor = ({ created_at, id, after }: Cursor): string =>
  Buffer.from(`${created_at} ${id} ${after}`).toString("base64url");
function decodeCursor(text: string): Cursor {
  const match = /^([0-9T:.Z-]{20,32}) ([0-9a-f-]{36}) (\d{1,10})$/.exec(Buffer.from(text, "base64url").toString());
  if (!match) throw InvalidInputError.at(["query", "cursor"], "This is not a cursor of this list");
  return { created_at: match[1]!, id: match[2]!, after: Number(match[3]) };
}

/** Whether a dataset comes before where a cursor is: it is newer, and of the same moment the ids decide. */
const isBefore = (head: VisibleHead, { created_at, id }: Cursor): boolean =>
  head.created_at === created_at ? head.id < id : head.created_at > created_at;

/** How many places of the list come before where the cursor goes on. Datasets that came or went since move it along. */
async function placeOf(parts: readonly Part[], q: string, cursor: Cursor): Promise<number> {
  let place = 0;
  for (const { head, count } of parts) {
    if (head.id === cursor.id) {
      const sequence = await matchesOf(await openHead(head), q);
      return place + sequence.countBefore(cursor.after + 1);
    }
    if (!isBefore(head, cursor)) break;
    place += count;
  }
  return place;
}

/** A page of what matches, by cursor or by position. @throws InvalidInputError, NotFoundError */
export async function listInputs(user: CurrentUser, query: ListInputsQuery): Promise<InputPage> {
  const { q, limit } = query;
  const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor);
  if (cursor && query.offset !== undefined)
    throw InvalidInputError.at(["query", "offset"], "Give a cursor or an offset, not both");
  const version = await openVersion(user, query.state_id);
  const parts = await countMatches(await narrowed(user, version.heads, query.dataset_id), q);
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const offset = cursor ? await placeOf(parts, q, cursor) : (query.offset ?? 0);
  const items = await presentStretches(stretchesOf(parts, offset, limit), q);
  const last = items.at(-1);
  const lastHead = last && parts.find(({ head }) => head.id === last.dataset_id)!.head;
  return {
    items,
    next_cursor:
      last && lastHead && offset + items.length < total
        ? encodeCursor({ created_at: lastHead.created_at, id: lastHead.id, after: last.item_no })
        : null,
    total,
    state_id: version.id,
    offset,
    located: query.locate ? await locate(parts, q, query.locate) : null,
  };
}

/** The items of some stretches: what is asked for does not grow with the datasets that they are of. */
async function presentStretches(stretches: readonly Stretch[], q: string): Promise<InputDto[]> {
  return readTogether(async () => {
    const parts = await Promise.all(
      stretches.map(async ({ head, offset, limit }): Promise<ItemsOfState> => {
        const open = await openHead(head);
        return { open, numbers: (await matchesOf(open, q)).slice(offset, limit), dataset: head };
      }),
    );
    const items = await presentItemsOfMany(parts);
    return stretches.flatMap(({ head }, at) => items[at]!.map((item) => withDataset(item, head)));
  });
}

export const withDataset = <T extends object>(item: T, { id, display_name }: VisibleHead) => ({
  ...item,
  dataset_id: id,
  dataset_name: display_name,
});

/** How many of the list come before an item, which need not match; null where it is unknown. */
async function locate(parts: readonly Part[], q: string, item: string): Promise<number | null> {
  const [datasetId, mediaId] = item.toLowerCase().split("/") as [string, string];
  let before = 0;
  for (const { head, count } of parts) {
    if (head.id === datasetId) {
      const open = await openHead(head);
      const [number] = await findItemNumbers(open.lineageId, [mediaId]);
      return number === undefined ? null : before + (await matchesOf(open, q)).countBefore(number);
    }
    before += count;
  }
  return null;
}

/** How many of what matches each dataset holds. @throws InvalidInputError */
export async function countInputs(user: CurrentUser, { q, state_id }: InputDatasetsQuery): Promise<InputDatasetsDto> {
  const { id, heads } = await openVersion(user, state_id);
  const parts = (await countMatches(heads, q)).filter(({ count }) => count > 0);
  return {
    datasets: parts.map(({ head, count }) => ({
      dataset_id: head.id,
      dataset_name: head.display_name,
      count,
    })),
    total: parts.reduce((sum, { count }) => sum + count, 0),
    state_id: id,
  };
}

/** The numbers of the items at [offset, offset + limit), by dataset: what a range that was not loaded selects. */
export async function listInputNumbers(user: CurrentUser, query: InputNumbersQuery): Promise<InputNumbersDto> {
  const { heads } = await openVersion(user, query.state_id);
  const parts = await countMatches(await narrowed(user, heads, query.dataset_id), query.q);
  const stretches = stretchesOf(parts, query.offset, query.limit);
  const datasets = await ofEach(stretches, async ({ head, offset, limit }) => ({
    dataset_id: head.id,
    numbers: toRuns((await matchesOf(await openHead(head), query.q)).slice(offset, limit)),
  }));
  return { datasets, count: stretches.reduce((sum, { limit }) => sum + limit, 0) };
}
