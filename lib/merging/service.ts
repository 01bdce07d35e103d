/** Adding the items of one dataset to another. */
import type { CurrentUser } from "@/lib/auth/service";
import { lockFor, requireDataset } from "@/lib/datasets/service";
import { queuedTransaction } from "@/lib/db";
import { BadRequestError } from "@/lib/errors";
import { toRuns } from "@/lib/versioning/runs";
import type { MergeInput } from "@/lib/items/schema";
import { selected } from "@/lib/search/selection";
import { bitmapOfSet, loadSets, openState } from "@/lib/states/service";
import { startTask } from "@/lib/tasks/service";
import { LIVE } from "@/lib/versioning/names";
import type { MergeTaskInput } from "./schema";

/** Starts a MERGE task on the destination. What is added is fixed now, whatever happens to the source meanwhile. @throws BadRequestError */
export async function startMerge(
  user: CurrentUser,
  datasetId: string,
  { source_dataset_id, auto_reindex, ...selection }: MergeInput,
): Promise<{ task_id: string }> {
  if (source_dataset_id === datasetId)
    throw new BadRequestError("A dataset cannot be added to itself; choose another one");
  const source = await requireDataset(user, source_dataset_id);
  const open = await openState(source.head_state_id);
  const live = bitmapOfSet(await loadSets(open, [LIVE]), LIVE);
  const isWhole = selection.item_ids === undefined && selection.item_numbers === undefined && selection.q === undefined;
  const items = isWhole ? live : await selected(open, live, selection);
  if (items.isEmpty) throw new BadRequestError("There are no items to add");
  const input: MergeTaskInput = {
    source_dataset_id,
    source_dataset_name: source.display_name,
    source_state_id: open.id,
    item_numbers: toRuns(items.toUint32Array()).map(([first, last]) => [first, last]),
    auto_reindex,
  };
  return queuedTransaction(datasetId, async (tx) => {
    const dataset = await lockFor(user, datasetId, "merge", tx);
    // Who may look into the source is asked where the task is made, too: a share can end while its items are counted.
    await requireDataset(user, source_dataset_id, "dataset.view", tx);
    return {
      task_id: await startTask(tx, user, dataset, {
        type: "MERGE",
        input: { ...input },
        status: "READ_ONLY",
        takesRevision: dataset.status !== "DRAFT",
      }),
    };
  });
}
