/** What a merge does in the worker: new items with the files, words and revisions of the source's. */
import "server-only";
import { modelsBroughtBy } from "@/lib/applied-models/applied-models";
import { classesOf } from "@/lib/classes/class-list";
import type { FoundClass } from "@/lib/classes/list";
import { effectsOfChange } from "@/lib/commits/operation-outcome";
import { captionPayload, originPayload } from "@/lib/revisions/payloads";
import { writeRevisions, type WritableFacet } from "@/lib/revisions/write-revisions";
import { readItems } from "@/lib/items/read-items";
import { numbersIn } from "@/lib/versioning/runs";
import type { ItemFacts } from "@/lib/items/schema";
import { enumValueSetName, fieldsIn, fieldSetName, type Field } from "@/lib/fields/rules";
import { findContentsInHead } from "@/lib/pipeline/contents";
import { indexAdditions } from "@/lib/pipeline/operations";
import { changeOfAdditions, recordItems } from "@/lib/pipeline/record-items";
import { creationSnapshot } from "@/lib/snapshots/creation-snapshot";
import { openState, type OpenState } from "@/lib/states/service";
import { implement, requireHeld } from "@/lib/tasks/implementation";
import { merge as declaredMerge } from "@/lib/operations/merge";
import { formatCount, plural } from "@/lib/text";
import { revisionSet, setName } from "@/lib/versioning/names";
import { type MergeResult } from "./schema";
import { startMerge } from "./service";

const BATCH = 1_000;
/** Percent that reading takes; recording and indexing take the rest. */
const READ_SHARE = 50;

/** The classes that items have, in the order and with the details of their dataset. */
async function classesUsed(source: OpenState, items: readonly ItemFacts[]): Promise<FoundClass[]> {
  const used = new Set(items.flatMap(({ labels, objects }) => [...labels, ...objects.map(({ label }) => label)]));
  const { classes } = await classesOf(source);
  return classes.filter(({ name }) => used.has(name)).map(({ index: _place, ...found }) => found);
}

export const merge = implement(declaredMerge, {
  async run(context, input) {
    const source = await openState(input.source_state_id);
    const dataset = await requireHeld(context.task);
    const head = await openState(dataset.head_state_id);
    const numbers = [...numbersIn(input.item_numbers)];
    const adding: ItemFacts[] = [];
    const seen = new Set<string>();
    for (let start = 0; start < numbers.length; start += BATCH) {
      const items = await readItems(source, numbers.slice(start, start + BATCH));
      const there = await findContentsInHead(head, [...new Set(items.map((item) => item.sha256))]);
      for (const item of items) {
        if (there.has(item.sha256) || seen.has(item.sha256)) continue;
        seen.add(item.sha256);
        adding.push(item);
      }
      await context.progress(
        (Math.min(start + BATCH, numbers.length) / numbers.length) * READ_SHARE,
        `Read ${formatCount(Math.min(start + BATCH, numbers.length))} of ${plural(numbers.length, "item")}`,
      );
    }
    const there = fieldsIn(head.state.sets.keys());
    const fields = new Map(
      [...fieldsIn(source.state.sets.keys())].filter(
        ([name, field]) => !there.has(name) || fieldSetName(there.get(name)!) === fieldSetName(field),
      ),
    );
    const skipped_fields = [...fieldsIn(source.state.sets.keys()).keys()].filter((name) => !fields.has(name));
    const { additions: files, itemNos } = await recordItems(
      head.lineageId,
      context.task.id,
      adding.map((item) => ({
        path: item.file_path,
        key: item.media_id,
        sha256: item.sha256,
        sets: setsOf(item, fields, skipped_fields),
      })),
    );
    const additions = new Map(files);
    for (const [facet, payloadOf] of Object.entries(payloads(skipped_fields)) as [
      WritableFacet,
      (item: ItemFacts) => unknown,
    ][]) {
      const values = new Map(
        adding.flatMap((item, index): [number, unknown][] =>
          payloadOf(item) === null ? [] : [[itemNos[index]!, payloadOf(item)]],
        ),
      );
      if (values.size > 0)
        additions.set(revisionSet(facet), (await writeRevisions(head.lineageId, facet, values)).revisions.toArray());
    }
    const isDraft = dataset.status_before === "DRAFT";
    const index =
      adding.length > 0 && (input.auto_reindex || isDraft)
        ? await indexAdditions(head, additions, (share, message) =>
            context.progress(READ_SHARE + 5 + share * 43, message),
          )
        : null;
    const classes = await classesUsed(source, adding);
    const models = await modelsBroughtBy(source, new Map(adding.map((item, index) => [item.item_no, itemNos[index]!])));
    await context.progress(99, "Committing");
    const result: MergeResult = { added: adding.length, skipped: numbers.length - adding.length, skipped_fields };
    return async (dataset) => {
      const event = {
        kind: "merge",
        actor: context.task.created_by,
        taskId: context.task.id,
        detail: { source_dataset_id: input.source_dataset_id },
      } as const;
      const first =
        isDraft && dataset.snapshots_enabled ? creationSnapshot(dataset, context.task.created_by) : undefined;
      const change = { ...(await changeOfAdditions(head, additions, index)), classes, models };
      const effects = await effectsOfChange(dataset, head, change, event, first);
      const parts = [
        `Added ${result.added > 0 ? plural(result.added, "item") : "nothing"} of ${input.source_dataset_name}`,
      ];
      if (result.skipped > 0)
        parts.push(
          plural(
            result.skipped,
            "item skipped, because its file was there already",
            "items skipped, because their files were there already",
          ),
        );
      if (skipped_fields.length > 0)
        parts.push(
          `left out ${skipped_fields.join(", ")}, which ${skipped_fields.length === 1 ? "has" : "have"} another type here`,
        );
      return { effects, message: parts.join("; "), result };
    };
  },
  retry: (user, datasetId, { source_dataset_id, source_state_id, item_numbers, auto_reindex }) =>
    startMerge(user, datasetId, { source_dataset_id, state_id: source_state_id, item_numbers, auto_reindex }),
});

/** The sets that a copied item becomes a member of: its words and its typed metadata, not what an index run derived. */
function setsOf(item: ItemFacts, fields: ReadonlyMap<string, Field>, skipped: readonly string[]): string[] {
  const typed = Object.entries(item.metadata).flatMap(([name, value]) => {
    const field = skipped.includes(name) ? undefined : fields.get(name);
    if (!field) return [];
    return [
      fieldSetName(field),
      ...(field.type === "enum"
        ? (Array.isArray(value) ? (value as unknown[]) : [value]).map((one) => enumValueSetName(name, String(one)))
        : []),
    ];
  });
  return [
    ...new Set([
      setName("kind", item.media_type),
      ...item.tags.map((tag) => setName("tag", tag)),
      ...item.labels.map((label) => setName("label", label)),
      ...item.propagated_labels.map((label) => setName("propagated", label)),
      ...(item.split === null ? [] : [setName("split", item.split)]),
      ...typed,
    ]),
  ];
}

/** What becomes of an item's revisions; null where it has none. */
const payloads = (skippedFields: readonly string[]): Record<WritableFacet, (item: ItemFacts) => unknown> => ({
  caption: (item) => captionPayload(item.captions),
  objects: (item) => (item.objects.length === 0 ? null : item.objects),
  metadata: (item) => {
    const kept = Object.entries(item.metadata).filter(([name]) => !skippedFields.includes(name));
    return kept.length === 0 ? null : Object.fromEntries(kept);
  },
  origin: (item) => originPayload(item),
});
