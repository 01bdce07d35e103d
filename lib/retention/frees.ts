import "server-only";
import { sourceOf } from "@/lib/states/service";
import { andNot, bitmapOf } from "@/lib/versioning/bitmap";
import { onlyHeldBy } from "@/lib/versioning/only-held";
import * as repository from "./repository";

/**
 * Bytes that only these snapshots hold: roots of states, their objects, what revisions say, and files. Those are free once the
 * snapshots are removed and the collector was there. Exact: what the heads and the other snapshots of all clones hold is read, not
 * estimated. Thumbnails are not counted; they are made anew from the files.
 * @throws DamagedObjectError
 */
export async function bytesOnlyHeldBy(lineageId: string, snapshotIds: readonly string[]): Promise<number> {
  if (snapshotIds.length === 0) return 0;
  const { theirs, others } = await repository.listHolders(lineageId, snapshotIds);
  if (theirs.length === 0) return 0;
  const { objects, revisions, heldByOthers } = await onlyHeldBy(theirs, others, sourceOf(lineageId));
  const numbers = revisions.toArray();
  const files = await repository.listFiles(lineageId, numbers);
  // A file goes with the last revision that names it: revisions that nothing shows hold nothing.
  const elsewhere = andNot(bitmapOf(files.flatMap((file) => file.revisions)), revisions);
  const held = elsewhere.size === 0 ? elsewhere : await heldByOthers(elsewhere);
  const sizes = await Promise.all([
    repository.sizeOfObjects(lineageId, [...objects]),
    repository.sizeOfRevisions(lineageId, numbers),
  ]);
  const ofFiles = files.filter((file) => !file.revisions.some((revision) => held.has(revision)));
  return [...theirs.map(({ root }) => root.byteLength), ...sizes, ...ofFiles.map(({ size }) => size)].reduce(
    (sum, bytes) => sum + bytes,
    0,
  );
}
