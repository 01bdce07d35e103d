/** Generated items for tests of formats: odd names, every kind of geometry, empty and crowded pictures; and their exports. */
import fc from "fast-check";
import { NO_CLASSES, withClasses } from "@/lib/classes/list";
import { ITEM_PARTS, type ItemPart } from "@/lib/items/read-items";
import type { ItemFacts } from "@/lib/items/schema";
import { foundObject, type ItemObject } from "@/lib/objects/model";
import { maskOfPixels } from "@/lib/objects/run-lengths";
import { exportOptions, type ExportOptions } from "@/lib/operations/export";
import type { ExportInfo, ItemSource } from "../format";
import { learnExport } from "../learn";
import { LearntEntries } from "../learnt-entries";
import { planFrom, type ExportPlan } from "../plan";
import { FORMATS } from "./all";

export const INFO: ExportInfo = {
  dataset_id: "d1111111-1111-4111-8111-111111111111",
  dataset: 'A "set"',
  description: "",
  dataset_creation_time: "2026-01-01T00:00:00.000000Z",
  exported_by: "a@b.c",
  snapshot_id: null,
  state_digest: "ab".repeat(32),
  state_time: "2026-01-02T00:00:00.000000Z",
  fields: [],
  models: [],
};

export const word = fc.stringMatching(/^[a-zé日🚦"<&,=' ]{1,8}$/u).map((text) => text.trim() || "x");
export const place = fc.double({ min: -5, max: 25, noNaN: true }).map((value) => Math.round(value * 100) / 100 + 0);
const points = (least: number) =>
  fc.array(fc.tuple(place, place), { minLength: least, maxLength: least + 3 }).map((pairs) => pairs.flat());
export const GEOMETRY = {
  polygon: fc.array(fc.array(points(3), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 }),
  mask: fc
    .array(fc.integer({ min: 0, max: 1 }), { minLength: 16, maxLength: 16 })
    .map((pixels) => maskOfPixels(pixels, 4, 4)),
  rotated_box: fc.record({
    cx: place,
    cy: place,
    width: fc.constantFrom(1, 2.5),
    height: fc.constantFrom(1, 4),
    angle: fc.integer({ min: -90, max: 90 }),
  }),
  polyline: points(2),
  keypoints: fc.array(fc.tuple(place, place, fc.constantFrom(0 as const, 1 as const, 2 as const)), {
    minLength: 1,
    maxLength: 3,
  }),
};
export const object = fc
  .record(
    {
      label: word,
      col_x: place,
      row_y: place,
      width: fc.constantFrom(1, 3.25, 30),
      height: fc.constantFrom(2, 7.5),
      ...GEOMETRY,
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
      attributes: fc.dictionary(fc.constantFrom("color", "odd"), fc.oneof(word, fc.boolean(), fc.integer())),
      flags: fc.record({ crowd: fc.boolean(), occluded: fc.boolean() }, { requiredKeys: [] }),
      extra: fc.record(
        { area: fc.double({ min: 0, max: 9, noNaN: true }), bbox: fc.constant("clash") },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ["label", "col_x", "row_y", "width", "height"] },
  )
  .map((input) => foundObject.parse(JSON.parse(JSON.stringify(input))));

const item = fc
  .record({
    file_path: fc.array(word, { minLength: 1, maxLength: 3 }).map((parts) => `${parts.join("/")}.jpg`),
    media_type: fc.constantFrom("image" as const, "image" as const, "image" as const, "video" as const),
    objects: fc.array(object, { maxLength: 4 }),
    tags: fc.uniqueArray(word, { maxLength: 2 }),
    labels: fc.uniqueArray(word, { maxLength: 2 }),
    captions: fc.array(fc.string({ unit: "grapheme", minLength: 1, maxLength: 9 }), { maxLength: 2 }),
    split: fc.option(fc.constantFrom("train", "val", "odd/split")),
    license: fc.option(word),
    metadata: fc.dictionary(fc.constantFrom("a", "b"), fc.oneof(word, fc.integer())),
  })
  .map(({ objects, ...facts }) => ({ facts, objects }));
type Drawn = typeof item extends fc.Arbitrary<infer D> ? D : never;

const uuid = (kind: string, at: number): string => `${kind}0000000-0000-4000-8000-${String(at).padStart(12, "0")}`;
export const dtoOf = ({ facts, objects }: Drawn, at: number): ItemFacts => ({
  ...facts,
  file_name: facts.file_path.split("/").at(-1)!,
  media_id: uuid("a", at),
  item_no: at,
  file_size: 1_000,
  width: 20,
  height: 10,
  duration_ms: null,
  mime_type: "image/jpeg",
  taken_at: null,
  sha256: "00".repeat(32),
  propagated_labels: [],
  issues: [],
  caption: facts.captions[0] ?? null,
  objects: objects.map((one, index): ItemObject => ({ ...one, object_id: uuid("b", at * 10 + index) })),
  source_url: null,
  statistics: {},
  issue_confidences: {},
  cluster_id: null,
  subcluster_id: null,
  duplicate_group: null,
  mislabel_score: null,
  uniqueness_score: 0.5,
  created_at: "2026-01-01T00:00:00.000000Z",
});

/** What an item has of each part. */
const NOTHING_OF: Readonly<Record<ItemPart, Partial<ItemFacts>>> = {
  file: { file_name: "", file_path: "", media_type: "image", width: null, height: null, sha256: "" },
  identity: { media_id: "", created_at: "" },
  objects: { objects: [] },
  captions: { captions: [], caption: null },
  metadata: { metadata: {} },
  origin: { license: null, source_url: null },
  words: { tags: [], labels: [], propagated_labels: [] },
  split: { split: null },
  index: { issues: [], cluster_id: null, uniqueness_score: null },
};
/** As it is read where some parts are asked for only. */
const partly = (item: ItemFacts, parts: readonly ItemPart[] = ITEM_PARTS): ItemFacts =>
  Object.assign({ ...item }, ...ITEM_PARTS.filter((part) => !parts.includes(part)).map((part) => NOTHING_OF[part]));

/** As they are listed when items come one after another. */
const classesIn = (items: readonly ItemFacts[]) =>
  withClasses(NO_CLASSES, [
    ...items.flatMap(({ objects }) => objects.map(({ label }) => ({ name: label, objects: true as const }))),
    ...items.flatMap(({ labels }) => labels.map((name) => ({ name }))),
  ]);
/** Blocks of three, so that there are several. */
const sourceOf = (items: readonly ItemFacts[]): ItemSource => ({
  blockCount: Math.ceil(items.length / 3),
  classes: () => Promise.resolve(classesIn(items)),
  items: (block, { parts, split } = {}) => {
    const read = items
      .slice(3 * block, 3 * block + 3)
      .map((item) => (split === undefined || split === (item.split ?? "") ? partly(item, parts) : null));
    return Promise.resolve(() => Promise.resolve(read));
  },
});
export const items = fc.array(item, { maxLength: 8 }).map((drawn) => drawn.map(dtoOf));
/** Planned by another process than the one that learnt it. */
export async function planned(of: readonly ItemFacts[], options: Partial<ExportOptions>): Promise<ExportPlan> {
  const all = exportOptions.parse(options);
  const format = FORMATS[all.export_format];
  const learnt = await learnExport(sourceOf(of), format, INFO, all);
  const { entries, ...rest } = learnt;
  const kept = { ...(JSON.parse(JSON.stringify(rest)) as typeof rest), entries: LearntEntries.of([...entries]) };
  return planFrom(kept, sourceOf(of), format, INFO, all);
}
export async function bytesOf(plan: ExportPlan, start = 0, end = plan.bytes): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of plan.read(start, end)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Files of a zip that is not packed, by the local headers. */
export function contentsOf(zip: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (let at = 0; zip.readUInt32LE(at) === 0x04034b50;) {
    const [size, name, extra] = [zip.readUInt32LE(at + 18), zip.readUInt16LE(at + 26), zip.readUInt16LE(at + 28)];
    const begin = at + 30 + name + extra;
    files.set(zip.toString("utf8", at + 30, at + 30 + name), zip.subarray(begin, begin + size));
    at = begin + size;
  }
  return files;
}
export const lossOf = ({ losses }: ExportPlan, what: string): number =>
  losses.filter((loss) => loss.what === what).reduce((sum, { count }) => sum + count, 0);
/** The same, as texts. */
export const filesOf = (zip: Buffer): Map<string, string> =>
  new Map([...contentsOf(zip)].map(([name, bytes]) => [name, bytes.toString("utf8")]));
