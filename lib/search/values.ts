/**
 * Numbers that items have: of their files, of their objects, and of their metadata. A value belongs to a revision, and revisions never
 * change, so what was read for one version is kept and only the revisions that differ are read for the next.
 */
import "server-only";
import { dimensionIn, dimensionsOf, ratiosIn } from "./dimensions";
import type { RevisionSource, ValueSource } from "./value-source";
import { findValues } from "./repository";
import { derived } from "@/lib/derived";
import { UNIQUENESS } from "@/lib/indexing/rules";
import { bitmapOfSet, loadColumn, loadSets, type OpenState } from "@/lib/states/service";
import { andNot, bitmapOf, emptyBitmap, memoryOf, type Bitmap } from "@/lib/versioning/bitmap";
import { fractionFrom } from "@/lib/versioning/columns";
import { CHUNK_SIZE } from "@/lib/versioning/objects";
import { LIVE, revisionSet, type Facet } from "@/lib/versioning/names";
import type { Values } from "./histogram";
import { objectItemsOf, objectsPerItem } from "./objects";
import { PATCH_UP_TO, patchColumns, readColumns, type Columns } from "./patch-values";
import { isInRange, type Range } from "./ranges";
import { readingIn, readingsOf } from "./readings";
import { itemsOf } from "@/lib/revisions/revision-items";

interface Known extends Values {
  readonly visible: Bitmap;
}
/** By lineage, source, and the hash of the visible revisions or of the column. */
const known = derived<Known>(
  "values",
  ({ items, values, visible }) => items.byteLength + values.byteLength + memoryOf(visible),
);
/** By lineage and source, the key of the version that was read last: what the next one is made from, if it is still there. */
const latest = derived<string>("latest values", (key) => key.length * 2);
/** All values of a source that a state shows, times in milliseconds since 1970; deleted items are among them. @throws DamagedObjectError */
export async function valuesOf(open: OpenState, source: ValueSource): Promise<Values> {
  if (source.of === "index") return scoresOf(open);
  if (source.of === "objects") return objectsOf(open);
  if (source.of === "ratio") return ratiosOf(open);
  if (source.of === "dimensions") return dimensionIn(await dimensionsOf(open), source.field);
  if (source.of === "reading") return readingIn(await readingsOf(open), source.field);
  const facet: Facet = source.of;
  const name = revisionSet(facet);
  const ref = open.state.sets.get(name);
  if (!ref) return { items: new Uint32Array(0), values: new Float64Array(0) };
  const corpus = `${open.lineageId} ${facet} ${source.field} ${"type" in source ? source.type : ""}`;
  const key = `${corpus} ${ref.hash}`;
  // Asked for every time: what names the values must not be pushed out before they are.
  const before = latest.get(corpus) ?? "";
  return known.of(key, async () => {
    const values = await readValues(open, source, known.peek(before));
    latest.remember(corpus, key);
    return values;
  });
}

/** @param before values of the same source in another version */
async function readValues(open: OpenState, source: RevisionSource, before: Known | undefined): Promise<Known> {
  const name = revisionSet(source.of);
  const visible = bitmapOfSet(await loadSets(open, [name]), name);
  const [gone, fresh] = before ? [andNot(before.visible, visible), andNot(visible, before.visible)] : [null, visible];
  const read = (revisions: Bitmap) =>
    readColumns(revisions, 1, (portion) => findValues(open.lineageId, source, portion));
  if (before && gone && gone.size + fresh.size <= PATCH_UP_TO)
    return {
      ...valuesIn(patchColumns(columnsOf(before), await itemsOf(open.lineageId, gone), await read(fresh))),
      visible,
    };
  return { ...valuesIn(await read(visible)), visible };
}

const columnsOf = ({ items, values }: Values): Columns => ({ items, columns: [values] });
const valuesIn = ({ items, columns }: Columns): Values => ({ items, values: columns[0]! });

/** Width by height. */
const ratiosOf = (open: OpenState): Promise<Values> =>
  known.of(`${open.lineageId} ratio ${open.state.sets.get(revisionSet("file"))?.hash ?? "none"}`, async () => ({
    ...ratiosIn(await dimensionsOf(open)),
    visible: emptyBitmap,
  }));

/** How many objects each live item has, none included. */
async function objectsOf(open: OpenState): Promise<Values> {
  const { sets } = open.state;
  const key = `${open.lineageId} objects ${sets.get(revisionSet("objects"))?.hash ?? "none"} ${sets.get(LIVE)?.hash ?? "none"}`;
  return known.of(key, async () => {
    const items = bitmapOfSet(await loadSets(open, [LIVE]), LIVE).toUint32Array();
    const counts = await objectsPerItem(await objectItemsOf(open));
    return { items, values: Float64Array.from(items, (item) => counts[item] ?? 0), visible: emptyBitmap };
  });
}

const scoresOf = (open: OpenState): Promise<Values> =>
  known.of(`${open.lineageId} uniqueness ${open.state.columns.get(UNIQUENESS)?.hash ?? "none"}`, () =>
    readScores(open),
  );

async function readScores(open: OpenState): Promise<Known> {
  const column = await loadColumn(open, UNIQUENESS);
  const items = new Uint32Array(column.size);
  const values = new Float64Array(items.length);
  let at = 0;
  for (const [chunk, scores] of column.chunks) {
    scores.forEach((score, index) => {
      if (score === 0) return;
      items[at] = chunk * CHUNK_SIZE + index;
      values[at] = fractionFrom(score)!;
      at += 1;
    });
  }
  return { items, values, visible: emptyBitmap };
}

/** Items with a value in the range. */
export async function itemsInRange(open: OpenState, source: ValueSource, range: Range): Promise<Bitmap> {
  const { items, values } = await valuesOf(open, source);
  return bitmapOf(items.filter((_item, at) => isInRange(range, values[at]!)));
}
