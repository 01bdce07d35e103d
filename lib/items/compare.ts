/** The items that differ between two versions, with what each says of them. */
import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { objectChanges } from "@/lib/objects/changes";
import { diffOfVersions } from "@/lib/snapshots/service";
import type { CompareItemsQuery } from "@/lib/snapshots/schema";
import { membersFrom } from "@/lib/versioning/bitmap";
import { presentItems } from "./present";
import type { ComparedItem, ComparedPage, ItemDto } from "./schema";

/** In the order of adding. `a` and `b` are snapshot ids, or `head`. */
export async function compareItems(
  user: CurrentUser,
  datasetId: string,
  a: string,
  b: string,
  query: CompareItemsQuery,
): Promise<ComparedPage> {
  const { dataset, from, to, diff } = await diffOfVersions(user, datasetId, a, b);
  const items = diff[query.change];
  const numbers = membersFrom(items, query.cursor === undefined ? 0 : Number(query.cursor) + 1, query.limit + 1);
  const page = numbers.slice(0, query.limit);
  const [before, after] = await Promise.all([
    query.change === "added" ? null : presentItems(from, page, dataset),
    query.change === "removed" ? null : presentItems(to, page, dataset),
  ]);
  return {
    items: page.map((_number, index) => comparedItem(before?.[index] ?? null, after?.[index] ?? null)),
    next_cursor: numbers.length > query.limit ? String(page.at(-1)) : null,
    total: items.size,
  };
}

const comparedItem = (before: ItemDto | null, after: ItemDto | null): ComparedItem => ({
  before,
  after,
  object_changes: before && after && objectChanges(before.objects, after.objects),
});
