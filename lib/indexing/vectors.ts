/**
 * Vectors of a lineage's files, packed in memory, for comparing an example with every one of them where no graph holds
 * them. They are kept in blocks of 16,384 revisions, so that what does not fit goes in parts and not all at once.
 */
import "server-only";
import { setImmediate as breathe } from "node:timers/promises";
import { derived } from "@/lib/derived";
import { andNot, bitmapOf, emptyBitmap, memoryOf, or, type Bitmap } from "@/lib/versioning/bitmap";
import { findPackedVectors } from "./repository";

interface Block {
  readonly members: Bitmap;
  readonly revisions: Uint32Array;
  readonly items: Uint32Array;
  readonly vectors: Int8Array;
}
const NOTHING: Block = {
  members: emptyBitmap,
  revisions: new Uint32Array(0),
  items: new Uint32Array(0),
  vectors: new Int8Array(0),
};
const BLOCK = 16_384;
/** By lineage, model and number of the block. */
const blocks = derived<Block>(
  "vectors",
  ({ members, revisions, vectors }) => memoryOf(members) + 2 * revisions.byteLength + vectors.byteLength,
);

const join = <A extends Uint32Array | Int8Array>(a: A, b: A, into: A): A => {
  into.set(a);
  into.set(b, a.length);
  return into;
};

/** A block that has what there is of the wanted revisions: readings are only ever added, so what it lacks is asked for again. */
async function blockWith(lineageId: string, model: string, number: number, wanted: Bitmap): Promise<Block> {
  const key = `${lineageId} ${model} ${number}`;
  const known = blocks.get(key) ?? NOTHING;
  const missing = andNot(wanted, known.members);
  if (missing.isEmpty) return known;
  const found = await findPackedVectors(lineageId, model, missing.toArray());
  if (found.revisions.length === 0) return known;
  const { revisions, items, vectors } = known;
  return blocks.remember(key, {
    members: or(known.members, bitmapOf(found.revisions)),
    revisions: join(revisions, found.revisions, new Uint32Array(revisions.length + found.revisions.length)),
    items: join(items, found.items, new Uint32Array(items.length + found.items.length)),
    vectors: join(vectors, found.vectors, new Int8Array(vectors.length + found.vectors.length)),
  });
}

/**
 * Compares an example with the vectors of revisions: `visit` gets each item with its cosine. A hundred thousand in memory
 * take some 0.1 s; between blocks others get their turn. @returns how many had a vector
 */
export async function compareWith(
  lineageId: string,
  model: string,
  wanted: Bitmap,
  example: Int8Array,
  visit: (item: number, cosine: number) => void,
): Promise<number> {
  const length = Math.hypot(...example);
  const numbers = wanted.toUint32Array();
  let compared = 0;
  for (let start = 0; start < numbers.length;) {
    const number = Math.floor(numbers[start]! / BLOCK);
    let end = start;
    while (end < numbers.length && numbers[end]! < (number + 1) * BLOCK) end += 1;
    const mask = new Uint8Array(BLOCK);
    for (let at = start; at < end; at += 1) mask[numbers[at]! % BLOCK] = 1;
    const { revisions, items, vectors } = await blockWith(
      lineageId,
      model,
      number,
      bitmapOf(numbers.subarray(start, end)),
    );
    for (let row = 0; row < revisions.length; row += 1) {
      if (mask[revisions[row]! % BLOCK] === 0) continue;
      let [dot, squares] = [0, 0];
      for (let at = 0, from = row * example.length; at < example.length; at += 1) {
        const value = vectors[from + at]!;
        dot += value * example[at]!;
        squares += value * value;
      }
      compared += 1;
      visit(items[row]!, squares === 0 || length === 0 ? 0 : dot / (Math.sqrt(squares) * length));
    }
    start = end;
    await breathe();
  }
  return compared;
}
