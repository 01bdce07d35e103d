/** Finds what the labelled items of a version suggest for its unlabelled ones. */
import "server-only";
import { BadRequestError } from "@/lib/errors";
import { DescriptorIndex, matrixOf } from "@/lib/indexing/graph";
import { spaceOf } from "@/lib/indexing/spaces";
import { findItemReadings } from "@/lib/indexing/item-readings";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { andNot, bitmapOf, emptyBitmap, or, and, type Bitmap } from "@/lib/versioning/bitmap";
import { LIVE, parseSetName, revisionSet, setName } from "@/lib/versioning/names";
import { suggestLabels, type Suggestion } from "./rules";
import type { PropagationInput } from "@/lib/operations/label-propagation";

const BATCH = 1_000;

export interface Candidates {
  /** Labels of the items that pass theirs on. */
  readonly labelsOf: ReadonlyMap<number, readonly string[]>;
  readonly labelled: Bitmap;
  readonly targets: Bitmap;
  readonly files: Bitmap;
}

/** Who has labels to pass on, and who could get one. @throws BadRequestError when there is nothing to do */
export async function candidatesOf(open: OpenState, input: PropagationInput): Promise<Candidates> {
  const known = [...open.state.sets.keys()].flatMap((name) =>
    parseSetName(name)?.kind === "label" ? [parseSetName(name)!.value] : [],
  );
  const labels = input.labels ?? known;
  const unknown = labels.filter((label) => !known.includes(label));
  if (unknown.length > 0) throw new BadRequestError(`No item has the label “${unknown[0]}”`);
  const sets = await loadSets(open, [LIVE, revisionSet("file"), ...labels.map((label) => setName("label", label))]);
  const live = bitmapOfSet(sets, LIVE);
  const labelsOf = new Map<number, string[]>();
  let labelled: Bitmap = emptyBitmap;
  for (const label of labels) {
    const members = and(bitmapOfSet(sets, setName("label", label)), live);
    labelled = or(labelled, members);
    for (const item of members.toUint32Array()) labelsOf.set(item, [...(labelsOf.get(item) ?? []), label]);
  }
  if (labelled.isEmpty) throw new BadRequestError("No item has a label to pass on. Label some items first.");
  return { labelsOf, labelled, targets: andNot(live, labelled), files: bitmapOfSet(sets, revisionSet("file")) };
}

async function* vectorsOf(
  open: OpenState,
  items: readonly number[],
  files: Bitmap,
): AsyncGenerator<{ items: number[]; descriptors: Int8Array[] }> {
  const { model } = spaceOf(open.state.sets.keys());
  for (let start = 0; start < items.length; start += BATCH) {
    const rows = (await findItemReadings(open.lineageId, items.slice(start, start + BATCH), model)).filter(
      (row) => row.vector && files.has(row.revision_no),
    );
    if (rows.length > 0)
      yield {
        items: rows.map((row) => row.item_no),
        descriptors: rows.map(
          (row) => new Int8Array(row.vector!.buffer, row.vector!.byteOffset, row.vector!.byteLength),
        ),
      };
  }
}

export interface Found {
  /** By item, most certain first. */
  readonly suggestions: ReadonlyMap<number, readonly Suggestion[]>;
  /** The highest confidence of any label for any target, whatever was asked for; null where none could be compared. */
  readonly best: number | null;
}

/**
 * Suggestions for targets. Items that were never read, such as videos without a frame, neither give nor get any.
 * @param progress is told the share that is done, 0–1; it may throw to stop
 */
export async function suggestFor(
  open: OpenState,
  candidates: Candidates,
  input: PropagationInput,
  progress: (done: number) => Promise<void> = async () => undefined,
): Promise<Found> {
  const index = new DescriptorIndex();
  let done = 0;
  const total = candidates.labelled.size + candidates.targets.size;
  for await (const { items, descriptors } of vectorsOf(open, candidates.labelled.toArray(), candidates.files)) {
    index.add(items, matrixOf(descriptors));
    await progress((done += items.length) / total);
  }
  const suggestions = new Map<number, Suggestion[]>();
  let best: number | null = null;
  for await (const { items, descriptors } of vectorsOf(open, candidates.targets.toArray(), candidates.files)) {
    for (const [row, near] of index.nearest(matrixOf(descriptors), items.length, input.k).entries()) {
      const all = suggestLabels(
        near.map((neighbour) => ({ ...neighbour, labels: candidates.labelsOf.get(neighbour.item) ?? [] })),
        0,
      );
      if (all[0]) best = Math.max(best ?? 0, all[0].confidence);
      const found = all.filter(({ confidence }) => confidence >= input.min_confidence);
      if (found.length > 0) suggestions.set(items[row]!, found);
    }
    await progress((done += items.length) / total);
  }
  return { suggestions, best };
}

/** At most `size` members, spread evenly: the same ones each time. */
export function sampleOf(bitmap: Bitmap, size: number): Bitmap {
  if (bitmap.size <= size) return bitmap;
  return bitmapOf(Array.from({ length: size }, (_, index) => bitmap.at(Math.floor((index * bitmap.size) / size))!));
}
