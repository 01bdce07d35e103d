/** Clusters with a picture and a name from what their items share. */
import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { derived } from "@/lib/derived";
import { facetSetsOf, type FacetSet } from "@/lib/states/facet-sets";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { and, bitmapOf, orMany, type Bitmap } from "@/lib/versioning/bitmap";
import { LIVE } from "@/lib/versioning/names";
import { characteristicWords } from "./cluster-names";
import { presentItems } from "./present";
import type { ClustersDto, ClustersQuery } from "./schema";
import { openForRead } from "./service";

/** The largest clusters and the most frequent words: names are for reading, and a list of thousands is not read. */
const MAX_CLUSTERS = 200;
const MAX_WORDS = 200;
/** Items that speak for a cluster: more would change no name. */
const SAMPLE = 250;

interface Named {
  readonly cluster: string;
  readonly words: readonly string[];
  /** Number of the item that stands for it. */
  readonly first: number;
}
/** By the digest of the state. */
const named = derived<readonly Named[]>("clusters", (list) => list.length * 200);

/** The clusters of a version, the largest first, whatever is searched for. */
export async function getClusters(user: CurrentUser, datasetId: string, query: ClustersQuery): Promise<ClustersDto> {
  const { dataset, open } = await openForRead(user, datasetId, query);
  const clusters = await named.of(`${open.lineageId} ${open.state.digest}`, () => nameClusters(open));
  const items = new Map(
    (
      await presentItems(
        open,
        clusters.map(({ first }) => first),
        dataset,
      )
    ).map((item) => [item.item_no, item]),
  );
  return {
    clusters: clusters.map(({ cluster, words, first }) => ({
      cluster,
      words: [...words],
      thumbnail_url: items.get(first)?.thumbnail_url ?? null,
      placeholder: items.get(first)?.placeholder ?? null,
    })),
  };
}

interface Counted {
  readonly value: string;
  readonly items: Bitmap;
  readonly count: number;
}

async function nameClusters(open: OpenState): Promise<readonly Named[]> {
  const sets = facetSetsOf(open).filter(({ kind }) => kind === "cluster" || kind === "tag" || kind === "label");
  const loaded = await loadSets(open, [LIVE, ...sets.map(({ name }) => name)]);
  const live = bitmapOfSet(loaded, LIVE);
  const largest = (which: readonly FacetSet[], limit: number): Counted[] =>
    which
      .map(({ name, value }) => ({
        value,
        items: bitmapOfSet(loaded, name),
        count: bitmapOfSet(loaded, name).andCardinality(live),
      }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      .slice(0, limit);
  const clusters = largest(
    sets.filter(({ kind }) => kind === "cluster"),
    MAX_CLUSTERS,
  );
  const words = largest(
    sets.filter(({ kind }) => kind !== "cluster"),
    MAX_WORDS,
  );
  const samples = clusters.map(({ items }) => sampleOf(and(items, live)));
  const counts = countIn(samples, words);
  return clusters.map(({ value }, index) => ({
    cluster: value,
    words: characteristicWords(
      words.map(({ value: word, count }, at) => ({ word, inCluster: counts[at]![index]!, inAll: count })),
      { cluster: samples[index]!.size, all: live.size },
    ),
    first: samples[index]!.minimum(),
  }));
}

/**
 * How many of each sample have each word. All samples are intersected with a word at once: one by one that is 40,000 calls into
 * the bitmaps, most of whose time is the calling.
 */
function countIn(samples: readonly Bitmap[], words: readonly Counted[]): Uint32Array[] {
  const sampleOfItem = new Map<number, number>();
  samples.forEach((sample, index) => sample.toUint32Array().forEach((item) => sampleOfItem.set(item, index)));
  const sampled = orMany(samples);
  return words.map(({ items }) => {
    const counts = new Uint32Array(samples.length);
    for (const item of and(items, sampled).toUint32Array()) counts[sampleOfItem.get(item)!]! += 1;
    return counts;
  });
}

/** Members spread evenly over a bitmap, its first among them; all of a small one. */
function sampleOf(items: Bitmap): Bitmap {
  if (items.size <= SAMPLE) return items;
  return bitmapOf(Array.from({ length: SAMPLE }, (_, index) => items.at(Math.floor((index * items.size) / SAMPLE))!));
}
