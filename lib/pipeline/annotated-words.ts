/** Labels, tags and splits of items that are there, as they follow from what files say of them. */
import "server-only";
import type { PictureAnnotations, SpokenOf } from "@/lib/annotations/collect";
import type { Field } from "@/lib/fields/rules";
import type { AnnotationMode } from "@/lib/operations/annotation-import";
import { facetSetsOf } from "@/lib/states/facet-sets";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { and, andNot, bitmapOf, emptyBitmap, or, orMany, xor, type Bitmap } from "@/lib/versioning/bitmap";
import { setName, type SetKind } from "@/lib/versioning/names";

export interface AnnotateOptions {
  readonly mode: AnnotationMode;
  /** What the files speak of: only that is replaced. */
  readonly speaksOf: ReadonlySet<SpokenOf>;
  /** Metadata fields that the files declare. */
  readonly fields: ReadonlyMap<string, Field>;
}

interface Annotated {
  readonly itemNo: number;
  readonly found: PictureAnnotations;
}

export interface ChangedWords {
  /** Sets of the head as they become. */
  readonly sets: ReadonlyMap<string, Bitmap>;
  readonly items: Bitmap;
  /** Items that keep a split although files put them into another. */
  readonly keptSplits: number;
}

/** The sets of a kind that the head has, by their values. */
const valuesIn = (head: OpenState, kind: SetKind): string[] =>
  facetSetsOf(head).flatMap((set) => (set.kind === kind ? [set.value] : []));

/** Which items files give which words. */
function membersOf(annotated: readonly Annotated[], wordsOf: (found: PictureAnnotations) => Iterable<string>) {
  const items = new Map<string, number[]>();
  for (const { itemNo, found } of annotated)
    for (const word of wordsOf(found)) void (items.get(word)?.push(itemNo) ?? items.set(word, [itemNo]));
  return new Map([...items].map(([word, numbers]) => [word, bitmapOf(numbers)]));
}

class Words {
  readonly sets = new Map<string, Bitmap>();
  items = emptyBitmap;

  constructor(private readonly head: OpenState) {}

  /** What sets of a kind become: without the items of `leaving`, with their new members. */
  async change(kind: SetKind, values: Iterable<string>, leaving: Bitmap, members: ReadonlyMap<string, Bitmap>) {
    const names = new Map([...values].map((value) => [setName(kind, value), value]));
    const before = await loadSets(this.head, names.keys());
    for (const [name, value] of names) {
      const after = or(andNot(bitmapOfSet(before, name), leaving), members.get(value) ?? emptyBitmap);
      const moved = xor(bitmapOfSet(before, name), after);
      if (moved.isEmpty) continue;
      this.sets.set(name, after);
      this.items = or(this.items, moved);
    }
  }
}

export async function changedWords(
  head: OpenState,
  annotated: readonly Annotated[],
  { mode, speaksOf }: AnnotateOptions,
): Promise<ChangedWords> {
  const words = new Words(head);
  const all = bitmapOf(annotated.map(({ itemNo }) => itemNo));
  const leaving = (what: "labels" | "tags") => (mode === "replace" && speaksOf.has(what) ? all : emptyBitmap);
  const valuesOf = (kind: SetKind, members: ReadonlyMap<string, Bitmap>, gone: Bitmap) =>
    new Set([...members.keys(), ...(gone.isEmpty ? [] : valuesIn(head, kind))]);

  const tags = membersOf(annotated, ({ tags: found }) => found);
  await words.change("tag", valuesOf("tag", tags, leaving("tags")), leaving("tags"), tags);
  const labels = membersOf(annotated, ({ labels: found }) => found);
  const supposed = membersOf(annotated, ({ labels: found, propagated }) =>
    [...propagated].filter((label) => !found.has(label)),
  );
  const labelled = new Map(labels);
  for (const [label, items] of supposed) labelled.set(label, or(labels.get(label) ?? emptyBitmap, items));
  await words.change("label", valuesOf("label", labelled, leaving("labels")), leaving("labels"), labelled);
  await changePropagated(head, words, labels, supposed, leaving("labels"));
  return { ...(await changeSplits(head, words, annotated, mode)), sets: words.sets, items: words.items };
}

/** A label that a file gives decides what was only supposed before; one that it supposes leaves what was decided. */
async function changePropagated(
  head: OpenState,
  words: Words,
  labels: ReadonlyMap<string, Bitmap>,
  supposed: ReadonlyMap<string, Bitmap>,
  leaving: Bitmap,
): Promise<void> {
  const there = valuesIn(head, "propagated").filter((value) => labels.has(value) || !leaving.isEmpty);
  const values = new Set([...there, ...supposed.keys()]);
  const before = await loadSets(
    head,
    [...values].map((value) => setName("label", value)),
  );
  for (const value of values) {
    const decided = or(labels.get(value) ?? emptyBitmap, leaving);
    // Where labels are replaced, nothing that was there before counts.
    const had = andNot(bitmapOfSet(before, setName("label", value)), leaving);
    const members = new Map([[value, andNot(supposed.get(value) ?? emptyBitmap, had)]]);
    await words.change("propagated", [value], decided, members);
  }
}

/** An item is in one split at most: where files only add, it stays in the one that it has. */
async function changeSplits(
  head: OpenState,
  words: Words,
  annotated: readonly Annotated[],
  mode: AnnotateOptions["mode"],
): Promise<{ keptSplits: number }> {
  const splits = membersOf(annotated, ({ split }) => (split === null ? [] : [split]));
  if (splits.size === 0) return { keptSplits: 0 };
  const values = [...new Set([...splits.keys(), ...valuesIn(head, "split")])];
  if (mode !== "add") {
    await words.change("split", values, orMany([...splits.values()]), splits);
    return { keptSplits: 0 };
  }
  const before = await loadSets(
    head,
    values.map((value) => setName("split", value)),
  );
  const assigned = orMany(values.map((value) => bitmapOfSet(before, setName("split", value))));
  const fresh = new Map([...splits].map(([value, items]) => [value, andNot(items, assigned)]));
  await words.change("split", splits.keys(), emptyBitmap, fresh);
  const elsewhere = [...splits].map(([value, items]) =>
    andNot(and(items, assigned), bitmapOfSet(before, setName("split", value))),
  );
  return { keptSplits: orMany(elsewhere).size };
}
