/** Items of a state by the hundred, for whoever goes through all of them: no links, and no more of each than is asked for. */
import "server-only";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import type { Bitmap } from "@/lib/versioning/bitmap";
import { revisionSet, type Facet, type SetKind } from "@/lib/versioning/names";
import { factsOf, readIndexed, type ReadItem } from "./facts";
import { readFiles, readIdentities, readPayloads, type FacetPayloads, type FileRow } from "./repository";
import type { ItemFacts } from "./schema";

/**
 * What may be read of an item beside its number: its file with what that is, its public id with when it was made, and what is said of it.
 * What is not read is as if the item had none of it.
 */
export const ITEM_PARTS = [
  "file",
  "identity",
  "objects",
  "captions",
  "metadata",
  "origin",
  "words",
  "split",
  "index",
] as const;
export type ItemPart = (typeof ITEM_PARTS)[number];

/** Parts that are a revision of their own. */
const REVISIONS = { objects: "objects", captions: "caption", metadata: "metadata", origin: "origin" } as const;
/** Parts that are words: sets, then, and columns. */
const WORDS: Readonly<Partial<Record<ItemPart, readonly SetKind[]>>> = {
  words: ["tag", "label", "propagated"],
  split: ["split"],
  index: ["issue", "cluster", "subcluster"],
};

/** An item of which no file was read. */
const NO_FILE: Omit<ReadItem, "item_no" | "media_id" | "created_at"> = {
  payload: { name: "", path: "" },
  sha256: "",
  kind: "image",
  mime: null,
  size: null,
  width: null,
  height: null,
  duration_ms: null,
  taken_at: null,
  stats: null,
};
const NO_IDENTITY = { media_id: "", created_at: "" };

/** The items of these numbers, in their order, as far as the state shows files of them. */
export async function readItems(
  open: OpenState,
  numbers: readonly number[],
  parts?: readonly ItemPart[],
): Promise<ItemFacts[]> {
  const items = await (await beginItems(open, numbers, parts))();
  return items.filter((item) => item !== null);
}

/** Items that were read, as the database has them until they are called for. */
export type ReadItems = () => Promise<(ItemFacts | null)[]>;

/**
 * Reads now and takes apart what was read when that is called for: of what waits there is text alone, which costs the garbage collector
 * nothing, where objects would be copied from one generation to the next.
 * @param numbers in their order
 * @returns one for each number, in the same order; null where the state shows no file of it
 */
export async function beginItems(
  open: OpenState,
  numbers: readonly number[],
  parts: readonly ItemPart[] = ITEM_PARTS,
): Promise<ReadItems> {
  if (numbers.length === 0) return () => Promise.resolve([]);
  const reads = (part: ItemPart) => parts.includes(part);
  const facets: Facet[] = Object.entries(REVISIONS).flatMap(([part, facet]) =>
    reads(part as ItemPart) && open.state.sets.has(revisionSet(facet)) ? [facet] : [],
  );
  const kinds = parts.flatMap((part) => WORDS[part] ?? []);
  const [files, known, payloads, shown, said] = await Promise.all([
    reads("file") ? readFiles(open.lineageId, numbers, reads("index")) : null,
    reads("identity") ? readIdentities(open.lineageId, numbers) : null,
    facets.length === 0 ? () => [] : readPayloads(open.lineageId, numbers, facets),
    loadSets(open, ["file" as const, ...facets].map(revisionSet)),
    readIndexed(open, numbers, kinds, reads("index")),
  ]);
  const isShown = (facet: Facet) => bitmapOfSet(shown, revisionSet(facet));
  return async () => {
    const payloadsOf = visiblePayloads(payloads(), isShown);
    const objects = payloadsOf.get("objects");
    // Objects from before they had an identity get it from the item's.
    const identities =
      known ?? (objects && hasNameless(objects) ? await readIdentities(open.lineageId, numbers) : null);
    const fileOf = files && visibleFiles(files(), isShown("file"));
    return numbers.map((number) => {
      const file = fileOf ? fileOf.get(number) : NO_FILE;
      if (!file) return null;
      return factsOf(
        itemOf(number, file, identities?.get(number)),
        {
          caption: payloadsOf.get("caption")?.get(number),
          objects: objects?.get(number),
          metadata: payloadsOf.get("metadata")?.get(number),
          origin: payloadsOf.get("origin")?.get(number),
        },
        said,
      );
    });
  };
}

/** Field by field: spreading the file into it took 4 µs an item, more than all else. */
const itemOf = (
  number: number,
  file: typeof NO_FILE,
  { media_id, created_at }: typeof NO_IDENTITY = NO_IDENTITY,
): ReadItem => ({
  item_no: number,
  media_id,
  created_at,
  payload: file.payload,
  sha256: file.sha256,
  kind: file.kind,
  mime: file.mime,
  size: file.size,
  width: file.width,
  height: file.height,
  duration_ms: file.duration_ms,
  taken_at: file.taken_at,
  stats: file.stats,
});

function visibleFiles(files: readonly FileRow[], shown: Bitmap): Map<number, FileRow> {
  const visible = new Map<number, FileRow>();
  for (const file of files) if (shown.has(file.revision_no)) visible.set(file.item_no, file);
  return visible;
}

function visiblePayloads(payloads: readonly FacetPayloads[], isShown: (facet: Facet) => Bitmap) {
  const visible = new Map<Facet, ReadonlyMap<number, unknown>>();
  for (const { facet, found } of payloads) {
    const shown = isShown(facet);
    const ofItems = new Map<number, unknown>();
    for (const [number, revision, payload] of found) if (shown.has(revision)) ofItems.set(number, payload);
    visible.set(facet, ofItems);
  }
  return visible;
}

function hasNameless(objects: ReadonlyMap<number, unknown>): boolean {
  for (const payload of objects.values())
    if (Array.isArray(payload))
      for (const object of payload) if ((object as { object_id?: unknown }).object_id === undefined) return true;
  return false;
}
