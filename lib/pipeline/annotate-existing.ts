/** What annotation files say of items that a dataset holds already. */
import "server-only";
import type { PictureAnnotations, SpokenOf } from "@/lib/annotations/collect";
import { combinedObjects } from "@/lib/annotations/combine";
import type { Loss } from "@/lib/annotations/model";
import type { Picture } from "@/lib/annotations/pictures";
import { changedFieldSets, fieldSetNames, type MetadataPayload } from "@/lib/fields/field-sets";
import { fittingValues } from "@/lib/fields/fit-values";
import { fieldsIn, type Field } from "@/lib/fields/rules";
import { idOf, storedObjects } from "@/lib/objects/identity";
import { canonicalJson, captionPayload, captionsOf, originPayload, type OriginPayload } from "@/lib/revisions/payloads";
import { findPayloads } from "@/lib/revisions/read-revisions";
import { revisionsOf } from "@/lib/revisions/revision-items";
import { writeFacet, type WritableFacet } from "@/lib/revisions/write-revisions";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { andNot, bitmapOf, emptyBitmap, or, orMany, type Bitmap } from "@/lib/versioning/bitmap";
import { LIVE, revisionSet } from "@/lib/versioning/names";
import { changedWords, type AnnotateOptions } from "./annotated-words";
import { MisfitLosses } from "./misfit-losses";
import { findPictures, type PictureRow } from "./repository";
import type { ObjectCounts } from "./schema";
import { sideBySide } from "./side-by-side";

const BATCH = 20_000;
/** Objects of so many items are in memory at once. */
const ANNOTATED_BATCH = 2_000;
/** Batches side by side: while the database takes one in, the next is put together and goes over another connection. */
const LANES = 2;

async function* batchesOf(annotated: readonly AnnotatedItem[]): AsyncGenerator<readonly AnnotatedItem[]> {
  for (let start = 0; start < annotated.length; start += ANNOTATED_BATCH)
    yield await Promise.resolve(annotated.slice(start, start + ANNOTATED_BATCH));
}

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
  readonly objects: ObjectCounts;
  readonly losses: readonly Loss[];
}

/** Writes the revisions, and says which sets follow. */
export async function annotateExisting(
  head: OpenState,
  taskId: string,
  annotated: readonly AnnotatedItem[],
  options: AnnotateOptions,
): Promise<AnnotatedExisting> {
  const objects = { added: 0, updated: 0, removed: 0, same: 0 };
  // The usual case: all that files speak of came with them.
  if (annotated.length === 0)
    return { sets: new Map(), items: emptyBitmap, labelled: 0, captioned: 0, boxed: 0, objects, losses: [] };
  const writer = new FacetWriter(head, taskId, options, objects);
  const words = await changedWords(head, annotated, options);
  for (const facet of ["caption", "objects", "origin", "metadata"] as const) await writer.write(facet, annotated);
  return {
    sets: new Map([...words.sets, ...writer.sets]),
    items: orMany([words.items, ...Object.values(writer.items)]),
    labelled: annotated.filter(({ found }) => found.isLabelled).length,
    captioned: writer.items.caption.size,
    boxed: writer.items.objects.size,
    objects,
    losses: [...writer.misfits.all, ...keptSplits(words.keptSplits)],
  };
}

const keptSplits = (count: number): Loss[] =>
  count === 0
    ? []
    : [
        {
          what: "splits of items that are in another one",
          unit: "pictures",
          count,
          why: "adding leaves what an item has; merge or replace to change it",
        },
      ];

/** Facets of items as they become, in batches. */
class FacetWriter {
  readonly sets = new Map<string, Bitmap>();
  readonly items: Record<WritableFacet, Bitmap> = {
    caption: emptyBitmap,
    objects: emptyBitmap,
    origin: emptyBitmap,
    metadata: emptyBitmap,
  };
  readonly misfits = new MisfitLosses();
  private readonly fields: ReadonlyMap<string, Field>;
  private readonly fresh: readonly Field[];

  constructor(
    private readonly head: OpenState,
    private readonly taskId: string,
    private readonly options: AnnotateOptions,
    private readonly counts: { -readonly [K in keyof ObjectCounts]: number },
  ) {
    const known = fieldsIn(head.state.sets.keys());
    this.fresh = [...options.fields.values()].filter(({ name }) => !known.has(name));
    this.fields = new Map([...options.fields, ...known]);
  }

  async write(facet: WritableFacet, annotated: readonly AnnotatedItem[]): Promise<void> {
    const name = revisionSet(facet);
    const shown = bitmapOfSet(await loadSets(this.head, [name]), name);
    let visible = shown;
    const metadata = new Map<number, MetadataPayload | null>();
    await sideBySide(batchesOf(annotated), LANES, async (batch) => {
      const before = await payloadsOf(this.head, shown, facet, batch);
      const values = new Map<number, unknown>();
      for (const item of batch) {
        const old = before.get(item.itemNo) ?? null;
        const payload = this.after[facet](item, old);
        if (payload !== undefined && !isSame(payload, old)) values.set(item.itemNo, payload);
      }
      if (values.size === 0) return;
      const written = await writeFacet(this.head, facet, values);
      visible = or(andNot(visible, written.replaced), written.revisions);
      this.items[facet] = or(this.items[facet], written.items);
      if (facet === "metadata") for (const [item, value] of values) metadata.set(item, value as MetadataPayload | null);
    });
    if (this.items[facet].isEmpty) return;
    this.sets.set(name, visible);
    if (facet === "metadata") await this.changeFields(metadata);
  }

  private async changeFields(payloads: ReadonlyMap<number, MetadataPayload | null>): Promise<void> {
    const change = { payloads, fresh: this.fresh };
    const loaded = await loadSets(this.head, fieldSetNames(this.head, change));
    for (const [name, members] of changedFieldSets(this.head, (set) => bitmapOfSet(loaded, set), change))
      this.sets.set(name, members);
  }

  private isReplaced(what: SpokenOf): boolean {
    return this.options.mode === "replace" && this.options.speaksOf.has(what);
  }

  /** What a facet of an item becomes: null for none; undefined where nothing is said of it. */
  private readonly after: Record<WritableFacet, (item: AnnotatedItem, before: unknown) => unknown> = {
    caption: ({ found }, before) => {
      if (this.isReplaced("captions")) return captionPayload(found.captions);
      const old = captionsOf(before);
      return captionPayload([...old, ...found.captions.filter((caption) => !old.includes(caption))]);
    },
    objects: ({ found, mediaId, path }, before) => {
      if (found.objectCount === 0 && !this.isReplaced("objects")) return undefined;
      const newId = (index: number) => idOf("object", this.taskId, path, index);
      const written = before === null && found.objectCount > 0 ? found.written(newId) : null;
      if (written) {
        this.counts.added += found.objectCount;
        return written;
      }
      const old = storedObjects(before, mediaId);
      const { objects, ...counts } = combinedObjects(old, found.objects(), this.options.mode, newId);
      for (const key of ["added", "updated", "removed", "same"] as const) this.counts[key] += counts[key];
      if (counts.added + counts.updated + counts.removed === 0) return undefined;
      return objects.length > 0 ? objects : null;
    },
    origin: ({ found: { license, source_url } }, before) => {
      const old = (before ?? {}) as OriginPayload;
      const said = originPayload({ license, source_url });
      return originPayload(this.options.mode === "add" ? { ...said, ...old } : { ...old, ...said });
    },
    metadata: ({ found }, before) => {
      const said = found.metadata();
      if (said === null && !this.isReplaced("metadata")) return undefined;
      const { values, misfits } = fittingValues(this.fields, said ?? {});
      for (const field of misfits) this.misfits.add(field);
      const old = (before ?? {}) as MetadataPayload;
      const next = this.isReplaced("metadata")
        ? values
        : this.options.mode === "add"
          ? { ...values, ...old }
          : { ...old, ...values };
      return Object.keys(next).length > 0 ? next : null;
    },
  };
}

const isSame = (payload: unknown, old: unknown): boolean =>
  (payload === null) === (old === null) && canonicalJson(payload) === canonicalJson(old);

async function payloadsOf(
  head: OpenState,
  visible: Bitmap,
  facet: WritableFacet,
  batch: readonly AnnotatedItem[],
): Promise<Map<number, unknown>> {
  if (visible.isEmpty) return new Map();
  const items = bitmapOf(batch.map(({ itemNo }) => itemNo));
  const revisions = await revisionsOf(head.lineageId, facet, items, visible);
  return new Map((await findPayloads(head.lineageId, revisions.toArray())).map((row) => [row.item_no, row.payload]));
}
