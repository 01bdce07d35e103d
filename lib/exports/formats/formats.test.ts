/** Every format on generated items: odd names, every kind of geometry, empty and crowded pictures. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import type { ItemFacts } from "@/lib/items/schema";
import { areaOfRuns, runsOf } from "@/lib/objects/run-lengths";
import { EXPORT_FORMATS, YOLO_VARIANTS, type ExportOptions } from "@/lib/operations/export";
import { bytesOf, filesOf, items, lossOf, planned } from "./formats.test-support";

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
  const pictures = (of: readonly ItemFacts[]) => of.filter(({ media_type }) => media_type === "image");
  const objectsOf = (of: readonly ItemFacts[]) => of.flatMap(({ objects }) => objects);

  it("coco: every object of every picture is there, with its box, label and what it has", async () => {
    await fc.assert(
      fc.asyncProperty(items, async (of) => {
        const plan = await planned(of, { export_format: "coco" });
        const files = filesOf(await bytesOf(plan));
        const found = [...files]
          .filter(([name]) => name.startsWith("annotations/instances"))
          .flatMap(([, text]) => {
            // Some elements are put together by hand: they are what JSON writes.
            for (const line of text.split("\n").map((one) => one.replace(/,$/, "")))
              if (line.startsWith('{"id":') && line.includes('"image_id"'))
                expect(line).toBe(JSON.stringify(JSON.parse(line)));
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
        expect(new Set(found.map(({ id }) => id))).toEqual(new Set(wanted.map((_, at) => at + 1)));
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
  const byId = (of: readonly ItemFacts[]) =>
    new Map(objectsOf(pictures(of)).map((object) => [object.object_id, object]));

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
          .map((line) => JSON.parse(line) as ItemFacts);
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
