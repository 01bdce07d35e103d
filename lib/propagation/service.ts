/** Passing labels on to neighbours: a look at what would change, then the operation. */
import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { requireDataset } from "@/lib/access/service";
import { startOperation } from "@/lib/commits/start-operation";
import { presentItems } from "@/lib/items/present";
import { openState } from "@/lib/states/service";
import type { PropagationPreview } from "./schema";
import type { PropagationInput } from "@/lib/operations/label-propagation";
import { leastConfidence, whyNothing } from "./rules";
import { candidatesOf, sampleOf, suggestFor } from "./suggest";

/** A preview answers within seconds at any size: beyond these it looks at a sample and scales its counts up. */
const PREVIEW_LABELLED = 20_000;
const PREVIEW_TARGETS = 2_000;
const SAMPLES = 12;

/** What would change; nothing does. @throws BadRequestError when no item has a label to pass on */
export async function previewPropagation(
  user: CurrentUser,
  datasetId: string,
  input: PropagationInput,
): Promise<PropagationPreview> {
  const dataset = await requireDataset(user, datasetId, "pipeline.run");
  const open = await openState(dataset.head_state_id);
  const candidates = await candidatesOf(open, input);
  const sampled = {
    ...candidates,
    labelled: sampleOf(candidates.labelled, PREVIEW_LABELLED),
    targets: sampleOf(candidates.targets, PREVIEW_TARGETS),
  };
  const { suggestions, best } = await suggestFor(open, sampled, input);
  const scale = sampled.targets.size === 0 ? 1 : candidates.targets.size / sampled.targets.size;
  const counts = new Map<string, number>();
  for (const found of suggestions.values())
    for (const { label } of found) counts.set(label, (counts.get(label) ?? 0) + 1);
  // The least certain come first: they are what a person has to judge.
  const shown = [...suggestions].sort(([, [a]], [, [b]]) => a!.confidence - b!.confidence).slice(0, SAMPLES);
  const items = await presentItems(
    open,
    shown.map(([item]) => item),
    dataset,
  );
  const sources = await presentItems(
    open,
    shown.map(([, [best]]) => best!.source),
    dataset,
  );
  return {
    labelled: candidates.labelled.size,
    targets: candidates.targets.size,
    changed: Math.round(suggestions.size * scale),
    reason: whyNothing(suggestions.size, candidates.targets.size, best),
    best_confidence: leastConfidence(best),
    estimated: scale !== 1 || sampled.labelled.size < candidates.labelled.size,
    labels: [...counts]
      .map(([label, count]) => ({ label, count: Math.round(count * scale) }))
      .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1)),
    samples: items.flatMap((item, index) =>
      sources[index]
        ? [
            {
              item,
              label: shown[index]![1][0]!.label,
              confidence: Math.round(shown[index]![1][0]!.confidence * 1000) / 1000,
              from: sources[index],
            },
          ]
        : [],
    ),
  };
}

export async function startPropagation(
  user: CurrentUser,
  datasetId: string,
  input: PropagationInput,
): Promise<{ task_id: string }> {
  return startOperation(user, datasetId, "label_propagation", async (dataset) => {
    await candidatesOf(await openState(dataset.head_state_id), input);
    return { input };
  });
}
