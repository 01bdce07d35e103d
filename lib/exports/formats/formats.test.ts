/** Every format on generated items: odd names, every kind of geometry, empty and crowded pictures. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import { NO_CLASSES, withClasses } from "@/lib/classes/list";
import type { ItemDto } from "@/lib/items/schema";
import { foundObject, type ItemObject } from "@/lib/objects/model";
import { areaOfRuns, maskOfPixels, runsOf } from "@/lib/objects/run-lengths";
import { EXPORT_FORMATS, exportOptions, YOLO_VARIANTS, type ExportOptions } from "@/lib/operations/export";
import type { ExportInfo, ItemSource } from "../format";
import { planExport, type ExportPlan } from "../plan";
import { FORMATS } from "./all";

const INFO: ExportInfo = {
  dataset_id: "d1111111-1111-4111-8111-111111111111",
  dataset: 'A "set"',
  description: "",
  dataset_creation_time: "2026-01-01T00:00:00.000000Z",
  exported_by: "a@b.c",
  snapshot_id: null,
  state_digest: "ab".repeat(32),
  state_time: "2026-01-02T00:00:00.000000Z",
  fields: [],
};

const word = fc.stringMatching(/^[a-zé日🚦"<&,=' ]{1,8}$/u).map((text) => text.trim() || "x");
const place = fc.double({ min: -5, max: 25, noNaN: true }).map((value) => Math.round(value * 100) / 100 + 0);
const points = (least: number) =>
  fc.array(fc.tuple(place, place), { minLength: least, maxLength: least + 3 }).map((pairs) => pairs.flat());
const GEOMETRY = {
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
const object = fc
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
const dtoOf = ({ facts, objects }: Drawn, at: number): ItemDto => ({
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
  etag: "x",
  url: `/api/v1/media/${at}?expires=${Math.random()}`,
  thumbnail_url: null,
  preview_url: null,
  placeholder: null,
});

/** Blocks of three, so that there are several. */
/** As they are listed when items come one after another. */
const classesIn = (items: readonly ItemDto[]) =>
  withClasses(NO_CLASSES, [
    ...items.flatMap(({ objects }) => objects.map(({ label }) => ({ name: label, objects: true as const }))),
    ...items.flatMap(({ labels }) => labels.map((name) => ({ name }))),
  ]).classes;
const sourceOf = (items: readonly ItemDto[]): ItemSource => ({
  blockCount: Math.ceil(items.length / 3),
  classes: () => Promise.resolve(classesIn(items)),
  items: async (block) => items.slice(3 * block, 3 * block + 3),
});
const items = fc.array(item, { maxLength: 8 }).map((drawn) => drawn.map(dtoOf));
const planned = (of: readonly ItemDto[], options: Partial<ExportOptions>): Promise<ExportPlan> => {
  const all = exportOptions.parse(options);
  return planExport(sourceOf(of), FORMATS[all.export_format], INFO, all);
};
async function bytesOf(plan: ExportPlan, start = 0, end = plan.bytes): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of plan.read(start, end)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Files of a zip that is not packed, by the local headers. */
function filesOf(zip: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  for (let at = 0; zip.readUInt32LE(at) === 0x04034b50;) {
    const [size, name, extra] = [zip.readUInt32LE(at + 18), zip.readUInt16LE(at + 26), zip.readUInt16LE(at + 28)];
    const begin = at + 30 + name + extra;
    files.set(zip.toString("utf8", at + 30, at + 30 + name), zip.toString("utf8", begin, begin + size));
    at = begin + size;
  }
  return files;
}
const lossOf = ({ losses }: ExportPlan, what: string): number =>
  losses.filter((loss) => loss.what === what).reduce((sum, { count }) => sum + count, 0);

const CASES: Partial<ExportOptions>[] = [
  ...EXPORT_FORMATS.filter((format) => format !== "yolo").map((export_format) => ({ export_format })),
  ...YOLO_VARIANTS.filter((variant) => variant !== "classify").map((variant) => ({
    export_format: "yolo" as const,
    variant,
  })),
];

describe.each(CASES)("$export_format $variant", (options) => {
  it("is the same bytes when it is planned again, in parts as in whole", async () => {
    await fc.assert(
      fc.asyncProperty(items, fc.nat(), fc.nat(), async (of, a, b) => {
        const [first, second] = [await planned(of, options), await planned(of, options)];
        const whole = await bytesOf(first);
        expect(whole.byteLength).toBe(first.bytes);
        expect((await bytesOf(second)).equals(whole)).toBe(true);
        const [start, end] = [a % (first.bytes + 1), b % (first.bytes + 1)].sort((x, y) => x - y) as [number, number];
        expect((await bytesOf(second, start, end)).equals(whole.subarray(start, end))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("has no loss of nothing, and each kind of loss once", async () => {
    await fc.assert(
      fc.asyncProperty(items, async (of) => {
        const { losses } = await planned(of, options);
        expect(losses.every(({ count, what, why }) => count > 0 && what !== "" && why !== "")).toBe(true);
        expect(new Set(losses.map(({ what, why }) => `${what}|${why}`)).size).toBe(losses.length);
      }),
      { numRuns: 40 },
    );
  });
});

describe("what is in the file and what is lost", () => {
  const pictures = (of: readonly ItemDto[]) => of.filter(({ media_type }) => media_type === "image");
  const objectsOf = (of: readonly ItemDto[]) => of.flatMap(({ objects }) => objects);

  it("coco: every object of every picture is there, with its box, label and what it has", async () => {
    await fc.assert(
      fc.asyncProperty(items, async (of) => {
        const plan = await planned(of, { export_format: "coco" });
        const files = filesOf(await bytesOf(plan));
        const found = [...files]
          .filter(([name]) => name.startsWith("annotations/instances"))
          .flatMap(([, text]) => {
            const { annotations, categories } = JSON.parse(text) as {
              annotations: Record<string, unknown>[];
              categories: { id: number; name: string }[];
            };
            return annotations.map((one) => ({
              ...one,
              label: categories.find(({ id }) => id === one.category_id)!.name,
            })) as (Record<string, unknown> & { label: string })[];
          });
        const wanted = objectsOf(pictures(of));
        expect(found).toHaveLength(wanted.length);
        for (const object of wanted) {
          const one = found.find(({ object_id }) => object_id === object.object_id)!;
          expect(one).toMatchObject({
            label: object.label,
            bbox: [object.col_x, object.row_y, object.width, object.height],
            iscrowd: object.flags?.crowd ? 1 : 0,
          });
          expect(one.keypoints).toEqual(object.keypoints?.flat());
          expect(one.attributes).toEqual(object.attributes);
          if (object.extra?.area !== undefined) expect(one.area).toBe(object.extra.area);
        }
        expect(lossOf(plan, "videos")).toBe(of.length - pictures(of).length);
        expect(lossOf(plan, "polylines")).toBe(wanted.filter(({ polyline }) => polyline).length);
        expect(lossOf(plan, "further fields of objects")).toBe(wanted.filter(({ extra }) => extra?.bbox).length);
        const segmented = wanted.filter(({ mask, polygon, rotated_box }) => mask ?? polygon ?? rotated_box);
        expect(found.filter(({ segmentation }) => segmentation !== undefined)).toHaveLength(segmented.length);
      }),
      { numRuns: 60 },
    );
  });

  it("yolo: lines and losses make up the objects, and every number is a share", async () => {
    await fc.assert(
      fc.asyncProperty(items, fc.constantFrom("detect", "pose", "obb" as const), async (of, variant) => {
        const plan = await planned(of, { export_format: "yolo", variant: variant as "detect" });
        const files = filesOf(await bytesOf(plan));
        const lines = [...files]
          .filter(([name]) => name.startsWith("labels/"))
          .flatMap(([, text]) => text.split("\n").filter(Boolean));
        const gone = lossOf(plan, "objects outside of the picture") + lossOf(plan, "objects without keypoints");
        expect(lines.length + gone).toBe(objectsOf(pictures(of)).length);
        const { names } = parseYaml(files.get("data.yaml")!) as { names: Record<string, string> };
        for (const line of lines) {
          const [number, ...rest] = line.split(" ").map(Number);
          expect(names[number!]).toBeTypeOf("string");
          if (variant !== "pose") expect(rest.every((value) => value >= 0 && value <= 1)).toBe(true);
        }
        expect([...files.keys()].filter((name) => name.startsWith("labels/"))).toHaveLength(pictures(of).length);
      }),
      { numRuns: 60 },
    );
  });

  it("voc: names and boxes as they are, whatever characters they have", async () => {
    const { XMLParser } = await import("fast-xml-parser");
    const parser = new XMLParser({ parseTagValue: false, trimValues: false, isArray: (name) => name === "object" });
    await fc.assert(
      fc.asyncProperty(items, async (of) => {
        const files = filesOf(await bytesOf(await planned(of, { export_format: "voc" })));
        const found = [...files]
          .filter(([name]) => name.startsWith("Annotations/"))
          .flatMap(([, text]) => {
            const { annotation } = parser.parse(text) as {
              annotation: { object?: { name: string; bndbox: Record<string, string> }[] };
            };
            return (annotation.object ?? []).map(({ name, bndbox }) => [
              name,
              Number(bndbox.xmin),
              Number(bndbox.ymin),
            ]);
          });
        expect(found.map(String).sort()).toEqual(
          objectsOf(pictures(of))
            .filter(({ width, height }) => width > 0 && height > 0)
            .map(({ label, col_x, row_y }) => String([label, col_x, row_y]))
            .sort(),
        );
      }),
      { numRuns: 60 },
    );
  });

  /** Objects of pictures by their id. */
  const byId = (of: readonly ItemDto[]) => new Map(objectsOf(pictures(of)).map((object) => [object.object_id, object]));

  it("datumaro: every shape of every object, of one group", async () => {
    await fc.assert(
      fc.asyncProperty(items, async (of) => {
        const files = filesOf(await bytesOf(await planned(of, { export_format: "datumaro" })));
        const wanted = byId(of);
        const found = new Map<string, Record<string, unknown>[]>();
        let captions = 0;
        for (const [name, text] of files) {
          if (!name.startsWith("annotations/")) continue;
          const { categories, items: rows } = JSON.parse(text) as {
            categories: { label: { labels: { name: string }[] } };
            items: {
              annotations: (Record<string, unknown> & { type: string; attributes: { object_id?: string } })[];
            }[];
          };
          for (const annotation of rows.flatMap(({ annotations }) => annotations)) {
            if (annotation.type === "caption") captions += 1;
            const id = annotation.attributes.object_id;
            if (id === undefined) continue;
            expect(categories.label.labels[annotation.label_id as number]!.name).toBe(wanted.get(id)!.label);
            found.set(id, [...(found.get(id) ?? []), annotation]);
          }
        }
        expect(captions).toBe(pictures(of).reduce((sum, one) => sum + one.captions.length, 0));
        expect([...found.keys()].sort()).toEqual([...wanted.keys()].sort());
        for (const [id, shapes] of found) {
          const object = wanted.get(id)!;
          const ofType = (type: string) => shapes.filter((shape) => shape.type === type);
          expect(ofType("polygon").map(({ points }) => points)).toEqual((object.polygon ?? []).map(([outer]) => outer));
          expect(ofType("mask")).toHaveLength(object.mask ? 1 : 0);
          expect(ofType("points").map(({ visibility }) => visibility)).toEqual(
            object.keypoints ? [object.keypoints.map(([, , visibility]) => visibility)] : [],
          );
          expect(ofType("polyline").map(({ points }) => points)).toEqual(object.polyline ? [object.polyline] : []);
          expect(new Set(shapes.map(({ group }) => group)).size).toBe(1);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("cvat: one document that is read again, a group for each object of several shapes", async () => {
    const { XMLParser } = await import("fast-xml-parser");
    const SHAPES = ["box", "polygon", "mask", "polyline", "skeleton"] as const;
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: "",
      parseAttributeValue: false,
      parseTagValue: false,
      isArray: (name, _path, _isLeaf, isAttribute) =>
        !isAttribute && [...SHAPES, "image", "tag", "points", "attribute", "label"].includes(name),
    });
    await fc.assert(
      fc.asyncProperty(items, async (of) => {
        const text = filesOf(await bytesOf(await planned(of, { export_format: "cvat" }))).get("annotations.xml")!;
        const { annotations } = parser.parse(text) as {
          annotations: { image?: Record<string, Record<string, string>[]>[] };
        };
        const images = annotations.image ?? [];
        expect(images).toHaveLength(pictures(of).length);
        for (const [index, item] of pictures(of).entries()) {
          const image = images[index]!;
          const ofType = (type: (typeof SHAPES)[number]) => image[type] ?? [];
          const polygons = item.objects.flatMap(({ polygon, label }) =>
            (polygon ?? []).map(([outer]) => [label, outer!.map(String)]),
          );
          expect(ofType("polygon").map(({ label, points }) => [label, points!.split(/[;,]/)])).toEqual(polygons);
          expect(ofType("skeleton")).toHaveLength(item.objects.filter(({ keypoints }) => keypoints).length);
          expect(ofType("polyline")).toHaveLength(item.objects.filter(({ polyline }) => polyline).length);
          const masks = item.objects.flatMap(({ mask }) => (mask ? areaOfRuns(runsOf(mask)!) : []));
          expect(ofType("mask").map(({ rle }) => areaOfRuns(rle!.split(", ").map(Number)))).toEqual(
            masks.filter((area) => area > 0),
          );
          const turned = item.objects.flatMap(({ rotated_box }) => rotated_box ?? []);
          expect(
            ofType("box")
              .filter(({ rotation }) => rotation !== undefined)
              .map(({ rotation }) => Number(rotation)),
          ).toEqual(turned.map(({ angle }) => angle));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("label studio: places in percent, turned around the corner", async () => {
    await fc.assert(
      fc.asyncProperty(items, async (of) => {
        const text = filesOf(await bytesOf(await planned(of, { export_format: "label_studio" }))).get("tasks.json")!;
        const tasks = JSON.parse(text) as {
          annotations: { result: { id: string; type: string; value: Record<string, number> }[] }[];
        }[];
        const wanted = byId(of);
        const results = tasks.flatMap(({ annotations }) => annotations[0]!.result);
        for (const [id, object] of wanted) {
          const first = results.find((result) => result.id === id)!;
          if (first.type !== "rectanglelabels") {
            expect(object.polygon && !object.rotated_box).toBe(true);
            continue;
          }
          const { x, y, width, height, rotation } = first.value;
          const box = object.rotated_box;
          const turn = (rotation! * Math.PI) / 180;
          const [w, h] = [(width! / 100) * 20, (height! / 100) * 10];
          const middle = [
            (x! / 100) * 20 + (w / 2) * Math.cos(turn) - (h / 2) * Math.sin(turn),
            (y! / 100) * 10 + (w / 2) * Math.sin(turn) + (h / 2) * Math.cos(turn),
          ];
          const meant = box ? [box.cx, box.cy] : [object.col_x + object.width / 2, object.row_y + object.height / 2];
          expect(middle[0]).toBeCloseTo(meant[0]!, 6);
          expect(middle[1]).toBeCloseTo(meant[1]!, 6);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("hugging face: a line for each picture in its split's folder", async () => {
    await fc.assert(
      fc.asyncProperty(items, async (of) => {
        const files = filesOf(await bytesOf(await planned(of, { export_format: "hf_imagefolder" })));
        const rows = [...files]
          .filter(([name]) => name.endsWith("/metadata.jsonl"))
          .flatMap(([, text]) => text.split("\n").filter(Boolean))
          .map((line) => JSON.parse(line) as { objects: { bbox: number[][]; categories: string[] } });
        expect(rows).toHaveLength(pictures(of).length);
        expect(rows.flatMap(({ objects }) => objects.categories).sort()).toEqual(
          objectsOf(pictures(of))
            .map(({ label }) => label)
            .sort(),
        );
      }),
      { numRuns: 40 },
    );
  });

  it("stillframe: everything, and so no losses", async () => {
    await fc.assert(
      fc.asyncProperty(items, async (of) => {
        const plan = await planned(of, { export_format: "stillframe" });
        expect(plan.losses).toEqual([]);
        const text = filesOf(await bytesOf(plan)).get("items.jsonl")!;
        const rows = text
          .split("\n")
          .filter(Boolean)
          .map((line) => JSON.parse(line) as ItemDto);
        expect(rows).toHaveLength(of.length);
        for (const [index, item] of of.entries())
          for (const field of [
            "media_id",
            "file_path",
            "tags",
            "labels",
            "captions",
            "objects",
            "metadata",
            "split",
            "license",
          ] as const)
            expect(rows[index]![field]).toEqual(item[field]);
      }),
      { numRuns: 40 },
    );
  });

  it("parquet: rows of several groups, read by their places in the file", async () => {
    const { parquetReadObjects } = await import("hyparquet");
    const { compressors } = await import("hyparquet-compressors");
    await fc.assert(
      fc.asyncProperty(items, async (of) => {
        const bytes = await bytesOf(await planned(of, { export_format: "parquet" }));
        const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer, compressors });
        expect(rows.map((row) => [row.media_id, row.tags, row.captions, row.split ?? null])).toEqual(
          of.map((item) => [item.media_id, item.tags, item.captions, item.split]),
        );
        expect(rows.map(({ objects }) => (objects as string[]).map((one) => JSON.parse(one) as unknown))).toEqual(
          of.map(({ objects }) => objects),
        );
      }),
      { numRuns: 40 },
    );
  });
});
