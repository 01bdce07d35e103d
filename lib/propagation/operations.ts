/** What a label propagation does in the worker. */
import "server-only";
import { effectsOfChange } from "@/lib/commits/operation-outcome";
import { labelPropagation as declared } from "@/lib/operations/label-propagation";
import { bitmapOfSet, loadSets, openState } from "@/lib/states/service";
import { implement, requireHeld } from "@/lib/tasks/implementation";
import { formatCount, plural } from "@/lib/text";
import { bitmapOf, or } from "@/lib/versioning/bitmap";
import { setName } from "@/lib/versioning/names";
import { describeNothing, leastConfidence, whyNothing } from "./rules";
import type { PropagationResult } from "./schema";
import { startPropagation } from "./service";
import { candidatesOf, suggestFor } from "./suggest";

export const labelPropagation = implement(declared, {
  async run(context, input) {
    const open = await openState((await requireHeld(context.task)).head_state_id);
    const candidates = await candidatesOf(open, input);
    const total = candidates.targets.size + candidates.labelled.size;
    const { suggestions, best } = await suggestFor(open, candidates, input, (done) =>
      context.progress(done * 95, `Compared ${formatCount(Math.round(done * total))} of ${plural(total, "item")}`),
    );
    const members = new Map<string, number[]>();
    for (const [item, found] of suggestions)
      for (const { label } of found) members.set(label, [...(members.get(label) ?? []), item]);
    const labels = Object.fromEntries([...members].map(([label, items]) => [label, items.length]));
    await context.progress(97, "Committing");
    return async (dataset) => {
      const added = [...members].flatMap(([label, items]) =>
        [setName("label", label), setName("propagated", label)].map((name) => [name, bitmapOf(items)] as const),
      );
      const before = await loadSets(
        open,
        added.map(([name]) => name),
      );
      const effects = await effectsOfChange(
        dataset,
        open,
        { sets: new Map(added.map(([name, items]) => [name, or(bitmapOfSet(before, name), items)])) },
        {
          kind: "label_propagation",
          actor: context.task.created_by,
          taskId: context.task.id,
          detail: { ...input, changed: suggestions.size },
        },
      );
      const reason = whyNothing(suggestions.size, candidates.targets.size, best);
      const message =
        reason !== null
          ? describeNothing(reason, best)
          : `Labelled ${plural(suggestions.size, "item")} with ${plural(members.size, "label")}`;
      const result: PropagationResult = {
        changed: suggestions.size,
        labels,
        reason,
        best_confidence: leastConfidence(best),
      };
      return { effects, message, result };
    };
  },
  retry: startPropagation,
});
