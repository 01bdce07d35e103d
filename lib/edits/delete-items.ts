import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { commitEdit } from "@/lib/commits/edit";
import type { EditDto } from "@/lib/items/schema";
import type { ItemSelection } from "@/lib/search/schema";
import { resolveSelection } from "@/lib/search/selection";
import { and, andNot } from "@/lib/versioning/bitmap";
import { LIVE } from "@/lib/versioning/names";
import { editDto } from "./edit-dto";

/** Deleting more than this many items at once saves an automatic snapshot first. */
const SNAPSHOT_FROM_DELETED_ITEMS = 100;

/** What an automatic snapshot before deleting so many items is named after; null where none is saved. */
export const savesBeforeDeleting = (count: number): string | null =>
  count > SNAPSHOT_FROM_DELETED_ITEMS ? `deleting ${count.toLocaleString("en")} items` : null;

/** Takes items out of the dataset. */
export const deleteItems = (user: CurrentUser, datasetId: string, selection: ItemSelection): Promise<EditDto> =>
  commitEdit({
    user,
    datasetId,
    operation: "items_edit",
    prepare: async (head) => ({ ...(await resolveSelection(head, selection)), names: () => [LIVE] }),
    change: (sets, selected) => {
      const items = and(sets(LIVE), selected);
      if (items.isEmpty) return null;
      const savesFirst = savesBeforeDeleting(items.size);
      const rest = new Map([[LIVE, andNot(sets(LIVE), items)]]);
      return { sets: rest, items, savesFirst, event: { kind: "delete", detail: { changed: items.size } } };
    },
    answer: editDto,
  });
