/**
 * Which item a revision belongs to, packed in memory: four bytes for each revision number, in blocks of 65,536. Rows never
 * change, so a block stays valid; numbers that are reserved but not written yet are looked up again when asked for.
 */
import "server-only";
import { derived } from "@/lib/derived";
import { andNot, bitmapOf, type Bitmap } from "@/lib/versioning/bitmap";
import { CHUNK_SIZE, DamagedObjectError } from "@/lib/versioning/objects";
import { findItemsOfRevisions, findRevisionBlock, findRevisionNumbers } from "./repository";
import type { Facet } from "@/lib/versioning/names";

const UNKNOWN = 0xffffffff;
/** By lineage and number of the block. */
const blocks = derived<Uint32Array>("items of revisions", (block) => block.byteLength);
/** Fewer revisions than this are cheaper to ask for by number than to read whole blocks of. */
const BLOCKS_FROM = 4_000;

async function blockOf(lineageId: string, key: number, wanted: (block: Uint32Array) => boolean): Promise<Uint32Array> {
  const name = `${lineageId} ${key}`;
  const shared = await blocks.of(name, () => readBlock(lineageId, key));
  if (wanted(shared)) return shared;
  // It was read before these rows were written; this reading begins now.
  return blocks.remember(name, await readBlock(lineageId, key));
}

async function readBlock(lineageId: string, key: number): Promise<Uint32Array> {
  const block = new Uint32Array(CHUNK_SIZE).fill(UNKNOWN);
  const { revisions, items } = await findRevisionBlock(lineageId, key * CHUNK_SIZE, CHUNK_SIZE);
  revisions.forEach((revision, index) => (block[revision - key * CHUNK_SIZE] = items[index]!));
  return block;
}

/** Calls `visit` with every revision and its item. @throws DamagedObjectError when a row is missing */
export async function eachItemOf(
  lineageId: string,
  revisions: Bitmap,
  visit: (revision: number, item: number) => void,
): Promise<void> {
  const numbers = revisions.toUint32Array();
  if (numbers.length < BLOCKS_FROM) {
    for (const row of await findItemsOfRevisions(lineageId, [...numbers])) visit(row.revision_no, row.item_no);
    return;
  }
  for (let start = 0; start < numbers.length;) {
    const key = Math.floor(numbers[start]! / CHUNK_SIZE);
    let end = start;
    while (end < numbers.length && numbers[end]! < (key + 1) * CHUNK_SIZE) end += 1;
    const part = numbers.subarray(start, end);
    const complete = (block: Uint32Array) => part.every((number) => block[number % CHUNK_SIZE] !== UNKNOWN);
    const block = await blockOf(lineageId, key, complete);
    if (!complete(block))
      throw new DamagedObjectError(`revisions ${key * CHUNK_SIZE}–${(key + 1) * CHUNK_SIZE - 1}`, "missing");
    for (const number of part) visit(number, block[number % CHUNK_SIZE]!);
    start = end;
  }
}

/** The items that revisions belong to. */
export async function itemsOf(lineageId: string, revisions: Bitmap): Promise<Bitmap> {
  const items = new Uint32Array(revisions.size);
  let count = 0;
  await eachItemOf(lineageId, revisions, (_revision, item) => (items[count++] = item));
  return bitmapOf(items.subarray(0, count));
}

/** Those of the visible revisions of a facet that belong to the given items. */
export async function revisionsOf(lineageId: string, facet: Facet, items: Bitmap, visible: Bitmap): Promise<Bitmap> {
  if (items.size < BLOCKS_FROM) {
    const all = bitmapOf(await findRevisionNumbers(lineageId, facet, items.toArray()));
    return andNot(all, andNot(all, visible));
  }
  const found: number[] = [];
  const mask = new Uint8Array(items.maximum() + 1);
  for (const item of items.toUint32Array()) mask[item] = 1;
  await eachItemOf(lineageId, visible, (revision, item) => {
    if (mask[item] === 1) found.push(revision);
  });
  return bitmapOf(found);
}
