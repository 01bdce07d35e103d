/** Items of a state by the hundred, for whoever goes through all of them: no links, and no more of each than is asked for. */
import "server-only";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { revisionSet, type Facet, type SetKind } from "@/lib/versioning/names";
import { factsOf, readIndexed } from "./facts";
import { readFiles, readPayloads } from "./repository";
import type { ItemFacts } from "./schema";

/** What may be read of an item beside its file. What is not read is as if the item had none of it. */
export const ITEM_PARTS = ["objects", "captions", "metadata", "origin", "words", "split", "index"] as const;
export type ItemPart = (typeof ITEM_PARTS)[number];

/** Parts that are a revision of their own. */
const REVISIONS = { objects: "objects", captions: "caption", metadata: "metadata", origin: "origin" } as const;
/** Parts that are words: sets, then, and columns. */
const WORDS: Readonly<Partial<Record<ItemPart, readonly SetKind[]>>> = {
  words: ["tag", "label", "propagated"],
  split: ["split"],
  index: ["issue", "cluster", "subcluster"],
};

/** In the order of the numbers. */
export async function readItems(
  open: OpenState,
  numbers: readonly number[],
  parts: readonly ItemPart[] = ITEM_PARTS,
): Promise<ItemFacts[]> {
  if (numbers.length === 0) return [];
  const facets: Facet[] = Object.entries(REVISIONS).flatMap(([part, facet]) =>
    parts.includes(part as ItemPart) && open.state.sets.has(revisionSet(facet)) ? [facet] : [],
  );
  const kinds = parts.flatMap((part) => WORDS[part] ?? []);
  const [files, payloads, shown, said] = await Promise.all([
    readFiles(open.lineageId, numbers, parts.includes("index")),
    facets.length === 0 ? [] : readPayloads(open.lineageId, numbers, facets),
    loadSets(open, ["file" as const, ...facets].map(revisionSet)),
    readIndexed(open, numbers, kinds, parts.includes("index")),
  ]);
  const isShown = (facet: Facet, revision: number) => bitmapOfSet(shown, revisionSet(facet)).has(revision);
  const payloadsOf = new Map(
    payloads.map(({ facet, found }) => [
      facet,
      new Map(found.flatMap(([number, revision, payload]) => (isShown(facet, revision) ? [[number, payload]] : []))),
    ]),
  );
  const [captions, objects, metadata, origins] = (["caption", "objects", "metadata", "origin"] as const).map((facet) =>
    payloadsOf.get(facet),
  );
  const fileOf = new Map(files.filter((file) => isShown("file", file.revision_no)).map((file) => [file.item_no, file]));
  return numbers.flatMap((number) => {
    const file = fileOf.get(number);
    const payloads = {
      caption: captions?.get(number),
      objects: objects?.get(number),
      metadata: metadata?.get(number),
      origin: origins?.get(number),
    };
    return file ? [factsOf(file, payloads, said)] : [];
  });
}
