/** What adding media and indexing do in the worker. */
import "server-only";
import { availableParallelism } from "node:os";
import { collectAnnotations, type Collected } from "@/lib/annotations/collect";
import type { AnnotationFile } from "@/lib/annotations/reader";
import { mayBeAnnotations } from "@/lib/annotations/readers";
import { splitsFromFolders } from "@/lib/annotations/splits";
import type { CurrentUser } from "@/lib/auth/service";
import { assertSetsFit, type Change } from "@/lib/commits/edit";
import type { NewEvent } from "@/lib/commits/effects";
import { effectsOfChange } from "@/lib/commits/operation-outcome";
import { BadRequestError } from "@/lib/errors";
import { inputFrom, runIndex, type IndexRun, type Progress } from "@/lib/indexing/run";
import { UnusableFileError } from "@/lib/media/decode";
import { readOrientation } from "@/lib/media/orientation";
import { findSizes, insertMedia, type NewMedia } from "@/lib/media/records";
import { storeMedia } from "@/lib/media/store-media";
import {
  datasetCreation as declaredCreation,
  mediaAddition as declaredAddition,
  type ImportTaskInput,
} from "@/lib/operations/add-media";
import { reindex as declaredReindex } from "@/lib/operations/reindex";
import { creationSnapshot } from "@/lib/snapshots/creation-snapshot";
import { bitmapOfSet, loadSets, openState, type OpenState } from "@/lib/states/service";
import { isCompleted } from "@/lib/tasks/attempts";
import { implement, requireHeld, type Finish, type OperationContext, type TaskRow } from "@/lib/tasks/implementation";
import { formatCount, plural } from "@/lib/text";
import { discardUpload } from "@/lib/uploads/service";
import { andNot, bitmapOf, emptyBitmap, or } from "@/lib/versioning/bitmap";
import { INDEXED, LIVE, setName } from "@/lib/versioning/names";
import { annotatedItems, annotationResult, lostGaps, nothingFits, wholeOfFiles } from "./annotated-items";
import { annotateExisting, picturesIn, type AnnotatedExisting, type ExistingPicture } from "./annotate-existing";
import { annotateNew, wordSetsOf } from "./annotate-new";
import { findContentsInHead } from "./contents";
import { describeImport, describeReading, describeRun } from "./messages";
import { changeOfAdditions, recordItems, withAdditions, type Additions } from "./record-items";
import type { ImportResult } from "./schema";
import { startImport, startReindex } from "./service";
import { sideBySide } from "./side-by-side";
import { filesOf, scratchOf } from "./source-files";
import { folderLabels, removeScratch, type Tally } from "./sources";

const MAX_LISTED_FAILURES = 1_000;
const PROGRESS_MS = 500;
/** After a crash at most this many files for each lane are decoded again. */
const MEDIA_BATCH = 32;
/** Percent of an import that reading the files takes; recording, and indexing where it is asked for, take the rest. */
const STORE_SHARE = 80;

interface StoredFile {
  readonly path: string;
  readonly sha256: string;
}

/** Takes every file of the source in, side by side on all cores. Unusable files are listed, never fatal. */
async function storeAll(
  context: OperationContext,
  input: ImportTaskInput,
): Promise<{ stored: StoredFile[]; beside: AnnotationFile[]; failures: { path: string; reason: string }[] }> {
  const failures: { path: string; reason: string }[] = [];
  const beside: AnnotationFile[] = [];
  const stored: (StoredFile | undefined)[] = [];
  const tally: Tally = { total: null };
  const files = await filesOf(input.source, scratchOf(context.task), tally);
  const fresh: NewMedia[] = [];
  let taken = 0;
  let finished = 0;
  let lastReport = 0;
  const finish = async (position: number) => {
    finished += 1;
    if (Date.now() - lastReport <= PROGRESS_MS) return;
    lastReport = Date.now();
    await context.progress(position * STORE_SHARE, describeReading(finished, tally.total, failures.length));
  };
  await sideBySide(files, availableParallelism() + 1, async (entry) => {
    if ("problem" in entry) {
      failures.push(entry.problem);
      finished += 1;
      return;
    }
    const { file } = entry;
    if (mayBeAnnotations(file.path)) {
      beside.push(file);
      return finish(file.position);
    }
    const index = (taken += 1) - 1;
    try {
      const { sha256, row } = await storeMedia(file);
      stored[index] = { path: file.path, sha256 };
      if (row) fresh.push(row);
      if (fresh.length >= MEDIA_BATCH) await insertMedia(fresh.splice(0));
    } catch (error) {
      if (!(error instanceof UnusableFileError)) throw error;
      failures.push({ path: file.path, reason: error.message });
    }
    await finish(file.position);
  });
  await insertMedia(fresh);
  return { stored: stored.filter((file) => file !== undefined), beside, failures };
}

/** Items that share their content with another one. */
const DUPLICATES = setName("issue", "duplicates");

async function importMedia(context: OperationContext, input: ImportTaskInput, creation: boolean): Promise<Finish> {
  const source = await storeAll(context, input);
  const media = await findSizes([...new Set(source.stored.map((file) => file.sha256))]);
  const head = await openState((await requireHeld(context.task)).head_state_id);
  const hashes = new Map(source.stored.map(({ path, sha256 }) => [path, sha256]));
  // Annotations may come after their pictures. What was sent with them is meant before what has the same path already.
  const sent = new Set(hashes.keys());
  const existing = source.beside.length > 0 ? await picturesIn(head) : [];
  const called = existing.filter(({ path }) => !sent.has(path));
  for (const { path, sha256 } of called) hashes.set(path, sha256);
  const annotations = await collectAnnotations(
    source.beside,
    [...source.stored.map(({ path, sha256 }) => ({ path, sha256, ...media.get(sha256)! })), ...called],
    { orientationOf: ({ path }) => readOrientation(hashes.get(path)!), mapping: input.mapping },
  );
  try {
    return await recordMedia(context, input, creation, source, media, annotations, head, existing);
  } finally {
    annotations.close();
  }
}

type Source = Awaited<ReturnType<typeof storeAll>>;

async function recordMedia(
  context: OperationContext,
  input: ImportTaskInput,
  creation: boolean,
  { stored, beside, failures }: Source,
  media: Awaited<ReturnType<typeof findSizes>>,
  annotations: Collected,
  head: OpenState,
  existing: readonly ExistingPicture[],
): Promise<Finish> {
  for (const file of annotations.others)
    failures.push({ path: file.path, reason: "not an image or a video, nor annotations of one" });
  failures.sort((a, b) => (a.path < b.path ? -1 : 1));
  const isAnnotated = existing.some(({ path }) => annotations.byPath.has(path));
  if (stored.length === 0 && !isAnnotated) {
    if (annotations.problems.length > 0) throw new BadRequestError(nothingFits(annotations));
    const first = failures[0];
    if (!first)
      throw new BadRequestError(
        beside.length === 0 ? "There are no files to add" : "There are no images or videos among these files",
      );
    throw new BadRequestError(
      failures.length === 1
        ? `${first.path} could not be used: ${first.reason}`
        : `None of the ${formatCount(failures.length)} files could be used; the first, ${first.path}: ${first.reason}`,
    );
  }
  const known = await findContentsInHead(head, [...new Set(stored.map((file) => file.sha256))]);
  const seen = new Set(known.keys());
  let duplicates = 0;
  const adding = stored.filter((file) => {
    const duplicate = seen.has(file.sha256);
    if (duplicate) duplicates += 1;
    seen.add(file.sha256);
    return !(duplicate && input.on_duplicate === "skip");
  });

  await context.progress(
    STORE_SHARE,
    adding.length > 0 ? `Recording ${plural(adding.length, "item")}` : "All files are there already",
  );
  const labels = input.labels_from_folders ? folderLabels(adding.map((file) => file.path)) : new Map<string, string>();
  const copies = new Map<string, number>();
  for (const { sha256 } of adding) copies.set(sha256, (copies.get(sha256) ?? 0) + 1);
  const isDuplicate = (sha256: string) => known.has(sha256) || copies.get(sha256)! > 1;
  const folderSplits = splitsFromFolders(stored.map((file) => file.path));
  const wordsOf = ({ path }: StoredFile): string[] => {
    const found = annotations.byPath.get(path);
    // What an export of ours says of an item is all there is to say: its folders are not asked.
    const split = found?.called ? found.split : (found?.split ?? folderSplits.get(path)?.split);
    return [
      ...new Set([
        ...(labels.has(path) ? [setName("label", labels.get(path)!)] : []),
        ...(found ? wordSetsOf(found) : []),
        ...(split ? [setName("split", split)] : []),
      ]),
    ];
  };
  // Told before thousands of rows are written, though the gate would refuse them as well.
  assertSetsFit(head, new Map(adding.flatMap(wordsOf).map((name) => [name, { isEmpty: false }])));
  const { additions: files, itemNos } = await recordItems(
    head.lineageId,
    context.task.id,
    adding.map((file) => ({
      sha256: file.sha256,
      path: annotations.byPath.get(file.path)?.called ?? file.path,
      key: file.path,
      sets: [
        setName("kind", media.get(file.sha256)!.kind),
        ...wordsOf(file),
        ...(isDuplicate(file.sha256) ? [DUPLICATES] : []),
      ],
    })),
  );
  const annotated = await annotateNew(
    head,
    context.task.id,
    adding.map(({ path }, index) => ({ path, itemNo: itemNos[index]! })),
    annotations,
  );
  const added = new Set(adding);
  const { mode = "add" } = input;
  const there = annotatedItems(
    existing,
    new Set(stored.map(({ path }) => path)),
    stored.filter((file) => !added.has(file)),
    annotations,
  );
  const later = await annotateExisting(head, context.task.id, there, {
    ...{ mode, speaksOf: annotations.speaksOf, fields: annotations.fields },
  });
  const whole = wholeOfFiles(annotations, [
    ...adding.flatMap(({ path }, index) => {
      const found = annotations.byPath.get(path);
      return found ? [{ itemNo: itemNos[index]!, found }] : [];
    }),
    ...there,
  ]);
  const recorded = new Map([...files, ...annotated.additions]);
  // What was there before is now a duplicate too.
  const matched = [...known].filter(([sha256]) => copies.has(sha256)).flatMap(([, numbers]) => numbers);
  const additions =
    matched.length === 0
      ? recorded
      : new Map([...recorded, [DUPLICATES, [...(recorded.get(DUPLICATES) ?? []), ...matched]]]);
  const annotatesOnly = adding.length === 0 && there.length > 0;
  // An import of annotations leaves the index as it is, so that undoing it leaves nothing behind.
  const indexes = creation || (input.auto_reindex && !annotatesOnly);
  const index = indexes
    ? await indexAdditions(head, additions, (share, message) => context.progress(STORE_SHARE + 2 + share * 16, message))
    : null;
  await context.progress(99, "Committing");

  const result: ImportResult = {
    added: adding.length,
    duplicates,
    skipped_duplicates: stored.length - adding.length,
    failed: failures.length,
    failures: failures.slice(0, MAX_LISTED_FAILURES),
    annotations:
      beside.length === annotations.others.length
        ? null
        : annotationResult(annotations, mode, later, {
            ...annotated,
            labelled: adding.filter(({ path }) => annotations.byPath.get(path)?.isLabelled).length,
            losses: [...annotated.losses, ...(await lostGaps(head, annotations))],
          }),
    ...(annotatesOnly && later.items.size > 0 ? { annotations_only: true } : {}),
  };
  return async (dataset) => {
    const added = await changeOfAdditions(head, additions, index);
    const change = { ...withExisting(added, later, additions), ...whole };
    const by = { actor: context.task.created_by, taskId: context.task.id };
    // Annotations alone are imported, whichever way they came, and that can be undone.
    const event: NewEvent = annotatesOnly
      ? { kind: "annotation_import", detail: { mode, changed: later.items.size }, ...by }
      : { kind: "add_media", detail: {}, ...by };
    const first =
      creation && dataset.snapshots_enabled ? creationSnapshot(dataset, context.task.created_by) : undefined;
    const effects = await effectsOfChange(dataset, head, change, event, first);
    return { effects, message: describeImport(result, input.on_duplicate), result };
  };
}

/** What is added and what becomes of items that were there, as one change. */
function withExisting(change: Change, later: AnnotatedExisting, additions: Additions): Change {
  const sets = new Map(change.sets);
  for (const [name, members] of later.sets) sets.set(name, or(members, bitmapOf(additions.get(name) ?? [])));
  return { ...change, sets, items: or(change.items ?? emptyBitmap, later.items) };
}

async function cleanUpImport(task: TaskRow, input: ImportTaskInput | null): Promise<void> {
  await removeScratch(scratchOf(task));
  // A failed or aborted import keeps its uploads, so that a retry need not send them again.
  if (input && "upload_id" in input.source && (await isCompleted(task.id))) await discardUpload(input.source.upload_id);
}

const retryImport = (user: CurrentUser, datasetId: string, { source, ...options }: ImportTaskInput) =>
  startImport(user, datasetId, source, options);

export const datasetCreation = implement(declaredCreation, {
  run: (context, input) => importMedia(context, input, true),
  retry: retryImport,
  cleanUp: cleanUpImport,
});
export const mediaAddition = implement(declaredAddition, {
  run: (context, input) => importMedia(context, input, false),
  retry: retryImport,
  cleanUp: cleanUpImport,
});

export async function indexAdditions(head: OpenState, additions: Additions, progress: Progress): Promise<IndexRun> {
  const input = await inputFrom(head, false);
  return runIndex({ ...input, sets: withAdditions(input.sets, additions) }, progress);
}

/** Brings every live item under the index. On a dataset that is covered already, everything is judged anew. */
export const reindex = implement(declaredReindex, {
  async run(context, { embedding_model, everything = false }) {
    const head = await openState((await requireHeld(context.task)).head_state_id);
    const loaded = await loadSets(head, [LIVE, INDEXED]);
    const pending = andNot(bitmapOfSet(loaded, LIVE), bitmapOfSet(loaded, INDEXED));
    const input = await inputFrom(head, everything || pending.isEmpty, embedding_model);
    const { sets, columns, summary } = await runIndex(input, (share, message) => context.progress(share * 98, message));
    await context.progress(99, "Committing");
    return async (dataset) => ({
      effects: await effectsOfChange(
        dataset,
        head,
        { sets, columns },
        { kind: "reindex", actor: context.task.created_by, taskId: context.task.id, detail: {} },
      ),
      message: describeRun(summary),
      result: summary,
    });
  },
  retry: (user, datasetId, input) => startReindex(user, datasetId, input),
});
