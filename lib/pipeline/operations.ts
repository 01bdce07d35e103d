/** What adding media and indexing do in the worker. */
import "server-only";
import { availableParallelism } from "node:os";
import { collectAnnotations, type Collected } from "@/lib/annotations/collect";
import type { AnnotationFile } from "@/lib/annotations/reader";
import { mayBeAnnotations } from "@/lib/annotations/readers";
import { splitsFromFolders } from "@/lib/annotations/splits";
import type { CurrentUser } from "@/lib/auth/service";
import type { FoundClass } from "@/lib/classes/list";
import { assertSetsFit, type Change } from "@/lib/commits/edit";
import { effectsOfChange } from "@/lib/commits/operation-outcome";
import { BadRequestError } from "@/lib/errors";
import { inputFrom, runIndex, type IndexRun, type Progress } from "@/lib/indexing/run";
import { stagedFile, stagingPath } from "@/lib/media/blob-store";
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
import { identified } from "@/lib/objects/identity";
import { captionPayload, originPayload } from "@/lib/revisions/payloads";
import { findRevisionsOfMedia } from "@/lib/revisions/read-revisions";
import { writeRevisions } from "@/lib/revisions/write-revisions";
import { creationSnapshot } from "@/lib/snapshots/creation-snapshot";
import { bitmapOfSet, loadSets, openState, type OpenState } from "@/lib/states/service";
import { isCompleted } from "@/lib/tasks/attempts";
import { implement, requireHeld, type Finish, type OperationContext, type TaskRow } from "@/lib/tasks/implementation";
import { formatCount, plural, storableWithin } from "@/lib/text";
import { discardUpload, findUpload } from "@/lib/uploads/service";
import { andNot, bitmapOf, emptyBitmap, or } from "@/lib/versioning/bitmap";
import { INDEXED, LIVE, revisionSet, setName } from "@/lib/versioning/names";
import {
  annotateExisting,
  picturesIn,
  type AnnotatedExisting,
  type AnnotatedItem,
  type ExistingPicture,
} from "./annotate-existing";
import { listFolder, type Listing } from "./folder";
import { describeReading, describeRun } from "./messages";
import { changeOfAdditions, recordItems, withAdditions, type Additions } from "./record-items";
import type { ImportResult } from "./schema";
import { startImport, startReindex } from "./service";
import type { SourceEntry } from "./source-entry";
import { folderLabels, readS3, readSource, removeScratch, type Tally } from "./sources";

const MAX_LISTED_FAILURES = 1_000;
const PROGRESS_MS = 500;
/** After a crash at most this many files for each lane are decoded again. */
const MEDIA_BATCH = 32;
/** Percent of an import that reading the files takes; recording, and indexing where it is asked for, take the rest. */
const STORE_SHARE = 80;
const scratchOf = (task: TaskRow) => `${stagingPath(task.id)}-scratch`;

interface StoredFile {
  readonly path: string;
  readonly sha256: string;
}

async function filesOf(
  context: OperationContext,
  input: ImportTaskInput,
  tally: Tally,
): Promise<AsyncGenerator<SourceEntry>> {
  const scratch = scratchOf(context.task);
  return "s3_uri" in input.source
    ? readS3(input.source.s3_uri, scratch)
    : readSource(await listSource(input.source), false, scratch, tally);
}

async function listSource(source: Exclude<ImportTaskInput["source"], { s3_uri: string }>): Promise<Listing> {
  if ("folder" in source) return listFolder(source.folder);
  const upload = await findUpload(source.upload_id);
  if (!upload) throw new BadRequestError("The uploaded files are gone; upload them again");
  const roots = upload.files.map((file) => ({
    path: file.path,
    file: stagedFile(upload.id, file.path),
    size: file.size,
  }));
  return { roots, problems: [] };
}

/** Takes every file of the source in, side by side on all cores. Unusable files are listed, never fatal. */
async function storeAll(
  context: OperationContext,
  input: ImportTaskInput,
): Promise<{ stored: StoredFile[]; beside: AnnotationFile[]; failures: ImportResult["failures"] }> {
  const failures: { path: string; reason: string }[] = [];
  const beside: AnnotationFile[] = [];
  const stored: (StoredFile | undefined)[] = [];
  const tally: Tally = { total: null };
  const files = await filesOf(context, input, tally);
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
  let lane: Promise<unknown> = Promise.resolve();
  // An async generator answers one caller at a time; the lane makes the workers take turns.
  const next = () => {
    const turn = lane.then(() => files.next());
    lane = turn.catch(() => undefined);
    return turn;
  };
  const worker = async (): Promise<void> => {
    for (let turn = await next(); !turn.done; turn = await next()) {
      const entry = turn.value;
      if ("problem" in entry) {
        failures.push(entry.problem);
        finished += 1;
        continue;
      }
      const { file } = entry;
      if (mayBeAnnotations(file.path)) {
        beside.push(file);
        await finish(file.position);
        continue;
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
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, worker));
  await insertMedia(fresh);
  return { stored: stored.filter((file) => file !== undefined), beside, failures };
}

/** Contents that the head shows in live items, with the numbers of those. */
export async function findContentsInHead(open: OpenState, hashes: readonly string[]): Promise<Map<string, number[]>> {
  const revisions = await findRevisionsOfMedia(open.lineageId, hashes);
  const sets = await loadSets(open, [LIVE, revisionSet("file")]);
  const shown = revisions.filter(
    (row) => bitmapOfSet(sets, LIVE).has(row.item_no) && bitmapOfSet(sets, revisionSet("file")).has(row.revision_no),
  );
  const byContent = new Map<string, number[]>();
  for (const row of shown) byContent.set(row.sha256, [...(byContent.get(row.sha256) ?? []), row.item_no]);
  return byContent;
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
    [...source.stored.map(({ path, sha256 }) => ({ path, ...media.get(sha256)! })), ...called],
    { orientationOf: ({ path }) => readOrientation(hashes.get(path)!) },
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
    if (!first) throw new BadRequestError("There are no files to add");
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
  const labelsOf = (file: StoredFile) => [
    ...new Set([
      ...(labels.has(file.path) ? [labels.get(file.path)!] : []),
      ...(annotations.byPath.get(file.path)?.labels ?? []),
    ]),
  ];
  const folderSplits = splitsFromFolders(stored.map((file) => file.path));
  const splitOf = ({ path }: StoredFile): string[] => {
    const split = annotations.byPath.get(path)?.split ?? folderSplits.get(path)?.split;
    return split ? [split] : [];
  };
  // Told before thousands of rows are written, though the gate would refuse them as well.
  assertSetsFit(head, new Map(adding.flatMap(labelsOf).map((label) => [setName("label", label), { isEmpty: false }])));
  const { additions: files, itemNos } = await recordItems(
    head.lineageId,
    context.task.id,
    adding.map((file) => ({
      ...file,
      sets: [
        setName("kind", media.get(file.sha256)!.kind),
        ...labelsOf(file).map((label) => setName("label", label)),
        ...splitOf(file).map((split) => setName("split", split)),
        ...(isDuplicate(file.sha256) ? [DUPLICATES] : []),
      ],
    })),
  );
  const annotated = await writeAnnotations(head.lineageId, context.task.id, adding, itemNos, annotations);
  const later = await annotateExisting(head, context.task.id, annotatedBefore(existing, stored, adding, annotations));
  const recorded = new Map([...files, ...annotated.additions]);
  // What was there before is now a duplicate too.
  const matched = [...known].filter(([sha256]) => copies.has(sha256)).flatMap(([, numbers]) => numbers);
  const additions =
    matched.length === 0
      ? recorded
      : new Map([...recorded, [DUPLICATES, [...(recorded.get(DUPLICATES) ?? []), ...matched]]]);
  const indexes = creation || input.auto_reindex;
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
        : {
            labelled:
              adding.filter((file) => (annotations.byPath.get(file.path)?.labels.size ?? 0) > 0).length +
              later.labelled,
            captioned: annotated.captioned + later.captioned,
            boxed: annotated.boxed + later.boxed,
            existing: later.items.size,
            problems: annotations.problems,
            problem_count: annotations.problemCount,
            losses: annotations.losses,
            by_kind: annotations.byKind,
            by_class: mostFrequent(annotations.byClass),
          },
  };
  return async (dataset) => {
    const added = await changeOfAdditions(head, additions, index);
    const change = { ...withExisting(added, later, additions), classes: classesOfFiles(annotations) };
    const event = {
      kind: "add_media",
      actor: context.task.created_by,
      taskId: context.task.id,
      detail: {},
    } as const;
    const first =
      creation && dataset.snapshots_enabled ? creationSnapshot(dataset, context.task.created_by) : undefined;
    const effects = await effectsOfChange(dataset, head, change, event, first);
    const parts = [adding.length > 0 ? `Added ${plural(adding.length, "item")}` : "Added nothing"];
    if (failures.length > 0) parts.push(`${plural(failures.length, "file")} could not be used`);
    if (duplicates > 0)
      parts.push(`${plural(duplicates, "duplicate")} ${input.on_duplicate === "skip" ? "skipped" : "kept"}`);
    if (result.annotations) {
      const { labelled, captioned, boxed, problem_count } = result.annotations;
      if (result.annotations.existing > 0)
        parts.push(
          `annotated ${plural(result.annotations.existing, "item")} that ${result.annotations.existing === 1 ? "was" : "were"} there`,
        );
      const kinds = [
        [labelled, "labels"],
        [captioned, "a caption"],
        [boxed, "objects"],
      ]
        .filter(([count]) => Number(count) > 0)
        .map(([count, kind]) => `${formatCount(Number(count))} with ${kind}`);
      if (kinds.length > 0) parts.push(kinds.join(", "));
      if (problem_count > 0) parts.push(`${plural(problem_count, "annotation")} could not be used`);
    }
    return { effects, message: parts.join("; "), result };
  };
}

const nothingFits = ({ problems, problemCount }: Collected): string =>
  `Nothing of the annotations could be used: ${problems[0]!.path}: ${problems[0]!.reason}` +
  (problemCount > 1 ? `, and ${plural(problemCount - 1, "more problem")}` : "");

/** What was there before and is spoken of: by its own path, or by that of a file that is not added because its content is there. */
function annotatedBefore(
  existing: readonly ExistingPicture[],
  stored: readonly StoredFile[],
  adding: readonly StoredFile[],
  annotations: Collected,
): AnnotatedItem[] {
  const added = new Set(adding);
  const sent = new Set(stored.map(({ path }) => path));
  const skipped = new Map(stored.filter((file) => !added.has(file)).map(({ path, sha256 }) => [sha256, path]));
  return existing.flatMap(({ item_no, media_id, path, sha256 }) => {
    const own = sent.has(path) ? undefined : annotations.byPath.get(path);
    const found = own ?? annotations.byPath.get(skipped.get(sha256) ?? "");
    return found ? [{ itemNo: item_no, mediaId: media_id, path, found }] : [];
  });
}

/** What is added and what becomes of items that were there, as one change. */
function withExisting(change: Change, later: AnnotatedExisting, additions: Additions): Change {
  const sets = new Map(change.sets);
  for (const [name, members] of later.sets) sets.set(name, or(members, bitmapOf(additions.get(name) ?? [])));
  return { ...change, sets, items: or(change.items ?? emptyBitmap, later.items) };
}

/** What annotation files list, in their order, whether anything has it or not. Files hold any character, the database does not. */
const classesOfFiles = ({ classes }: Collected): FoundClass[] =>
  classes.map((one) => ({ ...storableWithin(one), objects: true }));

/** Classes that a result counts. */
const MAX_COUNTED_CLASSES = 1_000;
const mostFrequent = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(counts)
      .sort(([, a], [, b]) => b - a)
      .slice(0, MAX_COUNTED_CLASSES),
  );

/** Objects of so many items are in memory at once. */
const ANNOTATED_BATCH = 5_000;

/** What the files say of the added items, as revisions that become visible with them. */
async function writeAnnotations(
  lineageId: string,
  taskId: string,
  files: readonly StoredFile[],
  itemNos: readonly number[],
  annotations: Collected,
): Promise<{ additions: Map<string, number[]>; captioned: number; boxed: number }> {
  const additions = new Map<string, number[]>();
  const counts = { caption: 0, objects: 0, origin: 0 };
  const annotated = files.flatMap((file, index) => {
    const found = annotations.byPath.get(file.path);
    return found ? [{ file, found, itemNo: itemNos[index]! }] : [];
  });
  for (let start = 0; start < annotated.length; start += ANNOTATED_BATCH) {
    const batch = annotated.slice(start, start + ANNOTATED_BATCH);
    for (const facet of ["caption", "objects", "origin"] as const) {
      const payloads = new Map<number, unknown>();
      for (const { file, found, itemNo } of batch) {
        const payload = {
          caption: () => captionPayload(found.captions),
          objects: () => (found.objectCount > 0 ? identified(found.objects(), [taskId, file.path]) : null),
          origin: () => originPayload(found),
        }[facet]();
        if (payload) payloads.set(itemNo, payload);
      }
      if (payloads.size === 0) continue;
      counts[facet] += payloads.size;
      const written = (await writeRevisions(lineageId, facet, payloads)).revisions.toArray();
      additions.set(revisionSet(facet), (additions.get(revisionSet(facet)) ?? []).concat(written));
    }
  }
  return { additions, captioned: counts.caption, boxed: counts.objects };
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
  async run(context, { embedding_model }) {
    const head = await openState((await requireHeld(context.task)).head_state_id);
    const loaded = await loadSets(head, [LIVE, INDEXED]);
    const pending = andNot(bitmapOfSet(loaded, LIVE), bitmapOfSet(loaded, INDEXED));
    const input = await inputFrom(head, pending.isEmpty, embedding_model);
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
