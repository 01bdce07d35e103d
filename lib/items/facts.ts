/** What a state says of items, put together from visible revisions, sets and columns. */
import "server-only";
import { confidenceColumn, DUPLICATE_GROUP, MISLABEL, UNIQUENESS } from "@/lib/indexing/rules";
import { storedObjects } from "@/lib/objects/identity";
import { captionsOf, type FilePayload, type OriginPayload } from "@/lib/revisions/payloads";
import { facetSetsOf, type FacetSet } from "@/lib/states/facet-sets";
import { bitmapOfSet, loadColumn, loadSets, type OpenState } from "@/lib/states/service";
import { and, bitmapOf } from "@/lib/versioning/bitmap";
import { Column, fractionFrom } from "@/lib/versioning/columns";
import { SET_KINDS, type Facet, type SetKind } from "@/lib/versioning/names";
import type { LoadedSet } from "@/lib/versioning/state";
import type { ItemFacts } from "./schema";

/** An item with its visible file, as the database has it. */
export interface ReadItem {
  readonly item_no: number;
  readonly media_id: string;
  readonly created_at: string;
  /** Of the file revision. */
  readonly payload: unknown;
  readonly sha256: string;
  readonly kind: "image" | "video";
  readonly mime: string | null;
  readonly size: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly duration_ms: number | null;
  readonly taken_at: string | null;
  readonly stats: Record<string, unknown> | null;
}
/** What the other visible revisions of an item hold. */
export type Payloads = Readonly<Partial<Record<Exclude<Facet, "file">, unknown>>>;

/** What sets and columns say of some items. */
export interface Indexed {
  /** Of items that have any. */
  readonly words: ReadonlyMap<number, Readonly<Partial<Record<SetKind, string[]>>>>;
  /** How sure issues are, by issue, then by item. */
  readonly confidences: ReadonlyMap<string, ReadonlyMap<number, number>>;
  readonly uniqueness: Column;
  readonly groups: Column;
  readonly doubts: Column;
}

/** The kinds of sets that items show; the others say what is in their files and fields. */
const SHOWN_KINDS: readonly SetKind[] = SET_KINDS.filter((kind) => kind !== "kind" && kind !== "meta");

/** @param kinds which words are wanted @param scores whether what an index run found is */
export async function readIndexed(
  open: OpenState,
  numbers: readonly number[],
  kinds: readonly SetKind[] = SHOWN_KINDS,
  scores = true,
): Promise<Indexed> {
  const shown = facetSetsOf(open).filter(({ kind }) => kinds.includes(kind));
  const column = (name: string) => (scores ? loadColumn(open, name) : Column.empty);
  const [sets, uniqueness, groups, doubts] = await Promise.all([
    loadSets(
      open,
      shown.map(({ name }) => name),
    ),
    column(UNIQUENESS),
    column(DUPLICATE_GROUP),
    column(MISLABEL),
  ]);
  return {
    words: wordsOf(numbers, shown, sets),
    confidences: scores ? await confidencesOf(open, numbers, shown, sets) : new Map(),
    uniqueness,
    groups,
    doubts,
  };
}

/** One item, from what was read of it. */
export function factsOf(
  item: ReadItem,
  payloads: Payloads,
  { words: all, confidences, uniqueness, groups, doubts }: Indexed,
): ItemFacts {
  const { item_no: number, media_id } = item;
  const payload = item.payload as FilePayload;
  const words = all.get(number) ?? {};
  const issues = words.issue ?? [];
  const captions = captionsOf(payloads.caption);
  const { license = null, source_url = null } = (payloads.origin ?? {}) as OriginPayload;
  return {
    media_id,
    item_no: number,
    media_type: item.kind,
    file_name: payload.name,
    file_path: payload.path,
    file_size: item.size ?? 0,
    width: item.width,
    height: item.height,
    duration_ms: item.duration_ms,
    mime_type: item.mime ?? "application/octet-stream",
    taken_at: item.taken_at,
    sha256: item.sha256,
    tags: words.tag ?? [],
    labels: words.label ?? [],
    propagated_labels: words.propagated ?? [],
    issues,
    caption: captions[0] ?? null,
    captions,
    objects: storedObjects(payloads.objects, media_id),
    split: words.split?.[0] ?? null,
    license,
    source_url,
    metadata: (payloads.metadata as Record<string, unknown> | undefined) ?? {},
    statistics: item.stats ?? {},
    issue_confidences: confidencesIn(number, issues, confidences),
    cluster_id: words.cluster?.[0] ?? null,
    subcluster_id: words.subcluster?.[0] ?? null,
    duplicate_group: groups.get(number) || null,
    mislabel_score: rounded(fractionFrom(doubts.get(number))),
    uniqueness_score: rounded(fractionFrom(uniqueness.get(number))),
    created_at: item.created_at,
  };
}

function confidencesIn(number: number, issues: readonly string[], confidences: Indexed["confidences"]) {
  const found: Record<string, number> = {};
  for (const issue of issues) {
    const confidence = confidences.get(issue)?.get(number);
    if (confidence !== undefined) found[issue] = confidence;
  }
  return found;
}

const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 1000) / 1000);

/** How sure each issue of a page's items is, where an index run has said so: by issue, then by item. */
async function confidencesOf(
  open: OpenState,
  numbers: readonly number[],
  shown: readonly FacetSet[],
  sets: ReadonlyMap<string, LoadedSet>,
) {
  const page = bitmapOf(numbers);
  const issues = shown
    .filter(({ kind, name }) => kind === "issue" && bitmapOfSet(sets, name).intersects(page))
    .map(({ value }) => value);
  const columns = await Promise.all(
    issues.map(async (issue) => [issue, await loadColumn(open, confidenceColumn(issue))] as const),
  );
  return new Map(
    columns.map(([issue, column]) => [
      issue,
      new Map(
        numbers.flatMap((number) =>
          column.get(number) ? [[number, rounded(fractionFrom(column.get(number)))!] as const] : [],
        ),
      ),
    ]),
  );
}

/** Tags, labels and issues of a page's items: each set is intersected with the page first, so the cost follows the page. */
function wordsOf(numbers: readonly number[], shown: readonly FacetSet[], sets: ReadonlyMap<string, LoadedSet>) {
  const result = new Map<number, Partial<Record<SetKind, string[]>>>();
  const page = bitmapOf(numbers);
  for (const { name, kind, value } of shown) {
    const set = bitmapOfSet(sets, name);
    if (!set.intersects(page)) continue;
    for (const number of and(set, page).toArray()) {
      let words = result.get(number);
      if (!words) result.set(number, (words = {}));
      (words[kind] ??= []).push(value);
    }
  }
  for (const words of result.values()) for (const list of Object.values(words)) list.sort();
  return result;
}
