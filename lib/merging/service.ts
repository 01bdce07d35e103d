/** Adding items of other datasets to a dataset. */
import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { requireDataset, type DatasetView } from "@/lib/access/service";
import { startOperation } from "@/lib/commits/start-operation";
import { BadRequestError } from "@/lib/errors";
import { revisionsOf } from "@/lib/revisions/revision-items";
import type { MergeInput, MergeSource } from "@/lib/items/schema";
import { findContentsInHead } from "@/lib/pipeline/contents";
import { selectedItems } from "@/lib/search/selection";
import { asVersionOf, bitmapOfSet, loadSets, openState, type OpenState } from "@/lib/states/service";
import type { MergeTaskInput } from "@/lib/operations/merge";
import type { Bitmap } from "@/lib/versioning/bitmap";
import { revisionSet } from "@/lib/versioning/names";
import { toRuns } from "@/lib/versioning/runs";
import { fittingFields, skippedFields } from "./fields";
import { findContents } from "./repository";
import type { MergePreviewDto } from "./schema";

interface ChosenSource {
  readonly dataset: DatasetView;
  readonly open: OpenState;
  readonly items: Bitmap;
}

const sourcesIn = ({ source_dataset_id, sources, auto_reindex: _, ...selection }: MergeInput): MergeSource[] =>
  sources ?? [{ source_dataset_id: source_dataset_id!, ...selection }];

/** What is meant of each source, as it is now; sources of which nothing is meant are left out. @throws BadRequestError, NotFoundError */
async function chosenSources(user: CurrentUser, datasetId: string, input: MergeInput): Promise<ChosenSource[]> {
  const chosen: ChosenSource[] = [];
  for (const { source_dataset_id, ...selection } of sourcesIn(input)) {
    if (source_dataset_id === datasetId)
      throw new BadRequestError("A dataset cannot be added to itself; choose another one");
    const dataset = await requireDataset(user, source_dataset_id);
    const open = asVersionOf(dataset.id, await openState(dataset.head_state_id));
    const isWhole =
      selection.item_ids === undefined && selection.item_numbers === undefined && selection.q === undefined;
    const items = await selectedItems(open, isWhole ? { q: "" } : selection);
    if (!items.isEmpty) chosen.push({ dataset, open, items });
  }
  if (chosen.length === 0) throw new BadRequestError("There are no items to add");
  return chosen;
}

/** Starts a MERGE task on the destination. What is added is fixed now, whatever happens to the sources meanwhile. @throws BadRequestError */
export async function startMerge(
  user: CurrentUser,
  datasetId: string,
  merge: MergeInput,
): Promise<{ task_id: string }> {
  const chosen = await chosenSources(user, datasetId, merge);
  const input: MergeTaskInput = {
    sources: chosen.map(({ dataset, open, items }) => ({
      dataset_id: dataset.id,
      dataset_name: dataset.display_name,
      state_id: open.id,
      item_numbers: toRuns(items.toUint32Array()).map(([first, last]) => [first, last]),
    })),
    auto_reindex: merge.auto_reindex,
  };
  return startOperation(user, datasetId, "merge", async () => {
    // Who may look into the sources is part of what is decided: a share can end while their items are counted.
    const unchanged = await Promise.all(chosen.map(({ dataset }) => requireDataset(user, dataset.id)));
    return { input, unchanged };
  });
}

/** Contents that are asked for at a time. */
const BATCH = 20_000;

/** What a merge would come to; nothing is changed. @throws BadRequestError, ForbiddenError */
export async function previewMerge(user: CurrentUser, datasetId: string, merge: MergeInput): Promise<MergePreviewDto> {
  const destination = await requireDataset(user, datasetId, "pipeline.run");
  const chosen = await chosenSources(user, datasetId, merge);
  const head = await openState(destination.head_state_id);
  const contents = new Set<string>();
  let [items, already_there, repeated] = [0, 0, 0];
  for (const source of chosen) {
    items += source.items.size;
    for await (const batch of contentsOf(source)) {
      const there = await findContentsInHead(head, [...new Set(batch)]);
      for (const sha256 of batch) {
        if (there.has(sha256)) already_there += 1;
        else if (contents.has(sha256)) repeated += 1;
        else contents.add(sha256);
      }
    }
  }
  const fitting = fittingFields(
    head.state.sets.keys(),
    chosen.map(({ open }) => open.state.sets.keys()),
  );
  return { items, adding: contents.size, already_there, repeated, skipped_fields: skippedFields(fitting) };
}

async function* contentsOf({ open, items }: ChosenSource): AsyncGenerator<string[]> {
  const files = bitmapOfSet(await loadSets(open, [revisionSet("file")]), revisionSet("file"));
  const revisions = (await revisionsOf(open.lineageId, "file", items, files)).toArray();
  for (let start = 0; start < revisions.length; start += BATCH)
    yield findContents(open.lineageId, revisions.slice(start, start + BATCH));
}
