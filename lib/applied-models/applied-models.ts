/** The models of a version, and those that follow from a change: no writer that adds or deletes items can forget to recount. */
import "server-only";
import { readDocument, readDocuments, writeDocument } from "@/lib/revisions/documents";
import { canonicalJson } from "@/lib/revisions/payloads";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { bitmapOf, emptyBitmap, or, type Bitmap } from "@/lib/versioning/bitmap";
import { documentSet, LIVE } from "@/lib/versioning/names";
import type { SetChanges } from "@/lib/versioning/state";
import { coveredSetOf, goesWithItems, isSameRun, withBrought, withRun, type ModelList } from "./list";
import type { AppliedModel } from "./schema";

const MODELS = documentSet("models");

/** A run of a model as its writer tells of it. */
export interface ModelRun {
  readonly model: Omit<AppliedModel, "items">;
  /** The items that it looked at and could read. */
  readonly covered: Bitmap;
  /** Items bring it along from elsewhere: it joins what is there instead of taking its place. */
  readonly isBrought?: true;
}

const listIn = async (open: OpenState): Promise<ModelList> =>
  ((await readDocument(open, "models")) as ModelList | null) ?? [];

/** Those that cover an item. What an entry covered can be deleted, and come back. */
const covering = (list: ModelList): ModelList => list.filter(({ items }) => items > 0);

/** The models that enriched a state, in the order in which they were applied. */
export const modelsOf = async (open: OpenState): Promise<ModelList> => covering(await listIn(open));

/** The same of many states of one lineage, by id; a damaged state is left out. */
export async function modelsOfStates(stateIds: readonly string[]): Promise<ReadonlyMap<string, ModelList>> {
  const documents = await readDocuments(stateIds, "models");
  return new Map([...documents].map(([id, list]) => [id, covering((list as ModelList | null) ?? [])]));
}

/** The sets of a change with the list of models that follows from it: what runs add, and how many items of now each covers. */
export async function withModelList(
  head: OpenState,
  changes: SetChanges,
  runs: readonly ModelRun[] = [],
): Promise<SetChanges> {
  if (runs.length === 0 && !(changes.has(LIVE) && head.state.sets.has(MODELS))) return changes;
  const before = await listIn(head);
  let list = before;
  const covered = new Map<string, Bitmap>();
  const loaded = await loadSets(head, [
    LIVE,
    ...[...before, ...runs.map(({ model }) => ({ ...model, items: 0 }))].map(coveredSetOf),
  ]);
  const coveredBy = (name: string) => covered.get(name) ?? bitmapOfSet(loaded, name);
  for (const run of runs) {
    const model = { ...run.model, items: 0 };
    const name = coveredSetOf(model);
    if (!run.isBrought) for (const old of list) if (isSameRun(old, model)) covered.set(coveredSetOf(old), emptyBitmap);
    covered.set(name, run.isBrought ? or(coveredBy(name), run.covered) : run.covered);
    list = run.isBrought ? withBrought(list, model) : withRun(list, model);
  }
  const live = changes.get(LIVE) ?? bitmapOfSet(loaded, LIVE);
  const after = list.map((model) => ({ ...model, items: live.andCardinality(coveredBy(coveredSetOf(model))) }));
  if (canonicalJson(after) === canonicalJson(before)) return new Map([...changes, ...covered]);
  return new Map([...changes, ...covered, [MODELS, await writeDocument(head.lineageId, "models", after)]]);
}

/** The models that items bring along when they are added to another dataset. @param numbers their numbers here, by those of the source */
export async function modelsBroughtBy(source: OpenState, numbers: ReadonlyMap<number, number>): Promise<ModelRun[]> {
  const models = (await modelsOf(source)).filter(goesWithItems);
  const sets = await loadSets(source, models.map(coveredSetOf));
  return models.flatMap(({ items: _items, ...model }) => {
    const theirs = bitmapOfSet(sets, coveredSetOf({ ...model, items: 0 }));
    const covered = bitmapOf([...numbers].flatMap(([number, added]) => (theirs.has(number) ? [added] : [])));
    return covered.isEmpty ? [] : [{ model, covered, isBrought: true as const }];
  });
}
