/**
 * Communities of a weighted graph by the Louvain method (Blondel et al., "Fast unfolding of communities in large networks",
 * 2008): items move to the neighbouring community that raises modularity most; then communities become the items of the
 * next, coarser level. Pure and deterministic.
 */

/** Undirected: every edge is listed from both of its ends. `targets[starts[i]] … targets[starts[i + 1] − 1]` are i's. */
export interface Graph {
  readonly starts: Uint32Array;
  readonly targets: Uint32Array;
  readonly weights: Float64Array;
  /** Weight inside each node, twice over, from levels below. */
  readonly loops: Float64Array;
}

/** The graph of unordered edges; several between the same two nodes keep the strongest. */
export function graphOf(nodes: number, edges: Iterable<readonly [a: number, b: number, weight: number]>): Graph {
  const strongest = new Map<number, number>();
  for (const [a, b, weight] of edges) {
    if (a === b || weight <= 0) continue;
    const key = Math.min(a, b) * nodes + Math.max(a, b);
    const known = strongest.get(key);
    if (known === undefined || weight > known) strongest.set(key, weight);
  }
  return fromUnique(nodes, strongest, new Float64Array(nodes));
}

function fromUnique(nodes: number, edges: ReadonlyMap<number, number>, loops: Float64Array): Graph {
  const starts = new Uint32Array(nodes + 1);
  for (const key of edges.keys()) {
    starts[Math.floor(key / nodes) + 1]! += 1;
    starts[(key % nodes) + 1]! += 1;
  }
  for (let node = 0; node < nodes; node += 1) starts[node + 1]! += starts[node]!;
  const targets = new Uint32Array(edges.size * 2);
  const weights = new Float64Array(edges.size * 2);
  const next = starts.slice(0, nodes);
  for (const [key, weight] of edges) {
    const [a, b] = [Math.floor(key / nodes), key % nodes];
    targets[next[a]!] = b;
    weights[next[a]!++] = weight;
    targets[next[b]!] = a;
    weights[next[b]!++] = weight;
  }
  return { starts, targets, weights, loops };
}

const MAX_PASSES = 12;
const MIN_GAIN = 1e-9;

/** One level: moves nodes until nothing gains. @returns each node's community, numbered from 0 without gaps */
function settle({ starts, targets, weights, loops }: Graph): { community: Uint32Array; count: number } {
  const nodes = loops.length;
  const degree = new Float64Array(nodes);
  let total = 0;
  for (let node = 0; node < nodes; node += 1) {
    degree[node] = loops[node]!;
    for (let edge = starts[node]!; edge < starts[node + 1]!; edge += 1) degree[node]! += weights[edge]!;
    total += degree[node]!;
  }
  const community = Uint32Array.from({ length: nodes }, (_, node) => node);
  const weightOf = degree.slice();
  const towards = new Float64Array(nodes);
  for (let pass = 0; pass < MAX_PASSES && total > 0; pass += 1) {
    let moved = false;
    for (let node = 0; node < nodes; node += 1) {
      const own = community[node]!;
      const seen: number[] = [];
      for (let edge = starts[node]!; edge < starts[node + 1]!; edge += 1) {
        const other = community[targets[edge]!]!;
        if (towards[other] === 0) seen.push(other);
        towards[other]! += weights[edge]!;
      }
      weightOf[own]! -= degree[node]!;
      const gain = (to: number) => towards[to]! - (weightOf[to]! * degree[node]!) / total;
      let best = own;
      let bestGain = gain(own);
      for (const other of seen) {
        const gained = gain(other);
        if (gained > bestGain + MIN_GAIN) [best, bestGain] = [other, gained];
      }
      weightOf[best]! += degree[node]!;
      if (best !== own) {
        community[node] = best;
        moved = true;
      }
      for (const other of seen) towards[other] = 0;
    }
    if (!moved) break;
  }
  const names = new Map<number, number>();
  for (let node = 0; node < nodes; node += 1) {
    const name = names.get(community[node]!) ?? names.size;
    names.set(community[node]!, name);
    community[node] = name;
  }
  return { community, count: names.size };
}

function aggregate(graph: Graph, community: Uint32Array, count: number): Graph {
  const loops = new Float64Array(count);
  const edges = new Map<number, number>();
  for (let node = 0; node < community.length; node += 1) {
    const a = community[node]!;
    loops[a]! += graph.loops[node]!;
    for (let edge = graph.starts[node]!; edge < graph.starts[node + 1]!; edge += 1) {
      const b = community[graph.targets[edge]!]!;
      // Both directions are listed: inside a community that is its loop twice over, between two it is counted once.
      if (a === b) loops[a]! += graph.weights[edge]!;
      else if (a < b) edges.set(a * count + b, (edges.get(a * count + b) ?? 0) + graph.weights[edge]!);
    }
  }
  return fromUnique(count, edges, loops);
}

/** Communities of every level, finest first; the last is where nothing gains any more. There is at least one level. */
export function communitiesOf(graph: Graph): Uint32Array[] {
  const levels: Uint32Array[] = [];
  let current = graph;
  for (;;) {
    const { community, count } = settle(current);
    const below = levels.at(-1);
    if (below && count === current.loops.length) return levels;
    levels.push(below ? below.map((name) => community[name]!) : community);
    if (count === current.loops.length) return levels;
    current = aggregate(current, community, count);
  }
}
