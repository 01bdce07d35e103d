/** Adding the items of one dataset to another. */
import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { requireDataset } from "@/lib/access/service";
import { startOperation } from "@/lib/commits/start-operation";
import { BadRequestError } from "@/lib/errors";
import { toRuns } from "@/lib/versioning/runs";
import type { MergeInput } from "@/lib/items/schema";
import { selectedItems } from "@/lib/search/selection";
import { openState } from "@/lib/states/service";
import type { MergeTaskInput } from "@/lib/operations/merge";

/** Starts a MERGE task on the destination. What is added is fixed now, whatever happens to the source meanwhile. @throws BadRequestError */
export async function startMerge(
  user: CurrentUser,
  datasetId: string,
  { source_dataset_id, auto_reindex, ...selection }: MergeInput,
): Promise<{ task_id: string }> {
  if (source_dataset_id === datasetId)
    throw new BadRequestError("A dataset cannot be added to itself; choose another one");
  const seen = await requireDataset(user, source_dataset_id);
  const open = await openState(seen.head_state_id);
  const isWhole = selection.item_ids === undefined && selection.item_numbers === undefined && selection.q === undefined;
  const items = await selectedItems(open, isWhole ? { q: "" } : selection);
  if (items.isEmpty) throw new BadRequestError("There are no items to add");
  const input: MergeTaskInput = {
    source_dataset_id,
    source_dataset_name: seen.display_name,
    source_state_id: open.id,
    item_numbers: toRuns(items.toUint32Array()).map(([first, last]) => [first, last]),
    auto_reindex,
  };
  return startOperation(user, datasetId, "merge", async () => {
    // Who may look into the source is part of what is decided: a share can end while its items are counted.
    const source = await requireDataset(user, source_dataset_id);
    return { input, unchanged: [source] };
  });
}
