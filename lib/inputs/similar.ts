/** What looks like a selection, over several datasets. */
import "server-only";
import { requireDataset, type VisibleHead } from "@/lib/access/service";
import type { CurrentUser } from "@/lib/auth/service";
import { BadRequestError, ConflictError } from "@/lib/errors";
import { findItemReadings } from "@/lib/indexing/item-readings";
import { presentItemsOfMany } from "@/lib/items/present";
import { INDEX_MODEL } from "@/lib/media/reading";
import { keyOfImage } from "@/lib/search/image-key";
import { similarityShown, type Alike } from "@/lib/search/likeness";
import { matchingItems } from "@/lib/search/matching";
import { NOT_INDEXED, scoresOf } from "@/lib/search/scores";
import { selectedItems } from "@/lib/search/selection";
import { asVersionOf, bitmapOfSet, loadSets, openState, type OpenState } from "@/lib/states/service";
import { bitmapOf, or, type Bitmap } from "@/lib/versioning/bitmap";
import { revisionSet } from "@/lib/versioning/names";
import { toRuns } from "@/lib/versioning/runs";
import { assertSearchable, ofEach, openHead } from "./matches";
import type { SimilarInputsDto, SimilarInputsInput } from "./schema";
import { withDataset } from "./service";
import { narrowed, openVersion } from "./version";

/** Each is compared with everything: more would make somebody wait who meant a search. */
const MAX_EXAMPLES = 50;

interface Examples {
  /** By dataset. */
  readonly items: ReadonlyMap<string, Bitmap>;
  readonly count: number;
  /** Their looks, as keys that any dataset can be searched by. */
  readonly keys: readonly string[];
}

/** @throws NotFoundError, BadRequestError for none or too many, ConflictError where none was indexed */
async function examplesOf(user: CurrentUser, sources: SimilarInputsInput["sources"]): Promise<Examples> {
  const items = new Map<string, Bitmap>();
  const found: { open: OpenState; numbers: number[] }[] = [];
  for (const { source_dataset_id, ...selection } of sources) {
    const dataset = await requireDataset(user, source_dataset_id);
    const open = asVersionOf(dataset.id, await openState(dataset.head_state_id));
    const selected = await selectedItems(open, selection);
    items.set(dataset.id, selected);
    found.push({ open, numbers: selected.toArray() });
  }
  const count = found.reduce((sum, { numbers }) => sum + numbers.length, 0);
  if (count === 0) throw new BadRequestError("Select an item to look for others like it");
  if (count > MAX_EXAMPLES)
    throw new BadRequestError(`Select at most ${MAX_EXAMPLES} items to look for others like them; these are ${count}`);
  const keys = new Set<string>();
  for (const { open, numbers } of found) {
    if (numbers.length === 0) continue;
    const files = bitmapOfSet(await loadSets(open, [revisionSet("file")]), revisionSet("file"));
    for (const { revision_no, vector } of await findItemReadings(open.lineageId, numbers, INDEX_MODEL))
      if (vector && files.has(revision_no))
        keys.add(keyOfImage(new Int8Array(vector.buffer, vector.byteOffset, vector.byteLength), null));
  }
  if (keys.size === 0) throw new ConflictError(NOT_INDEXED);
  return { items, count, keys: [...keys] };
}

interface Alikes {
  readonly head: VisibleHead;
  readonly open: OpenState;
  readonly items: Bitmap;
  /** The highest likeness to any example, of items that are none. */
  readonly best: ReadonlyMap<number, number>;
}

async function alikeIn(head: VisibleHead, examples: Examples, input: SimilarInputsInput): Promise<Alikes> {
  const open = await openHead(head);
  const among = await matchingItems(open, input.q);
  const chosen = examples.items.get(head.id);
  const best = new Map<number, number>();
  for (const example of examples.keys) {
    const alike: Alike = { type: "alike", to: "image", example, atLeast: input.at_least, at: 0 };
    const { items, similarities } = await scoresOf(open, alike);
    items.forEach((item, at) => {
      if (!among.has(item) || chosen?.has(item)) return;
      best.set(item, Math.max(best.get(item) ?? 0, similarities[at]!));
    });
  }
  const items = bitmapOf(Uint32Array.from(best.keys()).sort());
  return { head, open, items: chosen ? or(items, chosen) : items, best };
}

/**
 * The examples, and what is at least so alike to one of them, among what a search finds. By what the indexer sees, whichever
 * model a dataset goes by: examples and candidates may be of different ones. @throws BadRequestError, ConflictError, NotFoundError
 */
export async function findSimilarInputs(user: CurrentUser, input: SimilarInputsInput): Promise<SimilarInputsDto> {
  assertSearchable(input.q);
  const examples = await examplesOf(user, input.sources);
  const { heads } = await openVersion(user);
  const among = await narrowed(user, heads, input.dataset_id);
  // What is selected is meant, wherever it is.
  const wanted = heads.filter((head) => among.includes(head) || examples.items.has(head.id));
  const found = await ofEach(wanted, (head) =>
    among.includes(head)
      ? alikeIn(head, examples, input)
      : openHead(head).then((open): Alikes => ({ head, open, items: examples.items.get(head.id)!, best: new Map() })),
  );
  const datasets = found
    .filter(({ items }) => !items.isEmpty)
    .map(({ head, items }) => ({ dataset_id: head.id, numbers: toRuns(items.toUint32Array()) }));
  return {
    datasets,
    count: found.reduce((sum, { items }) => sum + items.size, 0),
    examples: examples.count,
    items: await mostAlike(found, input.limit),
  };
}

async function mostAlike(found: readonly Alikes[], limit: number): Promise<SimilarInputsDto["items"]> {
  const nearest = found
    .flatMap(({ best }, of) => [...best].map(([item, similarity]) => ({ of, item, similarity })))
    .sort((a, b) => b.similarity - a.similarity || a.of - b.of || a.item - b.item)
    .slice(0, limit);
  const parts = [...new Set(nearest.map(({ of }) => of))];
  const presented = await presentItemsOfMany(
    parts.map((part) => ({
      open: found[part]!.open,
      dataset: found[part]!.head,
      numbers: nearest.filter(({ of }) => of === part).map(({ item }) => item),
    })),
  );
  const items = new Map(
    parts.flatMap((part, at) => presented[at]!.map((item) => [`${part} ${item.item_no}`, item] as const)),
  );
  return nearest.flatMap(({ of, item, similarity }) => {
    const shown = items.get(`${of} ${item}`);
    return shown
      ? [{ ...withDataset(shown, found[of]!.head), similarity: Math.min(1, similarityShown(similarity)) }]
      : [];
  });
}
