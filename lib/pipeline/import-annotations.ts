/** What importing annotations does in the worker: items that are there get what the files say of them. */
import "server-only";
import { collectAnnotations, type Collected } from "@/lib/annotations/collect";
import type { AnnotationFile } from "@/lib/annotations/reader";
import { effectsOfChange } from "@/lib/commits/operation-outcome";
import { BadRequestError } from "@/lib/errors";
import { readOrientation } from "@/lib/media/orientation";
import { findSizes } from "@/lib/media/records";
import { annotationImport as declared, type AnnotationImportInput } from "@/lib/operations/annotation-import";
import { openState, type OpenState } from "@/lib/states/service";
import { isCompleted } from "@/lib/tasks/attempts";
import { implement, requireHeld, type Finish, type OperationContext } from "@/lib/tasks/implementation";
import { discardUpload } from "@/lib/uploads/service";
import { annotatedItems, annotationResult, lostGaps, nothingFits, wholeOfFiles } from "./annotated-items";
import { annotateExisting, picturesIn, type ExistingPicture } from "./annotate-existing";
import { findContentsInHead } from "./contents";
import { describeAnnotationImport, describeReading } from "./messages";
import type { AnnotationImportResult } from "./schema";
import { startAnnotationImport } from "./service";
import { filesOf, scratchOf } from "./source-files";
import { removeScratch, type Tally } from "./sources";
import { surveySource, type SurveyedMedia } from "./survey-source";

const MAX_LISTED_FAILURES = 1_000;
const PROGRESS_MS = 500;
/** Percent of an import that reading the files takes. */
const READ_SHARE = 60;

/** The pictures that annotations may speak of: those of the dataset, and files that were sent whose content it has. */
export async function picturesFor(head: OpenState, media: readonly SurveyedMedia[]) {
  const hashes = [...new Set(media.map(({ sha256 }) => sha256))];
  const inHead = await findContentsInHead(head, hashes);
  const sizes = await findSizes([...inHead.keys()]);
  const standIns = media.filter(({ sha256 }) => inHead.has(sha256));
  const sent = new Set(standIns.map(({ path }) => path));
  const existing = await picturesIn(head);
  const called = existing.filter(({ path }) => !sent.has(path));
  const pictures = [...standIns.map(({ path, sha256 }) => ({ path, ...sizes.get(sha256)! })), ...called];
  return { existing, standIns, sent, pictures };
}

/** How a picture is turned of which that is not on record. */
export function orientationsOf(...lists: readonly (readonly { readonly path: string; readonly sha256: string }[])[]) {
  const hashes = new Map(lists.flatMap((list) => list.map(({ path, sha256 }) => [path, sha256] as const)));
  return ({ path }: { readonly path: string }) => readOrientation(hashes.get(path)!);
}

async function importAnnotations(context: OperationContext, input: AnnotationImportInput): Promise<Finish> {
  const { task } = context;
  const tally: Tally = { total: null };
  let [read, lastReport] = [0, 0];
  const lists: AnnotationImportResult["failures"][number][] = [];
  const files = await filesOf({ upload_id: input.upload_id }, scratchOf(task), tally, ({ path }) => {
    lists.push({ path, reason: "it lists addresses of pictures; add those with Add media" });
  });
  const noSize = () => Promise.resolve({ width: null, height: null });
  const source = await surveySource(files, noSize, async ({ position }) => {
    read += 1;
    if (Date.now() - lastReport <= PROGRESS_MS) return;
    lastReport = Date.now();
    await context.progress(position * READ_SHARE, describeReading(read, tally.total, 0));
  });
  const head = await openState((await requireHeld(task)).head_state_id);
  const { existing, standIns, sent, pictures } = await picturesFor(head, source.media);
  await context.progress(READ_SHARE, "Reading annotations");
  const annotations = await collectAnnotations(source.beside, pictures, {
    orientationOf: orientationsOf(existing, standIns),
    mapping: input.mapping,
  });
  try {
    assertSaysSomething(annotations, source.beside);
    const known = new Set(standIns);
    const failures = [
      ...lists,
      ...source.failures,
      ...annotations.others.map(({ path }) => ({ path, reason: "it is no annotation file of a format that is known" })),
      ...source.media
        .filter((file) => !known.has(file))
        .map(({ path }) => ({ path, reason: "this picture is not in the dataset; add it with Add media" })),
    ];
    return await record(context, input, head, { annotations, existing, standIns, sent }, failures);
  } finally {
    annotations.close();
  }
}

/** @throws BadRequestError where there is nothing to import */
function assertSaysSomething(annotations: Collected, beside: readonly AnnotationFile[]): void {
  if (annotations.byPath.size > 0) return;
  if (annotations.problems.length > 0) throw new BadRequestError(nothingFits(annotations));
  throw new BadRequestError(
    beside.length === 0
      ? "There are no annotation files among these files"
      : "No annotations of a format that is known were found in these files",
  );
}

interface Found {
  readonly annotations: Collected;
  readonly existing: readonly ExistingPicture[];
  readonly standIns: readonly SurveyedMedia[];
  readonly sent: ReadonlySet<string>;
}

async function record(
  context: OperationContext,
  { mode = "add" }: AnnotationImportInput,
  head: OpenState,
  { annotations, existing, standIns, sent }: Found,
  failures: AnnotationImportResult["failures"],
): Promise<Finish> {
  const { task } = context;
  await context.progress(READ_SHARE + 20, "Recording annotations");
  const items = annotatedItems(existing, sent, standIns, annotations);
  const options = { mode, speaksOf: annotations.speaksOf, fields: annotations.fields };
  const later = await annotateExisting(head, task.id, items, options);
  await context.progress(99, "Committing");
  const result: AnnotationImportResult = {
    failed: failures.length,
    failures: failures.slice(0, MAX_LISTED_FAILURES),
    annotations: annotationResult(annotations, mode, later, {
      ...{ labelled: 0, captioned: 0, boxed: 0 },
      losses: await lostGaps(head, annotations),
    }),
  };
  return async (dataset) => ({
    effects: await effectsOfChange(
      dataset,
      head,
      { sets: later.sets, items: later.items, ...wholeOfFiles(annotations, items) },
      {
        kind: "annotation_import",
        actor: task.created_by,
        taskId: task.id,
        detail: { mode, changed: later.items.size },
      },
    ),
    message: describeAnnotationImport(result),
    result,
  });
}

export const annotationImport = implement(declared, {
  run: importAnnotations,
  retry: startAnnotationImport,
  async cleanUp(task, input) {
    await removeScratch(scratchOf(task));
    // A failed or aborted import keeps its uploads, so that a retry need not send them again.
    if (input && (await isCompleted(task.id))) await discardUpload(input.upload_id);
  },
});
