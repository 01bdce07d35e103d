/**
 * The models that enriched a version. Each entry goes with a set of the items that its run covered, so what is said to be covered
 * follows from which items a version has. Pure.
 */
import { canonicalJson } from "@/lib/revisions/payloads";
import type { EnrichmentType } from "@/lib/models/schema";
import { coveredSet } from "@/lib/versioning/names";
import { sha256 } from "@/lib/versioning/objects";
import type { AppliedModel, ModelChanges } from "./schema";

export type ModelList = readonly AppliedModel[];

/** The same model with the same options, whatever its version: a run of it takes the place of the one before. */
const runOf = ({ type, model_id, options }: AppliedModel): string => canonicalJson([type, model_id, options]);
export const isSameRun = (a: AppliedModel, b: AppliedModel): boolean => runOf(a) === runOf(b);

/** Names an entry by what it ran with; the same wherever it ran. Options can be hundreds of words, so the name is their hash. */
export const runNameOf = (model: AppliedModel): string => sha256(`${runOf(model)}@${model.version}`).slice(0, 24);
/** The set of the items that an entry covers. */
export const coveredSetOf = (model: AppliedModel): string => coveredSet(runNameOf(model));

/** The list after a run: it takes the place of earlier ones of the same model with the same options. */
export const withRun = (list: ModelList, run: AppliedModel): ModelList => [
  ...list.filter((one) => !isSameRun(one, run)),
  run,
];

/**
 * The list with a model that items bring along from elsewhere. In the same version it joins the entry that is there; in another
 * version it stands beside it, since neither covers the other's items.
 */
export function withBrought(list: ModelList, brought: AppliedModel): ModelList {
  const there = list.find((one) => coveredSetOf(one) === coveredSetOf(brought));
  if (!there) return [...list, brought];
  if (there.applied_at >= brought.applied_at) return list;
  return list.map((one) => (one === there ? { ...brought, name: there.name, vendor: there.vendor } : one));
}

/** Models whose results are words, objects, captions, values or readings of an item's own, and go with it into another dataset. */
const BELONG_TO_ITEMS: readonly EnrichmentType[] = [
  "colour_composition",
  "exif",
  "zero_shot_tagging",
  "classification",
  "object_detection",
  "captioning",
  "embedding",
];
export const goesWithItems = ({ type }: AppliedModel): boolean => BELONG_TO_ITEMS.includes(type);
/** Models whose results an export says. Embeddings are readings of files, which the server that has them keeps. */
export const goesWithFiles = (model: AppliedModel): boolean => goesWithItems(model) && model.type !== "embedding";

/** What differs. Where a version has the same run in two versions of a model, the last one counts. */
export function modelChanges(from: ModelList, to: ModelList): ModelChanges {
  const [before, after] = [from, to].map((list) => new Map(list.map((one) => [runOf(one), one]))) as [
    Map<string, AppliedModel>,
    Map<string, AppliedModel>,
  ];
  return {
    added: [...after].flatMap(([run, model]) => (before.has(run) ? [] : [model])),
    removed: [...before].flatMap(([run, model]) => (after.has(run) ? [] : [model])),
    changed: [...before].flatMap(([run, model]) => {
      const now = after.get(run);
      if (!now || (now.version === model.version && now.applied_at === model.applied_at)) return [];
      return [{ before: model, after: now }];
    }),
  };
}
