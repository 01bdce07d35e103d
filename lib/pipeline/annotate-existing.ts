/** What annotation files say of items that a dataset holds already: added to what they carry, never in the place of it. */
import "server-only";
import type { PictureAnnotations } from "@/lib/annotations/collect";
import type { Picture } from "@/lib/annotations/pictures";
import { identified, storedObjects } from "@/lib/objects/identity";
import { captionPayload, captionsOf, originPayload, type OriginPayload } from "@/lib/revisions/payloads";
import { findPayloads } from "@/lib/revisions/read-revisions";
import { revisionsOf } from "@/lib/revisions/revision-items";
import { writeFacet } from "@/lib/revisions/write-revisions";
import { facetSetsOf } from "@/lib/states/facet-sets";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { and, andNot, bitmapOf, emptyBitmap, or, orMany, type Bitmap } from "@/lib/versioning/bitmap";
import { LIVE, revisionSet, setName } from "@/lib/versioning/names";
import { findPictures, type PictureRow } from "./repository";

const BATCH = 20_000;
/** Objects of so many items are in memory at once. */
const ANNOTATED_BATCH = 5_000;

export type ExistingPicture = Picture & Pick<PictureRow, "item_no" | "media_id" | "sha256">;

/** The files of all live items, as annotations may name them. */
export async function picturesIn(head: OpenState): Promise<ExistingPicture[]> {
  const sets = await loadSets(head, [LIVE, revisionSet("file")]);
  const live = bitmapOfSet(sets, LIVE);
  const visible = bitmapOfSet(sets, revisionSet("file")).toArray();
  const pictures: ExistingPicture[] = [];
  for (let start = 0; start < visible.length; start += BATCH)
    for (const row of await findPictures(head.lineageId, visible.slice(start, start + BATCH)))
      if (live.has(row.item_no)) pictures.push(row);
  return pictures;
}

export interface AnnotatedItem {
  readonly itemNo: number;
  readonly mediaId: string;
  readonly path: string;
  readonly found: PictureAnnotations;
}

export interface AnnotatedExisting {
  /** Sets of the head as they become. */
  readonly sets: ReadonlyMap<string, Bitmap>;
  readonly items: Bitmap;
  readonly labelled: number;
  readonly captioned: number;
  readonly boxed: number;
}

/** Writes the revisions, and says which sets follow. An item keeps its split, licence and source where it has them. */
export async function annotateExisting(
  head: OpenState,
  taskId: string,
  annotated: readonly AnnotatedItem[],
): Promise<AnnotatedExisting> {
  // The usual case: all that files speak of came with them.
  if (annotated.length === 0) return { sets: new Map(), items: emptyBitmap, labelled: 0, captioned: 0, boxed: 0 };
  const labels = new Map<string, number[]>();
  const splits = new Map<string, number[]>();
  const put = (sets: Map<string, number[]>, value: string, item: number) =>
    void (sets.get(value)?.push(item) ?? sets.set(value, [item]));
  for (const { itemNo, found } of annotated) {
    for (const label of found.labels) put(labels, label, itemNo);
    if (found.split) put(splits, found.split, itemNo);
  }
  const splitNames = facetSetsOf(head).flatMap(({ name, kind }) => (kind === "split" ? [name] : []));
  const words = await loadSets(head, [
    ...[...labels.keys()].flatMap((label) => [setName("label", label), setName("propagated", label)]),
    ...[...splits.keys()].map((split) => setName("split", split)),
    ...splitNames,
  ]);
  const sets = new Map<string, Bitmap>();
  const touched: Bitmap[] = [];
  const join = (name: string, members: Bitmap) => {
    const fresh = andNot(members, bitmapOfSet(words, name));
    if (fresh.isEmpty) return;
    sets.set(name, or(bitmapOfSet(words, name), fresh));
    touched.push(fresh);
  };
  for (const [label, items] of labels) {
    join(setName("label", label), bitmapOf(items));
    // A file decides what was only supposed before.
    const supposed = and(bitmapOfSet(words, setName("propagated", label)), bitmapOf(items));
    if (!supposed.isEmpty)
      sets.set(setName("propagated", label), andNot(bitmapOfSet(words, setName("propagated", label)), supposed));
  }
  const assigned = orMany(splitNames.map((name) => bitmapOfSet(words, name)));
  for (const [split, items] of splits) join(setName("split", split), andNot(bitmapOf(items), assigned));

  const counts = { caption: emptyBitmap, objects: emptyBitmap, origin: emptyBitmap };
  for (const facet of ["caption", "objects", "origin"] as const) {
    const name = revisionSet(facet);
    let visible = bitmapOfSet(await loadSets(head, [name]), name);
    for (let start = 0; start < annotated.length; start += ANNOTATED_BATCH) {
      const batch = annotated.slice(start, start + ANNOTATED_BATCH);
      const before = await payloadsOf(head, visible, facet, batch);
      const values = new Map<number, unknown>();
      for (const item of batch) {
        const payload = JOINED[facet](item, before.get(item.itemNo), taskId);
        if (payload !== null) values.set(item.itemNo, payload);
      }
      if (values.size === 0) continue;
      const written = await writeFacet(head, facet, values);
      visible = or(andNot(visible, written.replaced), written.revisions);
      counts[facet] = or(counts[facet], written.items);
    }
    if (!counts[facet].isEmpty) sets.set(name, visible);
  }
  return {
    sets,
    items: orMany([...touched, ...Object.values(counts)]),
    labelled: annotated.filter(({ found }) => found.labels.size > 0).length,
    captioned: counts.caption.size,
    boxed: counts.objects.size,
  };
}

/** What a facet of an item becomes; null where it stays as it is. */
const JOINED: Record<
  "caption" | "objects" | "origin",
  (item: AnnotatedItem, before: unknown, taskId: string) => unknown
> = {
  caption: ({ found }, before) => {
    const old = captionsOf(before);
    const fresh = found.captions.filter((caption) => !old.includes(caption));
    return fresh.length > 0 ? captionPayload([...old, ...fresh]) : null;
  },
  objects: ({ found, mediaId, path }, before, taskId) => {
    if (found.objectCount === 0) return null;
    const old = storedObjects(before, mediaId);
    const ids = old.map(({ object_id }) => object_id);
    return [...old, ...identified(found.objects(), [taskId, path], ids)];
  },
  origin: ({ found }, before) => {
    const old = (before ?? {}) as OriginPayload;
    const license = old.license ?? found.license;
    const source_url = old.source_url ?? found.source_url;
    return license === (old.license ?? null) && source_url === (old.source_url ?? null)
      ? null
      : originPayload({ license, source_url });
  },
};

async function payloadsOf(
  head: OpenState,
  visible: Bitmap,
  facet: "caption" | "objects" | "origin",
  batch: readonly AnnotatedItem[],
): Promise<Map<number, unknown>> {
  if (visible.isEmpty) return new Map();
  const items = bitmapOf(batch.map(({ itemNo }) => itemNo));
  const revisions = await revisionsOf(head.lineageId, facet, items, visible);
  return new Map((await findPayloads(head.lineageId, revisions.toArray())).map((row) => [row.item_no, row.payload]));
}
