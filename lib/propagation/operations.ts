/** What a label propagation does in the worker. */
import { moveHeadTo } from "@/lib/datasets/repository";
import { derivedStatus } from "@/lib/datasets/rules";
import { db } from "@/lib/db";
import { openState, prepareEdit } from "@/lib/states/service";
import type { OperationDefinition } from "@/lib/tasks/runner";
import { plural } from "@/lib/text";
import { bitmapOf, or } from "@/lib/versioning/bitmap";
import { setName } from "@/lib/versioning/names";
import { propagationInput } from "./schema";
import { candidatesOf, suggestFor } from "./suggest";

export const labelPropagation: OperationDefinition = {
  type: "LABEL_PROPAGATION",
  async run(context) {
    const input = propagationInput.parse(context.task.input);
    const dataset = await db.dataset.findUniqueOrThrow({
      where: { id: context.task.dataset_id },
      select: { headStateId: true },
    });
    const open = await openState(dataset.headStateId);
    const candidates = await candidatesOf(open, input);
    const suggestions = await suggestFor(open, candidates, input, (done) =>
      context.progress(
        done * 95,
        `Compared ${Math.round(done * (candidates.targets.size + candidates.labelled.size)).toLocaleString("en")} items`,
      ),
    );
    const members = new Map<string, number[]>();
    for (const [item, found] of suggestions)
      for (const { label } of found) members.set(label, [...(members.get(label) ?? []), item]);
    const labels = Object.fromEntries([...members].map(([label, items]) => [label, items.length]));
    await context.progress(97, "Committing");
    return async (tx, locked) => {
      const names = [...members.keys()].flatMap((label) => [setName("label", label), setName("propagated", label)]);
      const prepared = await prepareEdit(
        await openState(locked.head_state_id, tx),
        (sets) =>
          new Map(
            [...members].flatMap(([label, items]) =>
              [setName("label", label), setName("propagated", label)].map(
                (name) => [name, or(sets.get(name)!.bitmap, bitmapOf(items))] as const,
              ),
            ),
          ),
        names,
        tx,
      );
      await moveHeadTo(
        prepared,
        {
          datasetId: locked.id,
          fromStateId: locked.head_state_id,
          kind: "label_propagation",
          actor: context.task.created_by,
          taskId: context.task.id,
          detail: { ...input, changed: suggestions.size },
        },
        derivedStatus(prepared.fullyIndexed),
        tx,
      );
      return {
        message:
          suggestions.size === 0
            ? "No item had neighbours certain enough"
            : `Labelled ${plural(suggestions.size, "item")} with ${plural(members.size, "label")}`,
        result: { changed: suggestions.size, labels },
      };
    };
  },
};
