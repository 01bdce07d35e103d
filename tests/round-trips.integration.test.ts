/**
 * Every format that can be read again, on generated datasets: export, import into an empty dataset, export again. The second file has
 * the same bytes, what comes back is what went out, and what does not is what the loss report said, no more and no less.
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import type { Loss } from "@/lib/annotations/model";
import type { CurrentUser } from "@/lib/auth/service";
import { createDataset } from "@/lib/datasets/service";
import { editWords } from "@/lib/edits/edit-words";
import { patchItem } from "@/lib/edits/patch-item";
import { word } from "@/lib/exports/formats/formats.test-support";
import type { ExportStatusDto } from "@/lib/exports/schema";
import type { ExportOptions } from "@/lib/operations/export";
import { patchItemInput, type ItemDto } from "@/lib/items/schema";
import { objectInput, type ItemObject } from "@/lib/objects/model";
import { maskOfPixels } from "@/lib/objects/run-lengths";
import { importFolder, runTaskHere } from "@/prisma/factories";
import type { ImportResult } from "@/lib/pipeline/schema";
import { allItems, asAdmin, call, newUser } from "./world";

const [WIDTH, HEIGHT] = [20, 12];
/** More of them, or those of another seed, by the environment; every run prints its seed. */
const DATASETS = Number(process.env.ROUND_TRIPS ?? 1);
const SEED = Number(process.env.SEED ?? 7);

const quarters = (from: number, to: number) => fc.integer({ min: 4 * from, max: 4 * to }).map((number) => number / 4);
const inside = (side: number) => quarters(0, side - 2);
/** A ring around a place, so that it has an extent and does not cross itself; some of it may lie outside of the picture. */
const ring = fc
  .tuple(quarters(2, 18), quarters(2, 10), fc.array(quarters(1, 4), { minLength: 3, maxLength: 6 }), fc.nat(2))
  .map(([cx, cy, radii, tail]) =>
    radii.flatMap((radius, at) => {
      const turn = (2 * Math.PI * at) / radii.length + tail;
      return [Math.round(4 * (cx + radius * Math.cos(turn))) / 4, Math.round(4 * (cy + radius * Math.sin(turn))) / 4];
    }),
  )
  .filter((points) => new Set(points.filter((_value, at) => at % 2 === 0)).size > 1);
const mask = fc
  .array(fc.boolean(), { minLength: 30, maxLength: 30 })
  .filter((bits) => bits.includes(true))
  .map((bits) =>
    maskOfPixels(
      Uint8Array.from({ length: WIDTH * HEIGHT }, (_none, at) => (bits[Math.floor(at / 8)] ? 1 : 0)),
      HEIGHT,
      WIDTH,
    ),
  );
const object = fc
  .record(
    {
      label: word,
      box: fc.record({
        col_x: inside(WIDTH),
        row_y: inside(HEIGHT),
        width: fc.constantFrom(1, 2.25, 7),
        height: fc.constantFrom(1, 1.5, 4),
      }),
      polygon: fc.array(fc.array(ring, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 }),
      mask,
      rotated_box: fc.record({
        cx: quarters(6, 14),
        cy: quarters(5, 7),
        width: fc.constantFrom(1, 2.5),
        height: fc.constantFrom(1, 4),
        angle: fc.integer({ min: -89, max: 89 }),
      }),
      polyline: fc
        .array(fc.tuple(inside(WIDTH), inside(HEIGHT)), { minLength: 2, maxLength: 4 })
        .map((line) => line.flat()),
      keypoints: fc.array(
        fc.tuple(inside(WIDTH), inside(HEIGHT), fc.constantFrom(1 as const, 2 as const, 0 as const)),
        { minLength: 1, maxLength: 3 },
      ),
      confidence: fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100),
      attributes: fc.dictionary(fc.constantFrom("color", "odd"), fc.oneof(word, fc.boolean(), fc.integer()), {
        minKeys: 1,
      }),
      flags: fc.record(
        {
          crowd: fc.constant(true as const),
          occluded: fc.constant(true as const),
          truncated: fc.constant(true as const),
        },
        { requiredKeys: [] },
      ),
      track_id: fc.constantFrom(7, "t1"),
      extra: fc.record({ note: word, area: fc.integer({ min: 1, max: 99 }) }, { requiredKeys: ["note"] }),
    },
    { requiredKeys: ["label", "box"] },
  )
  .map(({ box, ...rest }) => objectInput.parse(JSON.parse(JSON.stringify({ ...rest, ...box }))));

const picture = fc.record({
  name: fc.stringMatching(/^[a-zé日🚦&,=' ]{1,8}$/u).map((text) => text.trim() || "x"),
  objects: fc.array(object, { maxLength: 4 }),
  tags: fc.uniqueArray(word, { maxLength: 2 }),
  labels: fc.uniqueArray(word, { maxLength: 2 }),
  captions: fc.uniqueArray(word, { maxLength: 2 }),
  license: fc.option(word),
  source_url: fc.option(fc.constantFrom("https://example.com/a", "https://example.com/b?c=d")),
  metadata: fc.record({ a: word, b: fc.integer({ min: -9, max: 9 }) }, { requiredKeys: [] }),
});
/** An empty picture, a crowded one, and some between, in the order in which folders of splits are read. */
const pictures = fc.tuple(
  fc.array(picture, { minLength: 3, maxLength: 3 }),
  fc.record({ ...emptyPicture(), name: word }),
  fc.array(object, { minLength: 12, maxLength: 12 }),
);
function emptyPicture() {
  return {
    objects: fc.constant([]),
    tags: fc.constant([]),
    labels: fc.constant([]),
    captions: fc.constant([]),
    license: fc.constant(null),
    source_url: fc.constant(null),
    metadata: fc.constant({}),
  };
}
const SPLITS = [null, "train", "train", "val", "z über"];

let owner: CurrentUser;
let folder: string;
const originals: { id: string; items: ItemDto[] }[] = [];

beforeAll(async () => {
  console.log(`Round trips with SEED=${SEED}`);
  owner = await newUser("owner");
  folder = await mkdtemp(path.join(tmpdir(), "stillframe-round-"));
  for (const [few, empty, crowd] of fc.sample(fc.noBias(pictures), { seed: SEED, numRuns: DATASETS }))
    originals.push(
      await made([
        few[0]!,
        few[1]!,
        { ...few[2]!, objects: [...few[2]!.objects, ...crowd] },
        empty as (typeof few)[0] & object,
        few[2]!,
      ]),
    );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Drawn = typeof picture extends fc.Arbitrary<infer D> ? D : never;

async function made(drawn: readonly Drawn[]): Promise<{ id: string; items: ItemDto[] }> {
  const source = await mkdtemp(path.join(folder, "source-"));
  for (const [index, { name }] of drawn.entries()) {
    const file = path.join(source, index === 1 ? `1 below/1 ${name}.png` : `${index} ${name}.png`);
    await mkdir(path.dirname(file), { recursive: true });
    const background = { r: 40 * index, g: name.length, b: originals.length };
    await sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background } })
      .png()
      .toFile(file);
  }
  const { dataset_id: id } = await createDataset(owner, { name: "Round & trip" });
  await importFolder(owner, id, source);
  const items = await allItems(owner, id);
  for (const [index, item] of items.entries()) {
    const { objects, captions, license, source_url, metadata } = drawn[index]!;
    const facts = { objects, captions, license, source_url, metadata, split: SPLITS[index]! };
    await patchItem(owner, id, item.media_id, patchItemInput.parse(facts), null);
  }
  // Classes of objects come before those of pictures in the list: files that name both apart do not say how they mix.
  for (const [index, item] of items.entries())
    for (const kind of ["tag", "label"] as const) {
      const words = drawn[index]![`${kind}s`];
      if (words.length > 0) await editWords(owner, id, kind, "add", { item_ids: [item.media_id] }, words);
    }
  return { id, items: await allItems(owner, id) };
}

interface Exported {
  readonly target: string;
  readonly items: number | null;
  readonly losses: readonly Loss[];
}

async function exported(id: string, options: Partial<ExportOptions>): Promise<Exported> {
  const query = new URLSearchParams(
    Object.entries({ include_images: true, ...options }).map(([k, v]) => [k, String(v)]),
  );
  const started = await call(`/dataset/${id}/export_context_async?${query}`, { user: owner });
  const { id: task } = (await started.json()) as { id: string };
  await runTaskHere(owner, task);
  const status = (await (
    await call(`/dataset/${id}/export_status?export_task_id=${task}`, { user: owner })
  ).json()) as ExportStatusDto;
  const response = await call(status.download_uri!.replace("/api/v1", ""));
  const target = await mkdtemp(path.join(folder, "unpacked-"));
  await writeFile(`${target}.zip`, Buffer.from(await response.arrayBuffer()));
  const script = "import sys, zipfile\nwith zipfile.ZipFile(sys.argv[1]) as z: z.extractall(sys.argv[2])";
  await promisify(execFile)("python3", ["-c", script, `${target}.zip`, target]);
  return { target, items: status.items, losses: status.losses };
}

/** What differs between two versions by itself: which datasets they are of, when they came to be, and the ids of their items. */
const PASSING = [
  /^\{"info":\{.*?\},(?="licenses")/,
  /<created>.*?<\/created>/,
  /"media_id":"[^"]*",?/g,
  /,"created_at":"[^"]*"/g,
  /^\{\s*"format": "stillframe",[^]*?(?="fields")/,
];

/** Files of an export by their path. */
async function contentsOf(target: string): Promise<Map<string, string>> {
  const entries = await readdir(target, { recursive: true, withFileTypes: true });
  const files = new Map<string, string>();
  for (const entry of entries.filter((one) => one.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(target, file);
    if (name === "croissant.json") continue;
    const isText = !/\.png$/.test(name);
    const text = (await readFile(file)).toString(isText ? "utf8" : "latin1");
    files.set(name, isText ? PASSING.reduce((rest, words) => rest.replace(words, ""), text) : text);
  }
  return files;
}

/**
 * Where some objects have no place, classes that only they have come back as names without a number: what is said of the others is
 * compared by name.
 */
function byNames(files: ReadonlyMap<string, string>): Map<string, string> {
  const { names } = parseYaml(files.get("data.yaml")!) as { names: Record<string, string> };
  return new Map(
    [...files].flatMap(([name, text]): [string, string][] =>
      name === "data.yaml"
        ? []
        : [[name, name.startsWith("labels/") ? text.replace(/^\d+/gm, (number) => names[number]!) : text]],
    ),
  );
}

/** What is compared of a picture, and of an object. */
type Facts = Readonly<Record<string, unknown>>;
const sorted = (words: Iterable<string>): string[] => [...words].sort();
/** To a ten-thousandth of a pixel, for formats that write shares of the sides. */
const rounded = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value ?? null, (_key, inner: unknown) =>
      typeof inner === "number" ? Math.round(inner * 1e4) / 1e4 + 0 : inner,
    ),
  ) as unknown;

const ofPicture = (item: ItemDto): Facts => ({
  tags: sorted(item.tags),
  labels: sorted(item.labels),
  captions: item.captions,
  licences: item.license,
  sources: item.source_url,
  splits: item.split,
  metadata: item.metadata,
  objects: item.objects.length,
});
/** @param named the fields of `extra` that went out: more may come back */
function ofObject(object: ItemObject, named: readonly string[]): Facts {
  const { label, col_x, row_y, width, height, polygon, mask, rotated_box, polyline, keypoints } = object;
  const { confidence, attributes, flags, track_id, extra } = object;
  return rounded({
    classes: label,
    boxes: [col_x, row_y, width, height],
    polygons: polygon,
    masks: mask,
    "rotated boxes": rotated_box,
    polylines: polyline,
    keypoints,
    confidences: confidence,
    attributes: Object.entries(attributes ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)),
    crowds: flags?.crowd,
    occluded: flags?.occluded,
    truncated: flags?.truncated,
    tracks: track_id,
    "further fields": named.map((name) => extra?.[name]),
  }) as Facts;
}

/** Of which facts a loss speaks, in its words. */
const SPOKEN: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(labels of pictures|further labels)/, ["labels"]],
  [/^addresses of sources/, ["sources"]],
  [/^pictures without a split/, ["splits"]],
  [/^pictures$/, ["pictures"]],
  [/^(objects|empty masks$)/, ["objects"]],
  [/^boxes/, ["boxes", "rotated boxes"]],
  [/^(masks and polygons|parts of masks and polygons)/, ["masks", "polygons"]],
  [/(rotated boxes)/, ["rotated boxes"]],
  [/(polygons|holes)/, ["polygons"]],
  [/^masks/, ["masks"]],
  [/keypoints/, ["keypoints"]],
  [/^confidences/, ["confidences"]],
  [/attributes/, ["attributes"]],
  [/crowds/, ["crowds"]],
  [/occluded/, ["occluded"]],
  [/truncated/, ["truncated"]],
  [/^track ids/, ["tracks"]],
  [/^further fields/, ["further fields"]],
  [/^(places|parts) outside/, ["boxes", "polygons", "keypoints", "objects"]],
  [/^(tags|metadata|captions|licences|polylines)$/, []],
];
/** Told of what this server works out by itself, and of where a picture lies. */
const ASIDE = /^(issues|clusters|uniqueness scores|folders)$/;

const factsOf = ({ what }: Loss): readonly string[] => {
  const found = SPOKEN.find(([words]) => words.test(what));
  return found && found[1].length > 0 ? found[1] : [what];
};

/** Names of the facts that differ between what went out and what came back. */
function differences(before: readonly ItemDto[], after: readonly ItemDto[]): Set<string> {
  const byContent = new Map(after.map((item) => [item.sha256, item]));
  const found = new Set<string>();
  const compare = (a: Facts, b: Facts) => {
    for (const name of Object.keys(a)) if (JSON.stringify(a[name]) !== JSON.stringify(b[name])) found.add(name);
  };
  for (const item of before) {
    const again = byContent.get(item.sha256);
    if (!again) {
      found.add("pictures");
      continue;
    }
    compare(ofPicture(item), ofPicture(again));
    if (item.objects.length !== again.objects.length) continue;
    for (const [at, object] of item.objects.entries()) {
      const named = Object.keys(object.extra ?? {});
      compare(ofObject(object, named), ofObject(again.objects[at]!, named));
    }
  }
  return found;
}

interface Row {
  readonly options: Partial<ExportOptions>;
}
const ROWS: readonly Row[] = [
  { options: { export_format: "coco" } },
  ...(["detect", "segment", "pose", "obb", "classify"] as const).map((variant) => ({
    options: { export_format: "yolo" as const, variant },
  })),
  { options: { export_format: "voc" } },
  { options: { export_format: "datumaro" } },
  { options: { export_format: "cvat" } },
  { options: { export_format: "label_studio" } },
  { options: { export_format: "hf_imagefolder" } },
  { options: { export_format: "stillframe" } },
];

describe.each(ROWS)("$options.export_format $options.variant", ({ options }) => {
  it.each(Array.from({ length: DATASETS }, (_none, index) => index))("comes back, dataset %d", async (index) => {
    const { id, items } = originals[index]!;
    const first = await exported(id, options);
    const { dataset_id: copy } = await createDataset(owner, { name: "Round & trip" });
    if (first.items === 0) {
      // Of a dataset without labels YOLO classify has no picture, and says so.
      const gone = first.losses.filter(({ what, unit }) => what === "pictures" && unit === "pictures");
      expect(gone.map(({ count }) => count)).toEqual([items.length]);
      await expect(importFolder(owner, copy, first.target)).rejects.toThrow(
        "There are no images or videos among these files",
      );
      return;
    }
    await importFolder(owner, copy, first.target);
    const [task] = await asAdmin<{ result: ImportResult }>("SELECT result FROM task WHERE dataset_id = $1", [copy]);
    expect.soft(task!.result.annotations?.problems ?? [], "everything is read").toEqual([]);

    const differing = differences(items, await allItems(owner, copy));
    const told = first.losses.filter(({ what }) => !ASIDE.test(what));
    const said = new Set(told.flatMap(factsOf));
    expect
      .soft(
        [...differing].filter((fact) => !said.has(fact)),
        "not told",
      )
      .toEqual([]);
    // Where objects went, what is told of each of them is not looked for.
    if (!differing.has("objects") && !differing.has("pictures"))
      expect
        .soft(
          told.filter((loss) => !factsOf(loss).some((fact) => differing.has(fact))).map(({ what }) => what),
          "told, but not so",
        )
        .toEqual([]);

    const second = await exported(copy, options);
    const [a, b] = [await contentsOf(first.target), await contentsOf(second.target)];
    const same = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) => {
      expect.soft([...after.keys()].sort(), "the same files").toEqual([...before.keys()].sort());
      for (const [name, text] of before) expect.soft(after.get(name), `the same ${name}`).toBe(text);
    };
    if (differing.has("objects") && a.has("data.yaml")) same(byNames(a), byNames(b));
    else same(a, b);
  });
});
