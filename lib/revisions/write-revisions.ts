/**
 * Writes one facet of many items: captions, boxes or metadata. The rows go in first, without a lock, because until a
 * state names them they do not exist; a later edit makes them the visible ones.
 */
import "server-only";
import { bitmapOfSet, loadSets, reserveNumbers, type OpenState } from "@/lib/states/service";
import { andNot, bitmapOf, or, type Bitmap } from "@/lib/versioning/bitmap";
import { revisionSet, type Facet } from "@/lib/versioning/names";
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

/** Written revisions, and those that they take the place of. */
export interface Written extends WrittenFacet {
  /** The revisions that the items showed in the head that this was prepared for. */
  readonly replaced: Bitmap;
}

/** The revisions of a facet that items show in a state. */
export async function visibleRevisions(open: OpenState, facet: WritableFacet, items: Bitmap): Promise<Bitmap> {
  const name = revisionSet(facet);
  return revisionsOf(open.lineageId, facet, items, bitmapOfSet(await loadSets(open, [name]), name));
}

/** Inserts revisions of a facet and looks up what they take the place of in a state. */
export async function writeFacet(
  open: OpenState,
  facet: WritableFacet,
  values: ReadonlyMap<number, unknown>,
  progress?: (done: number) => Promise<void>,
): Promise<Written> {
  const written = await writeRevisions(open.lineageId, facet, values, progress);
  return { ...written, replaced: await visibleRevisions(open, facet, written.items) };
}

/** The set of visible revisions that follows when what was written takes the place of what was there. */
export const replaceRevisions = (sets: (name: string) => Bitmap, written: Written): [name: string, visible: Bitmap] => {
  const name = revisionSet(written.facet);
  return [name, or(andNot(sets(name), written.replaced), written.revisions)];
};
