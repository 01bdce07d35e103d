/** Full verification: every digest down to chunks, every row that a state names, every byte of every blob. */
import "server-only";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { isSystemError } from "@/lib/errors";
import { hashOfFile, hashOfPayload } from "@/lib/revisions/payloads";
import { blobPath } from "@/lib/media/blob-store";
import { findFilesOfItem, findObjects, findState, type StateSummary } from "@/lib/states/uncached";
import { andNot, bitmapOf, emptyBitmap, or, orMany, type Bitmap } from "@/lib/versioning/bitmap";
import { DamagedObjectError } from "@/lib/versioning/damage";
import { LIVE, REVISION_SETS, revisionSet, setName } from "@/lib/versioning/names";
import { countState, loadColumn, loadSets, openState, type LoadedSet, type ObjectSource } from "@/lib/versioning/state";
import { findRevisionsToCheck, listPointers, type Pointer, type RevisionCheck } from "./repository";

export interface Damage {
  readonly dataset: string;
  /** The snapshot that is damaged, or the dataset's current data. */
  readonly where: string;
  readonly what: string;
}

export interface VerificationReport {
  readonly checked: { states: number; revisions: number; blobs: number };
  readonly damage: Damage[];
}

const REVISION_BATCH = 10_000;

/** What was verified in one lineage already; its states share most of it. */
class LineageCheck {
  private readonly states = new Map<string, { problems: string[]; revisions: Bitmap }>();
  private checked: Bitmap = emptyBitmap;
  /** Number, item and boxes of each revision of boxes that was checked, three numbers each. */
  private readonly boxes: number[] = [];
  /** Problems of revisions, by number. */
  private readonly damagedRevisions = new Map<number, string>();

  constructor(
    private readonly lineageId: string,
    private readonly blobs: BlobCheck,
    private readonly report: VerificationReport,
  ) {}

  async problemsOf(stateId: string): Promise<string[]> {
    const known = this.states.get(stateId) ?? (await this.checkState(stateId));
    this.states.set(stateId, known);
    const damaged = [...this.damagedRevisions]
      .filter(([revision]) => known.revisions.has(revision))
      .map(([, problem]) => problem);
    return [...known.problems, ...damaged];
  }

  private async checkState(stateId: string): Promise<{ problems: string[]; revisions: Bitmap }> {
    this.report.checked.states += 1;
    const row = await findState(stateId);
    if (!row) return { problems: ["its state is missing"], revisions: emptyBitmap };
    const source: ObjectSource = { get: (hashes) => findObjects(this.lineageId, hashes) };
    // Loading checks hashes and cardinalities on the way; nothing is cached, so every byte is read from the database.
    try {
      const state = await openState(row.digest, row.root, source);
      const sets = await loadSets(state, state.sets.keys(), source);
      for (const name of state.columns.keys()) await loadColumn(state, name, source);
      const problems: string[] = [];
      const counts = countState(sets);
      if (
        counts.n_items !== row.n_items ||
        counts.n_images !== row.n_images ||
        counts.n_videos !== row.n_videos ||
        (row.n_unindexed !== null && counts.n_unindexed !== row.n_unindexed)
      )
        problems.push("its counts are wrong");
      const revisions = orMany(REVISION_SETS.map((name) => sets.get(name)?.bitmap ?? emptyBitmap));
      await this.checkRevisions(revisions);
      if (row.summary) problems.push(...(await this.summaryProblems(row.summary, revisions, sets)));
      return { problems, revisions };
    } catch (error) {
      if (!(error instanceof DamagedObjectError)) throw error;
      return { problems: [error.message], revisions: emptyBitmap };
    }
  }

  /** What is kept with a state beside its digest, beside what its rows say. A damaged row is named itself, not for this. */
  private async summaryProblems(
    kept: StateSummary,
    revisions: Bitmap,
    sets: ReadonlyMap<string, LoadedSet>,
  ): Promise<string[]> {
    for (const damaged of this.damagedRevisions.keys()) if (revisions.has(damaged)) return [];
    const set = (name: string) => sets.get(name)?.bitmap ?? emptyBitmap;
    const [live, shown] = [set(LIVE), set(revisionSet("objects"))];
    let objects = 0;
    for (let at = 0; at < this.boxes.length; at += 3)
      if (shown.has(this.boxes[at]!) && live.has(this.boxes[at + 1]!)) objects += this.boxes[at + 2]!;
    const images = andNot(live, set(setName("kind", "video")));
    const [first] = images.isEmpty ? live : images;
    const files = first === undefined ? [] : await findFilesOfItem(this.lineageId, first);
    const cover = files.find((file) => set(revisionSet("file")).has(file.revision_no))?.sha256 ?? null;
    return [
      ...(objects === kept.n_objects ? [] : [`its number of boxes is wrong: ${kept.n_objects}, not ${objects}`]),
      ...(cover === kept.cover_sha256 ? [] : ["its cover is wrong"]),
    ];
  }

  private rememberBoxes({ facet, revision_no, item_no, payload }: RevisionCheck): void {
    if (facet === "objects" && Array.isArray(payload)) this.boxes.push(revision_no, item_no, payload.length);
  }

  private async checkRevisions(revisions: Bitmap): Promise<void> {
    const pending = andNot(revisions, this.checked).toArray();
    for (let start = 0; start < pending.length; start += REVISION_BATCH) {
      const batch = pending.slice(start, start + REVISION_BATCH);
      const rows = await findRevisionsToCheck(this.lineageId, batch);
      const found = bitmapOf(rows.map((row) => row.revision_no));
      for (const missing of andNot(bitmapOf(batch), found))
        this.damagedRevisions.set(missing, `revision ${missing} is missing`);
      for (const row of rows) {
        this.rememberBoxes(row);
        const name = row.payload.path ?? `item ${row.item_no}`;
        if (!row.has_item && row.facet !== "document")
          this.damagedRevisions.set(row.revision_no, `the item of ${name} is missing`);
        else {
          const expected =
            row.facet === "file"
              ? hashOfFile(row.payload.path ?? "", row.sha256 ?? "")
              : hashOfPayload(row.facet, row.payload);
          const problem =
            expected !== row.content_hash
              ? `its ${row.facet} row was altered`
              : row.sha256
                ? await this.blobs.problemOf(row.sha256)
                : null;
          if (problem) this.damagedRevisions.set(row.revision_no, `${name}: ${problem}`);
        }
      }
      this.report.checked.revisions += rows.length;
    }
    this.checked = or(this.checked, revisions);
  }
}

class BlobCheck {
  private readonly known = new Map<string, string | null>();
  constructor(private readonly report: VerificationReport) {}

  async problemOf(sha256: string): Promise<string | null> {
    let problem = this.known.get(sha256);
    if (problem === undefined) {
      problem = await this.read(sha256);
      this.known.set(sha256, problem);
      this.report.checked.blobs += 1;
    }
    return problem;
  }

  private async read(sha256: string): Promise<string | null> {
    const hash = createHash("sha256");
    try {
      await pipeline(createReadStream(blobPath(sha256)), hash);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return `its file ${sha256} is missing or cannot be read`;
    }
    return hash.digest("hex") === sha256 ? null : `its file ${sha256} was altered`;
  }
}

/** Verifies one dataset, or all. Reads only. */
export async function verify(
  datasetId: string | undefined,
  progress: (done: number, total: number, pointer: Pointer) => void = () => undefined,
): Promise<VerificationReport> {
  const report: VerificationReport = { checked: { states: 0, revisions: 0, blobs: 0 }, damage: [] };
  const pointers = await listPointers(datasetId);
  const blobs = new BlobCheck(report);
  const lineages = new Map<string, LineageCheck>();
  for (const [index, pointer] of pointers.entries()) {
    progress(index, pointers.length, pointer);
    let lineage = lineages.get(pointer.lineage_id);
    if (!lineage) lineages.set(pointer.lineage_id, (lineage = new LineageCheck(pointer.lineage_id, blobs, report)));
    for (const what of await lineage.problemsOf(pointer.state_id)) {
      report.damage.push({
        dataset: pointer.dataset_name,
        where: pointer.snapshot_name === null ? "current data" : `snapshot “${pointer.snapshot_name}”`,
        what,
      });
    }
  }
  return report;
}
