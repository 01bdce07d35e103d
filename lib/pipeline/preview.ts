/** What files hold, before anything of them is imported. Nothing of the dataset changes, and what is unpacked is dropped again. */
import "server-only";
import { randomUUID } from "node:crypto";
import { requireDataset } from "@/lib/access/service";
import { collectAnnotations, type Collected } from "@/lib/annotations/collect";
import { mayBeAnnotations } from "@/lib/annotations/readers";
import { splitsFromFolders } from "@/lib/annotations/splits";
import type { CurrentUser } from "@/lib/auth/service";
import { stagingPath } from "@/lib/media/blob-store";
import { measureMedia } from "@/lib/media/decode";
import { processWide } from "@/lib/process-wide";
import { openState } from "@/lib/states/service";
import { annotatedItems, lostGaps, mostFrequent } from "./annotated-items";
import { picturesIn } from "./annotate-existing";
import { findContentsInHead } from "./contents";
import { orientationsOf } from "./import-annotations";
import type { ImportPreview, ImportPreviewInput } from "./schema";
import { requireUpload } from "./service";
import { filesOf, listUpload } from "./source-files";
import { listPaths, removeScratch } from "./sources";
import { surveySource, type SurveyedSource } from "./survey-source";

const SHOWN = 100;
const SHOWN_NAMES = 20;

/** One at a time: reading annotations takes a core, and this process answers everybody. */
const turns = processWide("import previews", () => ({ last: Promise.resolve() as Promise<unknown> }));

/** @throws NotFoundError, ForbiddenError, BadRequestError */
export async function previewImport(
  user: CurrentUser,
  datasetId: string,
  input: Pick<ImportPreviewInput, "upload_id" | "mapping">,
): Promise<ImportPreview> {
  const dataset = await requireDataset(user, datasetId, "pipeline.run");
  await requireUpload(datasetId, input.upload_id);
  const mine = turns.last.then(async () => look(await openState(dataset.head_state_id), input));
  turns.last = mine.catch(() => undefined);
  return mine;
}

type Head = Awaited<ReturnType<typeof openState>>;

async function look(
  head: Head,
  { upload_id, mapping }: Pick<ImportPreviewInput, "upload_id" | "mapping">,
): Promise<ImportPreview> {
  const names = await pathsOf(upload_id);
  // The usual case: pictures alone, which nobody has to unpack to know that.
  if (!names.some(mayBeAnnotations)) return withoutAnnotations(upload_id, names.length);
  const scratch = `${stagingPath(upload_id)}-preview-${randomUUID()}`;
  let addresses = 0;
  try {
    const files = await filesOf({ upload_id }, scratch, { total: null }, (_list, count) => (addresses += count));
    const source = await surveySource(files, measureMedia);
    const known = await findContentsInHead(head, [...new Set(source.media.map(({ sha256 }) => sha256))]);
    const existing = source.beside.length > 0 ? await picturesIn(head) : [];
    const sent = new Set(source.media.map(({ path }) => path));
    const called = existing.filter(({ path }) => !sent.has(path));
    const annotations = await collectAnnotations(source.beside, [...source.media, ...called], {
      orientationOf: orientationsOf(called),
      mapping,
    });
    try {
      const standIns = source.media.filter(({ sha256 }) => known.has(sha256));
      return {
        ...present(upload_id, source, annotations),
        losses: [...annotations.losses, ...(await lostGaps(head, annotations))],
        media: { total: source.media.length, known: standIns.length, addresses },
        pictures: {
          ...annotations.pictures,
          existing: annotatedItems(existing, sent, standIns, annotations).length,
          matched_names: [...annotations.byPath.keys()].slice(0, SHOWN_NAMES),
          unmatched_names: annotations.unmatchedNames,
        },
      };
    } finally {
      annotations.close();
    }
  } finally {
    await removeScratch(scratch);
  }
}

async function pathsOf(uploadId: string): Promise<string[]> {
  const names: string[] = [];
  for await (const name of listPaths(await listUpload(uploadId))) names.push(name);
  return names;
}

function withoutAnnotations(upload_id: string, total: number): ImportPreview {
  return {
    upload_id,
    formats: [],
    media: { total, known: 0, addresses: 0 },
    pictures: { matched: 0, existing: 0, unmatched: 0, matched_names: [], unmatched_names: [] },
    annotations: { by_kind: {}, by_class: {} },
    splits: {},
    losses: [],
    problems: [],
    problem_count: 0,
    failures: [],
    failed: 0,
  };
}

function present(upload_id: string, source: SurveyedSource, annotations: Collected) {
  const failures = [
    ...source.failures,
    ...annotations.others.map(({ path }) => ({ path, reason: "not an image or a video, nor annotations of one" })),
  ];
  return {
    upload_id,
    formats: annotations.formats,
    annotations: { by_kind: annotations.byKind, by_class: mostFrequent(annotations.byClass) },
    splits: splitsOf(source, annotations),
    problems: annotations.problems.slice(0, SHOWN),
    problem_count: annotations.problemCount,
    failures: failures.slice(0, SHOWN),
    failed: failures.length,
  };
}

/** How many pictures each split gets: by what files say, else by the folders that they lie in. */
function splitsOf({ media }: SurveyedSource, { byPath }: Collected): Record<string, number> {
  const counts: Record<string, number> = {};
  const folders = splitsFromFolders(media.map(({ path }) => path));
  for (const path of new Set([...byPath.keys(), ...folders.keys()])) {
    const found = byPath.get(path);
    const split = found?.called ? found.split : (found?.split ?? folders.get(path)?.split);
    if (split) counts[split] = (counts[split] ?? 0) + 1;
  }
  return counts;
}
