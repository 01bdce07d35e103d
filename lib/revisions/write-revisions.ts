/**
 * Writes one facet of many items: captions, boxes or metadata. The rows go in first, without a lock, because until a
 * state names them they do not exist; a later edit makes them the visible ones.
 */
import type { Db } from "@/lib/db";
import { reserveNumbers } from "@/lib/states/repository";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { andNot, bitmapOf, or, type Bitmap } from "@/lib/versioning/bitmap";
import { revisionSet, type Facet } from "@/lib/versioning/names";
import { hashOfPayload } from "./payloads";
import { copyRevisions, insertRevisions, type NewRevision } from "./repository";
import { revisionsOf } from "./revision-items";

export type WritableFacet = Exclude<Facet, "file">;

export interface WrittenFacet {
  readonly facet: WritableFacet;
  /** Items whose facet is replaced or taken away. */
  readonly items: Bitmap;
  /** The revisions that become visible. */
  readonly revisions: Bitmap;
}

/** Rows of one COPY; a conflict costs at most this many slower inserts. */
const COPY_BATCH = 50_000;
/** Below this a plain insert is as fast, and finds equal revisions by itself. */
const COPY_FROM = 2_000;
const INSERT_BATCH = 5_000;

/**
 * Inserts revisions, or finds those that say the same already.
 * @param values what each item's facet becomes; null takes it away
 * @param progress is told the share that is written, 0–1; it may throw to stop
 */
export async function writeRevisions(
  lineageId: string,
  facet: WritableFacet,
  values: ReadonlyMap<number, unknown>,
  progress: (done: number) => Promise<void> = async () => undefined,
): Promise<WrittenFacet> {
  const revisions: number[] = [];
  const entries = [...values].filter(([, payload]) => payload !== null);
  for (let start = 0; start < entries.length; start += COPY_BATCH) {
    const batch = entries.slice(start, start + COPY_BATCH);
    const { firstRevision } = await reserveNumbers(lineageId, 0, batch.length);
    const rows = batch.map(([itemNo, payload], index): NewRevision => ({
      itemNo,
      revisionNo: firstRevision + index,
      contentHash: hashOfPayload(facet, payload),
      payload,
    }));
    if (rows.length >= COPY_FROM && (await copyRevisions(lineageId, facet, rows)))
      revisions.push(...rows.map((row) => row.revisionNo));
    else {
      for (let from = 0; from < rows.length; from += INSERT_BATCH) {
        const found = await insertRevisions(lineageId, facet, rows.slice(from, from + INSERT_BATCH));
        for (const revision of found.values()) revisions.push(revision);
      }
    }
    await progress(Math.min(1, (start + batch.length) / entries.length));
  }
  return { facet, items: bitmapOf(values.keys()), revisions: bitmapOf(revisions) };
}

/** The set of visible revisions that follows when what was written becomes visible in a state. */
export async function applyRevisions(
  open: OpenState,
  written: WrittenFacet,
  client: Db,
): Promise<[name: string, visible: Bitmap]> {
  const name = revisionSet(written.facet);
  const visible = bitmapOfSet(await loadSets(open, [name], client), name);
  const replaced = await revisionsOf(open.lineageId, written.facet, written.items, visible);
  return [name, or(andNot(visible, replaced), written.revisions)];
}
