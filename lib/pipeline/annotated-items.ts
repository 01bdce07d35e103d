/** Which items that are there annotations speak of, and what came of them. */
import "server-only";
import type { Collected, PictureAnnotations } from "@/lib/annotations/collect";
import type { Loss } from "@/lib/annotations/model";
import type { ModelRun } from "@/lib/applied-models/applied-models";
import { classesOf } from "@/lib/classes/class-list";
import type { AnnotationMode } from "@/lib/operations/annotation-import";
import type { FoundClass } from "@/lib/classes/list";
import type { OpenState } from "@/lib/states/service";
import { plural, storableWithin } from "@/lib/text";
import { bitmapOf } from "@/lib/versioning/bitmap";
import type { AnnotatedExisting, AnnotatedItem, ExistingPicture } from "./annotate-existing";
import type { AnnotationResult } from "./schema";

interface SentFile {
  readonly path: string;
  readonly sha256: string;
}

/**
 * What was there before and is spoken of: by its own path, or by that of a file that was sent and whose content it has.
 * @param sent paths that mean what was sent @param standIns files that were sent and are not added, as their content is there
 */
export function annotatedItems(
  existing: readonly ExistingPicture[],
  sent: ReadonlySet<string>,
  standIns: readonly SentFile[],
  { byPath }: Collected,
): AnnotatedItem[] {
  const byContent = new Map<string, string>();
  for (const { path, sha256 } of standIns) if (byPath.has(path) && !byContent.has(sha256)) byContent.set(sha256, path);
  return existing.flatMap(({ item_no, media_id, path, sha256 }) => {
    const own = sent.has(path) ? undefined : byPath.get(path);
    const found = own ?? byPath.get(byContent.get(sha256) ?? "");
    return found ? [{ itemNo: item_no, mediaId: media_id, path, found }] : [];
  });
}

/** Classes that a result counts. */
const MAX_COUNTED_CLASSES = 1_000;
export const mostFrequent = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(counts)
      .sort(([, a], [, b]) => b - a)
      .slice(0, MAX_COUNTED_CLASSES),
  );

/** @param added what came of items that were added with the files */
export function annotationResult(
  annotations: Collected,
  mode: AnnotationMode,
  later: AnnotatedExisting,
  added: Pick<AnnotationResult, "labelled" | "captioned" | "boxed" | "losses">,
): AnnotationResult {
  return {
    mode,
    formats: annotations.formats,
    pictures: { ...annotations.pictures },
    unmatched_names: annotations.unmatchedNames,
    labelled: added.labelled + later.labelled,
    captioned: added.captioned + later.captioned,
    boxed: added.boxed + later.boxed,
    existing: later.items.size,
    objects: later.objects,
    problems: annotations.problems,
    problem_count: annotations.problemCount,
    losses: joinedLosses(annotations.losses, added.losses, later.losses),
    by_kind: annotations.byKind,
    by_class: mostFrequent(annotations.byClass),
  };
}

/** Losses of one kind, counted together. */
function joinedLosses(...lists: readonly (readonly Loss[])[]): Loss[] {
  const all = new Map<string, Loss>();
  for (const loss of lists.flat()) {
    const key = JSON.stringify([loss.what, loss.unit, loss.why]);
    all.set(key, { ...loss, count: loss.count + (all.get(key)?.count ?? 0) });
  }
  return [...all.values()];
}

/** What annotation files list, in their order, whether anything has it or not. Files hold any character, the database does not. */
const classesOfFiles = ({ classes }: Collected): FoundClass[] =>
  classes.map((one) => {
    const { forItems, ...known } = storableWithin(one);
    return forItems ? known : { ...known, objects: true };
  });

interface SpokenOf {
  readonly itemNo: number;
  readonly found: PictureAnnotations;
}

/** What files say of a version as a whole. @param items those that they speak of, new or not */
export const wholeOfFiles = (annotations: Collected, items: readonly SpokenOf[]) => ({
  classes: classesOfFiles(annotations),
  classesEnd: annotations.classesEnd,
  models: [...annotations.models].flatMap(([run, found]): ModelRun[] => {
    const covered = items.flatMap(({ itemNo, found: said }) => (said.models.has(run) ? [itemNo] : []));
    if (covered.length === 0) return [];
    const { items: _elsewhere, ...model } = storableWithin(found);
    return [{ model, covered: bitmapOf(covered), isBrought: true }];
  }),
});

/** Gaps in a list of classes have no place in another one. */
export async function lostGaps(head: OpenState, { classes, classesEnd }: Collected): Promise<Loss[]> {
  const places = classes.flatMap(({ index }) => (index === undefined ? [] : [index]));
  const count = Math.max(places.length === 0 ? 0 : classesEnd, ...places.map((place) => place + 1)) - places.length;
  if (count <= 0 || (await classesOf(head)).next === 0) return [];
  const why = "the dataset has classes, and further ones come to the end of their list, without gaps";
  return [{ what: "places that removed classes left", unit: "values", count, why }];
}

export const nothingFits = ({ problems, problemCount }: Collected): string =>
  `Nothing of the annotations could be used: ${problems[0]!.path}: ${problems[0]!.reason}` +
  (problemCount > 1 ? `, and ${plural(problemCount - 1, "more problem")}` : "");
