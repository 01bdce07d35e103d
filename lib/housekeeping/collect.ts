/**
 * The collector: drops what nothing keeps. Kept are heads (of datasets in the trash too, as long as they can be brought back),
 * snapshots (removed ones for a grace time), superseded heads for a day, and everything younger than the longest write.
 */
import "server-only";
import { opendir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { settings } from "@/lib/env";
import { ifMissing } from "@/lib/errors";
import { blobPath, exists, stagingPath, thumbnailPath } from "@/lib/media/blob-store";
import { andNot, bitmapOf, emptyBitmap, or } from "@/lib/versioning/bitmap";
import { REVISION_SETS } from "@/lib/versioning/names";
import { loadSets, openState, reachableObjects, type ObjectSource } from "@/lib/versioning/state";
import { CollectorConnection, listLineages, type Cutoffs } from "./repository";

const HOUR_MS = 3_600_000;

export interface CollectionReport {
  datasets: number;
  snapshots: number;
  states: number;
  objects: number;
  object_bytes: number;
  revisions: number;
  items: number;
  media: number;
  files: number;
  file_bytes: number;
  uploads: number;
}

export const DEFAULT_GRACE_HOURS = { youngest: 24, supersededHeads: 24, removedSnapshots: 30 * 24, trash: 30 * 24 };

/** @param graceHours how long unreachable, superseded and removed things stay; shorten it only where nobody writes */
export async function collect(
  connectionString: string,
  graceHours = DEFAULT_GRACE_HOURS,
  progress: (text: string) => void = () => undefined,
): Promise<CollectionReport> {
  const before = (hours: number) => new Date(Date.now() - hours * HOUR_MS);
  const cutoffs: Cutoffs = {
    youngest: before(graceHours.youngest),
    supersededHeads: before(graceHours.supersededHeads),
    removedSnapshots: before(graceHours.removedSnapshots),
    trash: before(graceHours.trash),
  };
  const report: CollectionReport = {
    datasets: 0,
    snapshots: 0,
    states: 0,
    objects: 0,
    object_bytes: 0,
    revisions: 0,
    items: 0,
    media: 0,
    files: 0,
    file_bytes: 0,
    uploads: 0,
  };
  const connection = await CollectorConnection.open(connectionString);
  try {
    report.datasets = await connection.deletePurgedDatasets(cutoffs);
    const lineages = await listLineages();
    for (const [index, lineageId] of lineages.entries()) {
      progress(`Lineage ${index + 1} of ${lineages.length}`);
      await connection.withLineage(lineageId, () => collectLineage(connection, lineageId, cutoffs, report));
    }
    for (const sha256 of await connection.deleteUnusedMedia(cutoffs)) {
      report.media += 1;
      await removeThumbnails(sha256);
    }
    progress("Files");
    await collectBlobs(connection, cutoffs, report);
    for (const id of await connection.deleteOldUploads(cutoffs)) {
      report.uploads += 1;
      await rm(stagingPath(id), { recursive: true, force: true });
    }
    return report;
  } finally {
    await connection.close();
  }
}

const REVISION_BATCH = 50_000;

async function collectLineage(
  connection: CollectorConnection,
  lineageId: string,
  cutoffs: Cutoffs,
  report: CollectionReport,
): Promise<void> {
  report.snapshots += await connection.deleteRemovedSnapshots(lineageId, cutoffs);
  const kept = await connection.listKeptStates(lineageId, cutoffs);
  const source: ObjectSource = { get: (hashes) => connection.readObjects(lineageId, hashes) };
  const objects = new Set<string>();
  let visible = emptyBitmap;
  for (const row of kept) {
    // A damaged state throws here and ends the run: what it would have kept cannot be told, so nothing is dropped.
    const state = await openState(row.digest, row.root, source);
    for (const hash of await reachableObjects(state, source)) objects.add(hash);
    const sets = await loadSets(state, REVISION_SETS, source);
    for (const { bitmap } of sets.values()) visible = or(visible, bitmap);
  }
  report.states += await connection.deleteStatesExcept(
    lineageId,
    kept.map((row) => row.id),
  );
  const dropped = await connection.deleteObjectsExcept(lineageId, [...objects]);
  report.objects += dropped.count;
  report.object_bytes += dropped.bytes;
  const unreachable = andNot(bitmapOf(await connection.listOldRevisions(lineageId, cutoffs)), visible).toArray();
  for (let start = 0; start < unreachable.length; start += REVISION_BATCH)
    report.revisions += await connection.deleteRevisions(lineageId, unreachable.slice(start, start + REVISION_BATCH));
  report.items += await connection.deleteBareItems(lineageId, cutoffs);
}

async function removeThumbnails(sha256: string): Promise<void> {
  await Promise.all(
    (["small", "large"] as const).map((variant) => rm(thumbnailPath(sha256, variant), { force: true })),
  );
}

/**
 * Blobs that no media row names, such as those of an import that was killed, previews that were made while their file was being
 * dropped, and halves of files that were never finished.
 */
async function collectBlobs(
  connection: CollectorConnection,
  cutoffs: Cutoffs,
  report: CollectionReport,
): Promise<void> {
  const remove = async (file: string): Promise<void> => {
    const info = await stat(file).catch(ifMissing(null));
    if (!info || info.mtime > cutoffs.youngest) return;
    await rm(file, { force: true });
    report.files += 1;
    report.file_bytes += info.size;
  };
  const walk = async (folder: string, look: (name: string, file: string) => Promise<void>): Promise<void> => {
    for await (const entry of await opendir(folder)) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) await walk(file, look);
      else if (entry.name.endsWith(".part")) await remove(file);
      else await look(entry.name, file);
    }
  };
  const store = (folder: string) => path.join(settings().dataDir, folder);
  await walk(store("blobs"), async (name) => {
    if (!/^[0-9a-f]{64}$/.test(name)) return;
    await connection.withBlob(name, async (named) => {
      // The age is read under the lock that an importer touches the file under.
      if (!named) await remove(blobPath(name));
    });
  }).catch(ifMissing(undefined));
  await walk(store("thumbnails"), async (name, file) => {
    const [sha256] = /^[0-9a-f]{64}(?=\.)/.exec(name) ?? [];
    if (sha256 && !(await exists(blobPath(sha256)))) await remove(file);
  }).catch(ifMissing(undefined));
  // What was learnt of exports: links to them are good for a day.
  await walk(store("exports"), (_name, file) => remove(file)).catch(ifMissing(undefined));
}
