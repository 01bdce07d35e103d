/** Attributes of objects: which items have them, and which there are. */
import "server-only";
import { derived } from "@/lib/derived";
import { processWide } from "@/lib/process-wide";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { emptyBitmap, memoryOf, type Bitmap } from "@/lib/versioning/bitmap";
import { revisionSet } from "@/lib/versioning/names";
import { attributeNeedle, attributeText, eachAttribute } from "./attribute-text";
import { findAttributes } from "./repository";
import { bytesOfTexts, TextIndex, type TextRow } from "./text-index";

const OBJECTS = revisionSet("objects");
const texts = processWide("attributes", () => new TextIndex(derived("attributes", bytesOfTexts), (text) => text));
/** By lineage, the hash of the visible objects, and what is looked for. */
const found = derived<Bitmap>("found attributes", memoryOf);

const BATCH = 20_000;
async function* attributesOf(lineageId: string, revisions: readonly number[]) {
  for (let start = 0; start < revisions.length; start += BATCH)
    yield await findAttributes(lineageId, revisions.slice(start, start + BATCH));
}

/** Items with an object that has an attribute, with that value unless it is null; deleted ones too. @throws DamagedObjectError */
export async function itemsWithAttribute(open: OpenState, name: string, value: string | null): Promise<Bitmap> {
  const ref = open.state.sets.get(OBJECTS);
  if (!ref) return emptyBitmap;
  const needle = attributeNeedle(name, value);
  return found.of(`${open.lineageId} ${ref.hash} ${needle}`, async () => {
    const visible = bitmapOfSet(await loadSets(open, [OBJECTS]), OBJECTS);
    return texts.search(open.lineageId, visible, needle, async (revisions) => {
      const rows: TextRow[] = [];
      // Batch by batch: in between, others are answered.
      for await (const batch of attributesOf(open.lineageId, revisions.toArray()))
        for (const { item_no, revision_no, attributes } of batch)
          rows.push({ item_no, revision_no, text: attributeText(attributes) });
      return rows;
    });
  });
}

/** Items that are looked at to tell which attributes there are. */
const SAMPLE = 500;
const MAX_VALUES = 20;

export interface KnownAttribute {
  readonly name: string;
  /** The most frequent first. */
  readonly values: readonly string[];
}
/** By lineage and the hash of the visible objects. */
const samples = derived<readonly KnownAttribute[]>("known attributes", (list) =>
  list.reduce((sum, { name, values }) => sum + 200 + 2 * (name.length + values.join("").length), 0),
);

/** Attributes and values that one may want to search for: those of some items all over the version. @throws DamagedObjectError */
export async function knownAttributes(open: OpenState): Promise<readonly KnownAttribute[]> {
  const ref = open.state.sets.get(OBJECTS);
  if (!ref) return [];
  return samples.of(`${open.lineageId} ${ref.hash}`, async () => {
    const visible = bitmapOfSet(await loadSets(open, [OBJECTS]), OBJECTS);
    const size = Math.min(SAMPLE, visible.size);
    const places = Array.from({ length: size }, (_, index) => Math.floor((index * visible.size) / size));
    const rows = await findAttributes(
      open.lineageId,
      places.map((place) => visible.at(place)!),
    );
    const counts = new Map<string, Map<string, number>>();
    for (const { attributes } of rows)
      eachAttribute(attributes, (name, value) => {
        const values = counts.get(name) ?? new Map<string, number>();
        counts.set(name, values.set(value, (values.get(value) ?? 0) + 1));
      });
    return [...counts]
      .map(([name, values]) => ({
        name,
        values: [...values]
          .sort(([a, times], [b, others]) => others - times || (a < b ? -1 : 1))
          .slice(0, MAX_VALUES)
          .map(([value]) => value),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  });
}
