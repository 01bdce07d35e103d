/** Which items that are there annotations speak of, and what came of them. */
import "server-only";
import type { Collected } from "@/lib/annotations/collect";
import type { Loss } from "@/lib/annotations/model";
import type { AnnotationMode } from "@/lib/operations/annotation-import";
import type { FoundClass } from "@/lib/classes/list";
import { plural, storableWithin } from "@/lib/text";
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
export const classesOfFiles = ({ classes }: Collected): FoundClass[] =>
  classes.map((one) => {
    const { forItems, ...known } = storableWithin(one);
    return forItems ? known : { ...known, objects: true };
  });

export const nothingFits = ({ problems, problemCount }: Collected): string =>
  `Nothing of the annotations could be used: ${problems[0]!.path}: ${problems[0]!.reason}` +
  (problemCount > 1 ? `, and ${plural(problemCount - 1, "more problem")}` : "");
