/** What differs between two versions, in numbers: of a dataset, or of two that share a lineage. */
import "server-only";
import { modelsOf } from "@/lib/applied-models/applied-models";
import { modelChanges } from "@/lib/applied-models/list";
import type { CurrentUser } from "@/lib/auth/service";
import { classChanges } from "@/lib/classes/changes";
import { classesOf } from "@/lib/classes/class-list";
import type { ComparisonDto } from "@/lib/snapshots/schema";
import type { OpenState } from "@/lib/states/service";
import { documentSet } from "@/lib/versioning/names";
import { facetChanges, firstOfEach } from "./facet-values";
import { fieldChanges } from "./field-changes";
import type { CompareQuery } from "./schema";
import { versionsOf } from "./versions";

/** @param a a snapshot's id, `current` or `head`; `b` as well */
export async function compareSnapshots(
  user: CurrentUser,
  datasetId: string,
  a: string,
  b: string,
  { facets = "all", ...named }: CompareQuery = {},
): Promise<ComparisonDto> {
  const { from: before, to: after, diff } = await versionsOf(user, { datasetId, a, b }, named);
  const [from, to] = [before.open, after.open];
  const values = firstOfEach(facets === "none" ? [] : await facetChanges({ from, to }, facets));
  return {
    added: diff.added.size,
    removed: diff.removed.size,
    changed: diff.changed.size,
    by_kind: {
      tags: diff.byKind.tags.size,
      labels: diff.byKind.labels.size,
      captions: diff.byKind.captions.size,
      objects: diff.byKind.objects.size,
      metadata: diff.byKind.metadata.size,
      clusters: diff.byKind.clusters.size,
      issues: diff.byKind.issues.size,
      splits: diff.byKind.splits.size,
      files: diff.byKind.files.size,
      origins: diff.byKind.origins.size,
    },
    facets: values.first,
    more_facets: values.more,
    models: modelChanges(await modelsOf(from), await modelsOf(to)),
    classes: await classesChanged(from, to),
    fields: fieldChanges(from.state.sets.keys(), to.state.sets.keys()),
    from_state_id: from.id,
    to_state_id: to.id,
  };
}

/** Versions from before there was a list differ in their labels, which are told as such: reading every object says no more. */
async function classesChanged(from: OpenState, to: OpenState): Promise<ComparisonDto["classes"]> {
  const [before, after] = [from, to].map(({ state }) => state.sets.get(documentSet("classes"))?.hash);
  if (before === after) return { added: [], removed: [], changed: [] };
  return classChanges(await classesOf(from), await classesOf(to));
}
