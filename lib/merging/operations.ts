/** What a merge does in the worker: new items with the files, words and revisions of the source's. */
import { randomUUID } from "node:crypto";
import { moveHeadTo } from "@/lib/datasets/repository";
import { derivedStatus } from "@/lib/datasets/rules";
import { db } from "@/lib/db";
import { writeRevisions, type WritableFacet } from "@/lib/revisions/write-revisions";
import { presentItems } from "@/lib/items/present";
import { numbersIn } from "@/lib/versioning/runs";
import type { ItemDto } from "@/lib/items/schema";
import { enumValueSetName, fieldsIn, fieldSetName, type Field } from "@/lib/fields/rules";
import { heldContents, indexAdditions } from "@/lib/pipeline/operations";
import { prepareAdditions, recordItems } from "@/lib/pipeline/record-items";
import { insertSnapshot } from "@/lib/snapshots/repository";
import { defaultSnapshotName } from "@/lib/snapshots/rules";
import { openState } from "@/lib/states/service";
import type { OperationDefinition } from "@/lib/tasks/runner";
import { plural } from "@/lib/text";
import { revisionSet, setName } from "@/lib/versioning/names";
import { mergeTaskInput, type MergeResult } from "./schema";

const BATCH = 1_000;
/** Percent that reading takes; recording and indexing take the rest. */
const READ_SHARE = 50;

export const merge: OperationDefinition = {
  type: "MERGE",
  async run(context) {
    const input = mergeTaskInput.parse(context.task.input);
    const source = await openState(input.source_state_id);
    const dataset = await db.dataset.findUniqueOrThrow({
      where: { id: context.task.dataset_id },
      select: { lineageId: true, headStateId: true, statusBefore: true },
    });
    const head = await openState(dataset.headStateId);
    const numbers = [...numbersIn(input.item_numbers)];
    const adding: ItemDto[] = [];
    const seen = new Set<string>();
    for (let start = 0; start < numbers.length; start += BATCH) {
      const items = await presentItems(source, numbers.slice(start, start + BATCH));
      const held = await heldContents(dataset.lineageId, dataset.headStateId, [
        ...new Set(items.map((item) => item.sha256)),
      ]);
      for (const item of items) {
        if (held.has(item.sha256) || seen.has(item.sha256)) continue;
        seen.add(item.sha256);
        adding.push(item);
      }
      await context.progress(
        (Math.min(start + BATCH, numbers.length) / numbers.length) * READ_SHARE,
        `Read ${plural(Math.min(start + BATCH, numbers.length), "item")}`,
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
      dataset.lineageId,
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
      (item: ItemDto) => unknown,
    ][]) {
      const values = new Map(
        adding.flatMap((item, index): [number, unknown][] =>
          payloadOf(item) === null ? [] : [[itemNos[index]!, payloadOf(item)]],
        ),
      );
      if (values.size > 0)
        additions.set(revisionSet(facet), (await writeRevisions(dataset.lineageId, facet, values)).revisions.toArray());
    }
    const isDraft = dataset.statusBefore === "DRAFT";
    const index =
      adding.length > 0 && (input.auto_reindex || isDraft)
        ? await indexAdditions(dataset.headStateId, additions, (share, message) =>
            context.progress(READ_SHARE + 5 + share * 43, message),
          )
        : null;
    await context.progress(99, "Committing");
    const result: MergeResult = { added: adding.length, skipped: numbers.length - adding.length, skipped_fields };
    return async (tx, locked) => {
      const prepared = await prepareAdditions(locked.head_state_id, additions, tx, index);
      await moveHeadTo(
        prepared,
        {
          datasetId: locked.id,
          fromStateId: locked.head_state_id,
          kind: "merge",
          actor: context.task.created_by,
          taskId: context.task.id,
          detail: { source_dataset_id: input.source_dataset_id },
        },
        derivedStatus(prepared.fullyIndexed),
        tx,
      );
      if (isDraft && locked.snapshots_enabled) {
        const id = randomUUID();
        await insertSnapshot(
          {
            id,
            datasetId: locked.id,
            name: defaultSnapshotName(locked.display_name, id),
            description: "",
            reason: "creation",
            stateId: prepared.id,
            createdBy: context.task.created_by,
          },
          tx,
        );
      }
      const parts = [`Added ${plural(result.added, "item")} of ${input.source_dataset_name}`];
      if (result.skipped > 0)
        parts.push(`${plural(result.skipped, "item")} skipped, because their files were there already`);
      if (skipped_fields.length > 0)
        parts.push(
          `left out ${skipped_fields.join(", ")}, which ${skipped_fields.length === 1 ? "has" : "have"} another type here`,
        );
      return { message: parts.join("; "), result: { ...result } };
    };
  },
};

/** The sets that a copied item becomes a member of: its words and its typed metadata, not what an index run derived. */
function setsOf(item: ItemDto, fields: ReadonlyMap<string, Field>, skipped: readonly string[]): string[] {
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
      ...typed,
    ]),
  ];
}

/** What becomes of an item's revisions; null where it has none. */
const payloads = (skippedFields: readonly string[]): Record<WritableFacet, (item: ItemDto) => unknown> => ({
  caption: (item) => (item.caption === null ? null : { text: item.caption }),
  objects: (item) => (item.objects.length === 0 ? null : item.objects),
  metadata: (item) => {
    const kept = Object.entries(item.metadata).filter(([name]) => !skippedFields.includes(name));
    return kept.length === 0 ? null : Object.fromEntries(kept);
  },
});
