/** Clusters with a picture and a name from what their items share. */
import "server-only";
import { setImmediate } from "node:timers/promises";
import type { CurrentUser } from "@/lib/auth/service";
import { derived } from "@/lib/derived";
import { facetSetsOf, type FacetSet } from "@/lib/states/facet-sets";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { and, bitmapOf, type Bitmap } from "@/lib/versioning/bitmap";
import { LIVE } from "@/lib/versioning/names";
import { characteristicWords } from "./cluster-names";
import { presentItems } from "./present";
import type { ClustersDto, ClustersQuery } from "./schema";
import { openForRead } from "./service";

/** The largest clusters and the most frequent words: names are for reading, and a list of thousands is not read. */
const MAX_CLUSTERS = 200;
const MAX_WORDS = 200;
/** Items that speak for a cluster. More would change no name, and with a million items counting all of them takes seconds. */
const SAMPLE = 1_000;

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
  const { open } = await openForRead(user, datasetId, query);
  const clusters = await named.of(`${open.lineageId} ${open.state.digest}`, () => nameClusters(open));
  const items = new Map(
    (
      await presentItems(
        open,
        clusters.map(({ first }) => first),
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
  const list: Named[] = [];
  for (const { value, items } of clusters) {
    const sample = sampleOf(and(items, live));
    const counts = words.map(({ value: word, items: having, count }) => ({
      word,
      inCluster: having.andCardinality(sample),
      inAll: count,
    }));
    list.push({
      cluster: value,
      words: characteristicWords(counts, { cluster: sample.size, all: live.size }),
      first: sample.minimum(),
    });
    // Other requests have their turn.
    await setImmediate();
  }
  return list;
}

/** Members spread evenly over a bitmap, its first among them; all of a small one. */
function sampleOf(items: Bitmap): Bitmap {
  if (items.size <= SAMPLE) return items;
  return bitmapOf(Array.from({ length: SAMPLE }, (_, index) => items.at(Math.floor((index * items.size) / SAMPLE))!));
}
