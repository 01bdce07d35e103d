/** The models of a version, and those that follow from a change: no writer that adds or deletes items can forget to recount. */
import "server-only";
import { documentOf, readDocument, readDocuments, writeDocument } from "@/lib/revisions/documents";
import { canonicalJson } from "@/lib/revisions/payloads";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { bitmapOf, emptyBitmap, or, xor, type Bitmap } from "@/lib/versioning/bitmap";
import { coveredSet, documentSet, LIVE } from "@/lib/versioning/names";
import type { SetChanges } from "@/lib/versioning/state";
import { coveredSetOf, goesWithItems, isSameRun, runNameOf, withBrought, withRun, type ModelList } from "./list";
import type { AppliedModel } from "./schema";

const MODELS = documentSet("models");
const COVERED = coveredSet("");

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

/** The models of a state, each with which items it covered. */
export async function coverageOf(open: OpenState) {
  const models = await modelsOf(open);
  const sets = await loadSets(open, models.map(coveredSetOf));
  return models.map((model) => {
    const covered = bitmapOfSet(sets, coveredSetOf(model));
    return { model, run: runNameOf(model), covers: (item: number) => covered.has(item) };
  });
}

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
  const isAbout = [...changes.keys()].some((name) => name === LIVE || name.startsWith(COVERED));
  if (runs.length === 0 && !(isAbout && head.state.sets.has(MODELS))) return changes;
  // An undo says itself which models are left.
  const given = changes.get(MODELS);
  const before = given ? (((await documentOf(head.lineageId, given)) as ModelList | null) ?? []) : await listIn(head);
  let list = before;
  const covered = new Map<string, Bitmap>();
  const loaded = await loadSets(head, [
    LIVE,
    ...[...before, ...runs.map(({ model }) => ({ ...model, items: 0 }))].map(coveredSetOf),
  ]);
  const coveredBy = (name: string) => covered.get(name) ?? changes.get(name) ?? bitmapOfSet(loaded, name);
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

/**
 * What becomes of the list of models when an edit that brought some is undone: they go, unless they ran since.
 * @param changes the other sets as the undo leaves them
 */
export async function modelsWithoutEdit(
  from: OpenState,
  to: OpenState,
  head: OpenState,
  changes: SetChanges,
): Promise<Bitmap> {
  const documents = await Promise.all([from, to, head].map((open) => loadSets(open, [MODELS])));
  const [was, left, is] = documents.map((sets) => bitmapOfSet(sets, MODELS));
  // The very list of before, so that the version is the very one of before.
  if (xor(is!, left!).isEmpty) return was!;
  const [before, after, now] = await Promise.all([from, to, head].map(listIn));
  const has = (list: ModelList, model: AppliedModel) =>
    list.some((one) => coveredSetOf(one) === coveredSetOf(model) && one.applied_at === model.applied_at);
  const kept = now!.filter((model) => has(before!, model) || !has(after!, model));
  const loaded = await loadSets(head, [LIVE, ...kept.map(coveredSetOf)]);
  const live = bitmapOfSet(loaded, LIVE);
  const counted = kept.map((model) => {
    const name = coveredSetOf(model);
    return { ...model, items: live.andCardinality(changes.get(name) ?? bitmapOfSet(loaded, name)) };
  });
  return counted.length === 0 && was!.isEmpty ? emptyBitmap : writeDocument(head.lineageId, "models", counted);
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

/**
 * The runs of models that a version has since another, as they come to a third. @param changes sets of the third, in which the items
 * that they covered have come already
 */
export async function runsBroughtBy(
  theirs: OpenState,
  base: OpenState,
  ours: OpenState,
  changes: SetChanges,
): Promise<ModelRun[]> {
  const [list, known, here] = (await Promise.all([theirs, base, ours].map(listIn))) as [
    ModelList,
    ModelList,
    ModelList,
  ];
  const said = ({ items: _items, ...model }: AppliedModel) => canonicalJson(model);
  const isNew = (model: AppliedModel) =>
    !known.some((one) => said(one) === said(model)) || !here.some((one) => coveredSetOf(one) === coveredSetOf(model));
  const fresh = list.filter(isNew);
  const covered = await loadSets(ours, fresh.map(coveredSetOf));
  return fresh.flatMap((model) => {
    const name = coveredSetOf(model);
    const { items: _items, ...run } = model;
    return (changes.get(name) ?? bitmapOfSet(covered, name)).isEmpty
      ? []
      : [{ model: run, covered: emptyBitmap, isBrought: true as const }];
  });
}
