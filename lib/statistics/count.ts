/** Counts a version: sets by bitmap algebra, numbers and objects out of what search keeps of them. */
import "server-only";
import { setImmediate as breathe } from "node:timers/promises";
import { OBJECT_TYPES } from "@/lib/objects/model";
import { duplicatesOf } from "@/lib/search/duplicates";
import { termOf } from "@/lib/search/filters";
import { DUPLICATES, quoteValue } from "@/lib/search/language";
import { sourceOf } from "@/lib/search/matching";
import { countObjects, itemsWithShape, objectItemsOf, type ObjectCount, type ObjectItems } from "@/lib/search/objects";
import type { NumberField } from "@/lib/search/ranges";
import { readItems } from "@/lib/search/readings";
import { valuesOf } from "@/lib/search/values";
import { facetSetsOf } from "@/lib/states/facet-sets";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { and, andNot, emptyBitmap, orMany, type Bitmap } from "@/lib/versioning/bitmap";
import { INDEXED, LIVE, type SetKind } from "@/lib/versioning/names";
import {
  binsBetween,
  binsOfIntegers,
  BRIGHTNESS_LIMITS,
  nameOfBin,
  OBJECTS_LIMITS,
  RATIO_LIMITS,
  searchOfBin,
  SHARPNESS_LIMITS,
  valuesAmong,
  type Bin,
} from "./bins";
import type { Chart, ChartRows, Counted, StatisticsRow } from "./schema";

export type Progress = (share: number, doing: string) => void;

/** As many as a version can have sets. */
const MAX_ROWS = 10_000;
/** What is counted by two things is told of the largest. */
const MAX_CROSSED = 500;
const MAX_SPLITS = 12;
/** Sets that are counted before others get their turn. */
const AT_ONCE = 200;

const row = (value: string, items: number, q: string, more: Partial<StatisticsRow> = {}): StatisticsRow => ({
  value,
  group: null,
  from: null,
  to: null,
  items,
  objects: null,
  groups: null,
  q,
  ...more,
});
const byCount = (a: StatisticsRow, b: StatisticsRow): number =>
  (b.objects ?? b.items) - (a.objects ?? a.items) || (a.value < b.value ? -1 : 1);
const listed = (rows: readonly StatisticsRow[], max = MAX_ROWS): ChartRows => ({
  rows: rows.length > max ? rows.slice(0, max) : rows,
  complete: rows.length <= max,
});

const INTEGERS: ReadonlySet<NumberField> = new Set(["width", "height", "objects"]);

/** What the histograms are of, and their ranges. */
const HISTOGRAMS = [
  ["objects_per_item", "objects", (values) => binsBetween(values, OBJECTS_LIMITS)],
  ["width", "width", binsOfIntegers],
  ["height", "height", binsOfIntegers],
  ["ratio", "ratio", (values) => binsBetween(values, RATIO_LIMITS)],
  ["brightness", "brightness", (values) => binsBetween(values, BRIGHTNESS_LIMITS)],
  ["sharpness", "sharpness", (values) => binsBetween(values, SHARPNESS_LIMITS)],
] as const satisfies readonly (readonly [Chart, NumberField, (values: Float64Array) => Bin[]])[];

/** What is read of every file before it is counted, in the order that it is read in. */
const READ = [
  ["width", "Widths"],
  ["height", "Heights"],
  ["brightness", "Brightness and sharpness"],
] as const satisfies readonly (readonly [NumberField, string])[];

/** What is read is kept for whoever counts or searches by it. */
async function readNumbers(open: OpenState, progress: Progress): Promise<void> {
  for (const [at, [field, doing]] of READ.entries()) {
    progress(0.1 + at * 0.2, doing);
    await valuesOf(open, sourceOf(field));
  }
  progress(0.7, "Duplicates");
  await duplicatesOf(open, "exact");
  progress(0.8, "Objects");
}

/** @throws DamagedObjectError */
export async function countStatistics(open: OpenState, progress: Progress): Promise<Counted> {
  progress(0, "Labels, splits and issues");
  const sets = await facetsOf(open);
  const { live } = sets;
  const labels = await rowsOf(sets, "label");
  const [labelled, divided, troubled] = [sets.union("label"), sets.union("split"), sets.union("issue")];
  const splits = await rowsOf(sets, "split");
  const withoutSplit = live.andNotCardinality(divided);

  // Objects take the database as long as all the rest: it reads both at once.
  const [found] = await Promise.all([objectItemsOf(open), readNumbers(open, progress)]);
  progress(0.85, "Objects");
  const counts = countObjects(found, live);
  const objects = objectRows(found, counts, live);

  const charts: Partial<Record<Chart, ChartRows>> = {};
  let withoutObjects = 0;
  for (const [chart, field, bins] of HISTOGRAMS) {
    await breathe();
    const values = valuesAmong(await valuesOf(open, sourceOf(field)), live);
    charts[chart] = listed(binRows(field, bins(values), live.size - values.length));
    if (field === "objects") withoutObjects = values.filter((value) => value === 0).length;
  }

  const duplicates = await Promise.all(
    DUPLICATES.map(async (how) => {
      const { items, groups } = await duplicatesOf(open, how);
      return row(how, items.size, `duplicate:${how}`, { groups });
    }),
  );
  const indexed = bitmapOfSet(await loadSets(open, [INDEXED]), INDEXED);
  const kinds = await rowsOf(sets, "kind");
  return {
    totals: {
      items: live.size,
      images: kinds.find(({ value }) => value === "image")?.items ?? 0,
      videos: kinds.find(({ value }) => value === "video")?.items ?? 0,
      objects: [...counts.values()].reduce((sum, count) => sum + count.objects, 0),
      labels: labels.length,
      object_labels: counts.size,
      unlabelled: live.andNotCardinality(labelled),
      without_objects: withoutObjects,
      without_split: withoutSplit,
      with_issues: live.andCardinality(troubled),
      exact_duplicates: duplicates[0]!.items,
      near_duplicates: duplicates[1]!.items,
      unindexed: live.andNotCardinality(indexed),
      unread: live.andNotCardinality(await readItems(open)),
    },
    charts: {
      ...(charts as Record<(typeof HISTOGRAMS)[number][0], ChartRows>),
      kinds: listed(kinds),
      labels: listed(labels),
      objects: listed(objects),
      object_kinds: crossed(objects, (label) => kindRows(found, counts.get(label)!, live, label)),
      splits: listed([...splits, ...(withoutSplit > 0 ? [row("", withoutSplit, "-has:split")] : [])]),
      split_labels: splitRows(sets, labels, splits, divided),
      issues: listed(await rowsOf(sets, "issue")),
      duplicates: listed(duplicates.filter(({ items }) => items > 0)),
    },
  };
}

/** The sets of a version that people see, with what lives. */
interface Facets {
  readonly live: Bitmap;
  readonly of: (kind: SetKind) => readonly { readonly value: string; readonly items: Bitmap }[];
  readonly union: (kind: SetKind) => Bitmap;
}

const COUNTED: readonly SetKind[] = ["kind", "label", "split", "issue"];

async function facetsOf(open: OpenState): Promise<Facets> {
  const names = facetSetsOf(open).filter(({ kind }) => COUNTED.includes(kind));
  const loaded = await loadSets(open, [LIVE, ...names.map(({ name }) => name)]);
  const live = bitmapOfSet(loaded, LIVE);
  const byKind = new Map<SetKind, { value: string; items: Bitmap }[]>();
  for (const { name, kind, value } of names) {
    const facet = { value, items: bitmapOfSet(loaded, name) };
    const others = byKind.get(kind);
    if (others) others.push(facet);
    else byKind.set(kind, [facet]);
  }
  const of = (kind: SetKind) => byKind.get(kind) ?? [];
  return { live, of, union: (kind) => orMany(of(kind).map(({ items }) => items)) };
}

async function rowsOf({ live, of }: Facets, kind: SetKind): Promise<StatisticsRow[]> {
  const rows: StatisticsRow[] = [];
  for (const [at, { value, items }] of of(kind).entries()) {
    if (at % AT_ONCE === AT_ONCE - 1) await breathe();
    const count = items.andCardinality(live);
    if (count > 0) rows.push(row(value, count, termOf(kind, value)));
  }
  return rows.sort(byCount);
}

const objectRows = (found: ObjectItems, counts: ReadonlyMap<string, ObjectCount>, live: Bitmap): StatisticsRow[] =>
  [...counts]
    .map(([label, { objects }]) =>
      row(label, (found.labels.get(label) ?? emptyBitmap).andCardinality(live), termOf("object", label), { objects }),
    )
    .sort(byCount);

const kindRows = (found: ObjectItems, { kinds }: ObjectCount, live: Bitmap, label: string): StatisticsRow[] =>
  OBJECT_TYPES.filter((kind) => kinds.has(kind)).map((kind) =>
    row(label, itemsWithShape(found, kind, label).andCardinality(live), `${kind}:${quoteValue(label)}`, {
      group: kind,
      objects: kinds.get(kind)!,
    }),
  );

/** What the largest rows consist of. */
const crossed = (rows: readonly StatisticsRow[], parts: (value: string) => StatisticsRow[]): ChartRows => ({
  rows: rows.slice(0, MAX_CROSSED).flatMap(({ value }) => parts(value)),
  complete: rows.length <= MAX_CROSSED,
});

/** Items of a label by the split that they are in. */
function splitRows(
  { live, of }: Facets,
  labels: readonly StatisticsRow[],
  splits: readonly StatisticsRow[],
  divided: Bitmap,
): ChartRows {
  if (splits.length === 0) return listed([]);
  const sets = new Map(of("split").map(({ value, items }) => [value, items]));
  const parts = [
    ...splits.slice(0, MAX_SPLITS).map(({ value, q }) => ({ group: value, q, items: and(sets.get(value)!, live) })),
    { group: "", q: "-has:split", items: andNot(live, divided) },
  ];
  const labelled = new Map(of("label").map(({ value, items }) => [value, items]));
  const { rows, complete } = crossed(labels, (label) =>
    parts
      .map(({ group, q, items }) =>
        row(label, labelled.get(label)!.andCardinality(items), `${termOf("label", label)} ${q}`, { group }),
      )
      .filter(({ items }) => items > 0),
  );
  return { rows, complete: complete && splits.length <= MAX_SPLITS };
}

/** @param none items without a value */
function binRows(field: NumberField, bins: readonly Bin[], none: number): StatisticsRow[] {
  const whole = INTEGERS.has(field);
  return [
    ...bins.map((bin) =>
      row(nameOfBin(bin, whole), bin.count, searchOfBin(field, bin), { from: bin.from, to: bin.to }),
    ),
    ...(none > 0 ? [row("", none, `-${field}>=0`)] : []),
  ];
}
