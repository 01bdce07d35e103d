/** What a merge does in the worker: new items with the files, words and revisions of the source's. */
import "server-only";
import { modelsBroughtBy, type ModelRun } from "@/lib/applied-models/applied-models";
import { classesOf } from "@/lib/classes/class-list";
import type { FoundClass } from "@/lib/classes/list";
import { effectsOfChange } from "@/lib/commits/operation-outcome";
import { captionPayload, originPayload } from "@/lib/revisions/payloads";
import { writeRevisions, type WritableFacet } from "@/lib/revisions/write-revisions";
import { readItems } from "@/lib/items/read-items";
import { countRuns, numbersIn } from "@/lib/versioning/runs";
import type { ItemFacts } from "@/lib/items/schema";
import { enumValueSetName, fieldSetName } from "@/lib/fields/rules";
import { findContentsInHead } from "@/lib/pipeline/contents";
import { indexAdditions } from "@/lib/pipeline/operations";
import { changeOfAdditions, recordItems } from "@/lib/pipeline/record-items";
import { creationSnapshot } from "@/lib/snapshots/creation-snapshot";
import { openState, type OpenState } from "@/lib/states/service";
import { implement, requireHeld } from "@/lib/tasks/implementation";
import { merge as declaredMerge } from "@/lib/operations/merge";
import { formatCount, listed, plural } from "@/lib/text";
import { revisionSet, setName } from "@/lib/versioning/names";
import { fittingFields, skippedFields, type FittingFields } from "./fields";
import { type MergeResult } from "./schema";
import { restartMergeBack } from "./merge-back";
import { runMergeBack } from "./run-merge-back";
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

/** An item that is added, and the place of its source among the sources. */
interface Added {
  readonly item: ItemFacts;
  readonly of: number;
}

export const merge = implement(declaredMerge, {
  async run(context, input) {
    if ("back" in input) return runMergeBack(context, input.back);
    const dataset = await requireHeld(context.task);
    const head = await openState(dataset.head_state_id);
    const sources = await Promise.all(input.sources.map(({ state_id }) => openState(state_id)));
    const total = input.sources.reduce((sum, { item_numbers }) => sum + countRuns(item_numbers), 0);
    const adding: Added[] = [];
    const seen = new Set<string>();
    let read = 0;
    for (const [of, source] of sources.entries()) {
      const numbers = [...numbersIn(input.sources[of]!.item_numbers)];
      for (let start = 0; start < numbers.length; start += BATCH) {
        const items = await readItems(source, numbers.slice(start, start + BATCH));
        const there = await findContentsInHead(head, [...new Set(items.map((item) => item.sha256))]);
        for (const item of items) {
          if (there.has(item.sha256) || seen.has(item.sha256)) continue;
          seen.add(item.sha256);
          adding.push({ item, of });
        }
        read += Math.min(BATCH, numbers.length - start);
        await context.progress((read / total) * READ_SHARE, `Read ${formatCount(read)} of ${plural(total, "item")}`);
      }
    }
    const fitting = fittingFields(
      head.state.sets.keys(),
      sources.map(({ state }) => state.sets.keys()),
    );
    const { additions: files, itemNos } = await recordItems(
      head.lineageId,
      context.task.id,
      adding.map(({ item, of }) => ({
        path: item.file_path,
        // Clones have their items' ids in common.
        key: `${input.sources[of]!.dataset_id} ${item.media_id}`,
        sha256: item.sha256,
        sets: setsOf(item, fitting[of]!),
      })),
    );
    const additions = new Map(files);
    for (const [facet, payloadOf] of Object.entries(PAYLOADS)) {
      const values = new Map(
        adding.flatMap(({ item, of }, index): [number, unknown][] => {
          const payload = payloadOf(item, fitting[of]!);
          return payload === null ? [] : [[itemNos[index]!, payload]];
        }),
      );
      if (values.size > 0)
        additions.set(
          revisionSet(facet as WritableFacet),
          (await writeRevisions(head.lineageId, facet as WritableFacet, values)).revisions.toArray(),
        );
    }
    const isDraft = dataset.status_before === "DRAFT";
    const index =
      adding.length > 0 && (input.auto_reindex || isDraft)
        ? await indexAdditions(head, additions, (share, message) =>
            context.progress(READ_SHARE + 5 + share * 43, message),
          )
        : null;
    const classes: FoundClass[] = [];
    const models: ModelRun[] = [];
    for (const [of, source] of sources.entries()) {
      const mine = adding.flatMap((added, at) => (added.of === of ? [{ item: added.item, number: itemNos[at]! }] : []));
      if (mine.length === 0) continue;
      classes.push(
        ...(await classesUsed(
          source,
          mine.map(({ item }) => item),
        )),
      );
      models.push(...(await modelsBroughtBy(source, new Map(mine.map(({ item, number }) => [item.item_no, number])))));
    }
    await context.progress(99, "Committing");
    const result: MergeResult = {
      added: adding.length,
      skipped: total - adding.length,
      skipped_fields: skippedFields(fitting),
    };
    return async (dataset) => {
      const [first, ...more] = input.sources.map(({ dataset_id }) => dataset_id);
      const event = {
        kind: "merge",
        actor: context.task.created_by,
        taskId: context.task.id,
        detail: { source_dataset_id: first!, ...(more.length > 0 ? { more_source_ids: more } : {}) },
      } as const;
      const snapshot =
        isDraft && dataset.snapshots_enabled ? creationSnapshot(dataset, context.task.created_by) : undefined;
      const change = { ...(await changeOfAdditions(head, additions, index)), classes, models };
      const effects = await effectsOfChange(dataset, head, change, event, snapshot);
      return {
        effects,
        message: wordsOf(
          result,
          input.sources.map(({ dataset_name }) => dataset_name),
        ),
        result,
      };
    };
  },
  retry: (user, datasetId, input) =>
    "back" in input
      ? restartMergeBack(user, datasetId, input.back)
      : startMerge(user, datasetId, {
          sources: input.sources.map(({ dataset_id, state_id, item_numbers }) => ({
            source_dataset_id: dataset_id,
            state_id,
            item_numbers,
          })),
          auto_reindex: input.auto_reindex,
        }),
});

/** Names that a message tells; more are counted. */
const NAMED = 3;

function wordsOf({ added, skipped, skipped_fields }: MergeResult, names: readonly string[]): string {
  const of = names.length > NAMED ? plural(names.length, "dataset") : listed(names);
  const parts = [`Added ${added > 0 ? plural(added, "item") : "nothing"} of ${of}`];
  if (skipped > 0)
    parts.push(
      plural(
        skipped,
        "item skipped, because its file was there already",
        "items skipped, because their files were there already",
      ),
    );
  if (skipped_fields.length > 0)
    parts.push(
      `left out ${skipped_fields.join(", ")}, which ${skipped_fields.length === 1 ? "has" : "have"} another type here`,
    );
  return parts.join("; ");
}

/** The sets that a copied item becomes a member of: its words and its typed metadata, not what an index run derived. */
function setsOf(item: ItemFacts, { fields, skipped }: FittingFields): string[] {
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
const PAYLOADS: Readonly<Record<WritableFacet, (item: ItemFacts, fitting: FittingFields) => unknown>> = {
  caption: (item) => captionPayload(item.captions),
  objects: (item) => (item.objects.length === 0 ? null : item.objects),
  metadata: (item, { skipped }) => {
    const kept = Object.entries(item.metadata).filter(([name]) => !skipped.includes(name));
    return kept.length === 0 ? null : Object.fromEntries(kept);
  },
  origin: (item) => originPayload(item),
};
