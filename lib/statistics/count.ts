/** Counts a version: sets by bitmap algebra, numbers and objects as sums over its items. */
import "server-only";
import { OBJECT_TYPES } from "@/lib/objects/model";
import { pauses } from "@/lib/pauses";
import { duplicatesOf } from "@/lib/search/duplicates";
import { termOf } from "@/lib/search/filters";
import { DUPLICATES, quoteValue } from "@/lib/search/language";
import type { NumberField } from "@/lib/search/ranges";
import { facetSetsOf } from "@/lib/states/facet-sets";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { and, andNot, orMany, type Bitmap } from "@/lib/versioning/bitmap";
import { INDEXED, LIVE, type SetKind } from "@/lib/versioning/names";
import {
  binsBetween,
  binsOfIntegers,
  BRIGHTNESS_LIMITS,
  nameOfBin,
  OBJECTS_LIMITS,
  placeAmong,
  RATIO_LIMITS,
  searchOfBin,
  SHARPNESS_LIMITS,
  type Bin,
  type Histogram,
} from "./bins";
import type { Chart, ChartRows, Counted, StatisticsRow } from "./schema";
import { sumsAfter, sumsOf, type Base, type Progress, type Sums } from "./sums";
import { kindKey, totalOf, type Tally } from "./tally";

/** What is shown of a version, and what that of another one can be made from. */
export interface Known {
  readonly counted: Counted;
  readonly sums: Sums;
}

/** As many as a version can have sets. */
const MAX_ROWS = 10_000;
/** What is counted by two things is told of the largest. */
const MAX_CROSSED = 500;
const MAX_SPLITS = 12;

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
const HISTOGRAMS = {
  objects_per_item: { field: "objects", bins: (counts: Histogram) => binsBetween(counts, OBJECTS_LIMITS) },
  width: { field: "width", bins: binsOfIntegers },
  height: { field: "height", bins: binsOfIntegers },
  ratio: { field: "ratio", bins: (counts: Histogram) => binsBetween(counts, RATIO_LIMITS) },
  brightness: { field: "brightness", bins: (counts: Histogram) => binsBetween(counts, BRIGHTNESS_LIMITS) },
  sharpness: { field: "sharpness", bins: (counts: Histogram) => binsBetween(counts, SHARPNESS_LIMITS) },
} as const satisfies Partial<Record<Chart, { field: NumberField; bins: (counts: Histogram) => Bin[] }>>;
type HistogramChart = keyof typeof HISTOGRAMS;

/**
 * Counts a version.
 * @param base one that was counted before and differs little: then only what differs is read
 * @param signal gives the count up, before it reads the next thing
 * @throws DamagedObjectError, or what the signal says
 */
export async function countStatistics(
  open: OpenState,
  progress: Progress,
  { base = null, signal }: { readonly base?: Base | null; readonly signal?: AbortSignal } = {},
): Promise<Known> {
  signal?.throwIfAborted();
  progress(0, "Labels, splits and issues");
  const sets = await facetsOf(open);
  const { live } = sets;
  const labels = await rowsOf(sets, "label");
  const [labelled, divided, troubled] = [sets.union("label"), sets.union("split"), sets.union("issue")];
  const splits = await rowsOf(sets, "split");
  const withoutSplit = live.andNotCardinality(divided);

  const sums = base ? await sumsAfter(open, base, progress) : await sumsOf(open, progress, signal);
  const { tally, unread } = sums;
  progress(0.95, "Near duplicates");
  const objects = objectRows(tally);
  const charts = Object.fromEntries(
    (Object.keys(HISTOGRAMS) as HistogramChart[]).map((chart) => {
      const { field, bins } = HISTOGRAMS[chart];
      const counts = tally[chart] as Histogram;
      return [chart, listed(binRows(field, bins(counts), live.size - totalOf(counts)))];
    }),
  ) as Record<HistogramChart, ChartRows>;

  const duplicates = {
    exact: { items: tally.duplicates.get("items") ?? 0, groups: tally.duplicates.get("groups") ?? 0 },
    near: await duplicatesOf(open, "near").then(({ items, groups }) => ({ items: items.size, groups })),
  };
  const indexed = bitmapOfSet(await loadSets(open, [INDEXED]), INDEXED);
  const kinds = await rowsOf(sets, "kind");
  const counted: Counted = {
    totals: {
      items: live.size,
      images: kinds.find(({ value }) => value === "image")?.items ?? 0,
      videos: kinds.find(({ value }) => value === "video")?.items ?? 0,
      objects: totalOf(tally.objects),
      labels: labels.length,
      object_labels: objects.length,
      unlabelled: live.andNotCardinality(labelled),
      without_objects: tally.objects_per_item.get(placeAmong(OBJECTS_LIMITS, 0)) ?? 0,
      without_split: withoutSplit,
      with_issues: live.andCardinality(troubled),
      exact_duplicates: duplicates.exact.items,
      near_duplicates: duplicates.near.items,
      unindexed: live.andNotCardinality(indexed),
      unread: unread.size,
    },
    charts: {
      ...charts,
      kinds: listed(kinds),
      labels: listed(labels),
      objects: listed(objects),
      object_kinds: crossed(objects, (label) => kindRows(tally, label)),
      splits: listed([...splits, ...(withoutSplit > 0 ? [row("", withoutSplit, "-has:split")] : [])]),
      split_labels: await splitRows(sets, labels, splits, divided),
      issues: listed(await rowsOf(sets, "issue")),
      duplicates: listed(
        DUPLICATES.map((how) =>
          row(how, duplicates[how].items, `duplicate:${how}`, { groups: duplicates[how].groups }),
        ).filter(({ items }) => items > 0),
      ),
    },
  };
  return { counted, sums };
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
  const pause = pauses();
  const rows: StatisticsRow[] = [];
  for (const { value, items } of of(kind)) {
    await pause();
    const count = items.andCardinality(live);
    if (count > 0) rows.push(row(value, count, termOf(kind, value)));
  }
  return rows.sort(byCount);
}

const objectRows = ({ objects, object_items }: Tally): StatisticsRow[] =>
  [...objects]
    .map(([label, count]) =>
      row(String(label), object_items.get(label)!, termOf("object", String(label)), { objects: count }),
    )
    .sort(byCount);

const kindRows = ({ kind_objects, kind_items }: Tally, label: string): StatisticsRow[] =>
  OBJECT_TYPES.flatMap((kind) => {
    const objects = kind_objects.get(kindKey(kind, label));
    if (objects === undefined) return [];
    const items = kind_items.get(kindKey(kind, label))!;
    return [row(label, items, `${kind}:${quoteValue(label)}`, { group: kind, objects })];
  });

/** What the largest rows consist of. */
const crossed = (rows: readonly StatisticsRow[], parts: (value: string) => StatisticsRow[]): ChartRows => ({
  rows: rows.slice(0, MAX_CROSSED).flatMap(({ value }) => parts(value)),
  complete: rows.length <= MAX_CROSSED,
});

/** Items of a label by the split that they are in. */
async function splitRows(
  { live, of }: Facets,
  labels: readonly StatisticsRow[],
  splits: readonly StatisticsRow[],
  divided: Bitmap,
): Promise<ChartRows> {
  if (splits.length === 0) return listed([]);
  const pause = pauses();
  const sets = new Map(of("split").map(({ value, items }) => [value, items]));
  const parts = [
    ...splits.slice(0, MAX_SPLITS).map(({ value, q }) => ({ group: value, q, items: and(sets.get(value)!, live) })),
    { group: "", q: "-has:split", items: andNot(live, divided) },
  ];
  const labelled = new Map(of("label").map(({ value, items }) => [value, items]));
  const counts = new Map<string, StatisticsRow[]>();
  for (const { value: label } of labels.slice(0, MAX_CROSSED)) {
    await pause();
    const rows = parts.map(({ group, q, items }) =>
      row(label, labelled.get(label)!.andCardinality(items), `${termOf("label", label)} ${q}`, { group }),
    );
    counts.set(
      label,
      rows.filter(({ items }) => items > 0),
    );
  }
  const { rows, complete } = crossed(labels, (label) => counts.get(label)!);
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
