/** What merging back does in the worker: the same combination as its preview, as one commit. */
import "server-only";
import { changeOf, combine } from "@/lib/commits/combine";
import { effectsOfChange } from "@/lib/commits/operation-outcome";
import { ConflictError } from "@/lib/errors";
import type { MergeBackTask } from "@/lib/operations/merge";
import { openState } from "@/lib/states/service";
import { requireHeld, type Finish, type OperationContext } from "@/lib/tasks/implementation";
import { plural } from "@/lib/text";
import { optionsOf } from "./merge-back";
import type { MergeBackResult } from "./schema";

export async function runMergeBack(context: OperationContext, back: MergeBackTask): Promise<Finish> {
  const { task } = context;
  const held = await requireHeld(task);
  const [ours, theirs, base] = await Promise.all(
    [held.head_state_id, back.state_id, back.base_state_id].map((id) => openState(id)),
  );
  const versions = { ours: ours!, theirs: theirs!, base: base! };
  await context.progress(20, `Comparing with “${back.dataset_name}”`);
  const combined = await combine(versions, optionsOf(back.resolutions, back.take_all));
  // They were asked about when it was started; since then the dataset is held.
  if (Object.values(combined.conflicts).some((items) => !items.isEmpty))
    throw new ConflictError("Both sides changed the same items meanwhile. Merge again, and say which side to take.");
  await context.progress(60, "Merging");
  const change = await changeOf(versions, combined);
  const result: MergeBackResult = {
    merged_back: true,
    added: combined.added.size,
    removed: combined.removed.size,
    changed: combined.changed.size,
  };
  const touched = change.items!.size;
  return async (dataset) => {
    const detail = {
      source_dataset_id: back.dataset_id,
      snapshot_id: back.snapshot_id,
      source_state_id: back.state_id,
      base_state_id: back.base_state_id,
      changed: touched,
    };
    const event = { kind: "merge_back", actor: task.created_by, taskId: task.id, detail } as const;
    return {
      effects: await effectsOfChange(dataset, ours!, change, event),
      message:
        touched > 0
          ? `Merged ${plural(touched, "changed item")} of “${back.dataset_name}”`
          : `“${back.dataset_name}” has nothing new`,
      result,
    };
  };
}
