/** Taking versions out, in every format: what the file says, that it is the same bytes whoever asks, and that nothing is lost unsaid. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import Papa from "papaparse";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import type { CurrentUser } from "@/lib/auth/service";
import { createDataset, updateDataset } from "@/lib/datasets/service";
import { editWords } from "@/lib/edits/edit-words";
import { patchItem } from "@/lib/edits/patch-item";
import { collect } from "@/lib/housekeeping/collect";
import { exportQuery, type ExportPreviewDto, type ExportStatusDto } from "@/lib/exports/schema";
import { startExport } from "@/lib/exports/service";
import { patchItemInput, type ItemDto } from "@/lib/items/schema";
import { blobPath } from "@/lib/media/blob-store";
import { maskOfPixels, pixelsOfRuns, runsOf, type Mask } from "@/lib/objects/run-lengths";
import { EXPORT_FORMATS } from "@/lib/operations/export";
import { startImport } from "@/lib/pipeline/service";
import { getClasses } from "@/lib/items/classes";
import { createSnapshot } from "@/lib/snapshots/service";
import { abortTask, getTask } from "@/lib/tasks/service";
import { retryTask } from "@/lib/worker/retry";
import { runTaskHere } from "@/prisma/factories";
import { allItems, asAdmin, call, giveRole, headOf, newDataset, newUser, restoreHere } from "./world";

let owner: CurrentUser;
let viewer: CurrentUser;
let stranger: CurrentUser;
let id: string;
let snapshotId: string;
let items: ItemDto[];
/** A dataset with one mask of its picture's size. */
let maskedId: string;
let masked: Mask;
let folder: string;

const MASK: Mask = maskOfPixels(
  [0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0].map(Number),
  5,
  5,
);
/** Every kind of geometry, and what belongs to one. */
const OBJECTS = [
  { label: "car", col_x: 10.25, row_y: 20.5, width: 30, height: 40, confidence: 0.75, attributes: { color: "red" } },
  {
    label: "dog",
    polygon: [
      [
        [0, 0, 40, 0, 40, 40, 0, 40],
        [10, 10, 20, 10, 20, 20, 10, 20],
      ],
      [[50, 50, 60, 50, 60, 60]],
    ],
    extra: { area: 1234.5, note: "from elsewhere" },
  },
  { label: "crowd, of people", mask: MASK, flags: { crowd: true } },
  {
    label: "person",
    keypoints: [
      [5, 6, 2],
      [7, 8, 1],
      [0, 0, 0],
    ],
  },
  { label: "boat", rotated_box: { cx: 50, cy: 40, width: 30, height: 10, angle: 30 } },
  { label: "road", polyline: [0, 0, 10, 10, 20, 5] },
];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "stillframe-exports-"));
  [owner, viewer, stranger] = [await newUser("owner"), await newUser("viewer"), await newUser("stranger")];
  id = await newDataset(owner, 6, 'Cars & "dogs"', 3);
  await giveRole(owner, id, viewer, "VIEWER");
  const [first, second, third] = await allItems(owner, id);
  const patch = (item: ItemDto, input: object) =>
    patchItem(owner, id, item.media_id, patchItemInput.parse(input), null);
  await patch(first!, {
    objects: OBJECTS,
    captions: ["A car, “far”", "Ein Auto"],
    split: "train",
    license: "CC-BY-4.0",
    source_url: "https://example.com/a",
    metadata: { speed: 3 },
  });
  await patch(second!, { objects: [OBJECTS[0]], split: "val" });
  await patch(third!, { objects: [{ label: "bus", col_x: 5, row_y: 5, width: 10, height: 10 }], split: "train" });
  await editWords(owner, id, "tag", "add", { item_ids: [first!.media_id] }, ["=night", "wet"]);
  snapshotId = (await createSnapshot(owner, id, { name: "To be exported" })).snapshot_id;
  items = await allItems(owner, id);
  maskedId = await newDataset(owner, 1, "Masked", 4);
  const [picture] = await allItems(owner, maskedId);
  const [width, height] = [picture!.width!, picture!.height!];
  masked = maskOfPixels(
    Uint8Array.from({ length: width * height }, (_none, at) =>
      (at % width) + 3 * Math.floor(at / width) < 700 ? 1 : 0,
    ),
    height,
    width,
  );
  const objects = [{ label: "cat: a", mask: masked }];
  await patchItem(owner, maskedId, picture!.media_id, patchItemInput.parse({ objects }), null);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const query = (parameters: Record<string, unknown>): string =>
  new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)])).toString();
const read = async <T>(path: string, user = owner): Promise<T> => {
  const response = await call(path, { user });
  expect(response.status, path).toBe(200);
  return (await response.json()) as T;
};
const localPath = (uri: string): string => uri.replace("/api/v1", "");

/** Starts an export over REST, runs it, and says how it ended. */
async function made(datasetId: string, parameters: Record<string, unknown>, user = owner): Promise<ExportStatusDto> {
  const { id: task } = await read<{ id: string }>(
    `/dataset/${datasetId}/export_context_async?${query(parameters)}`,
    user,
  );
  await runTaskHere(user, task);
  return read<ExportStatusDto>(`/dataset/${datasetId}/export_status?export_task_id=${task}`, user);
}
async function download(status: ExportStatusDto, headers: Record<string, string> = {}) {
  const response = await call(localPath(status.download_uri!), { headers });
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
}
const fileOf = async (datasetId: string, parameters: Record<string, unknown>): Promise<Buffer> => {
  const status = await made(datasetId, parameters);
  const { response, bytes } = await download(status);
  expect(response.status).toBe(200);
  expect(Number(response.headers.get("content-length"))).toBe(bytes.byteLength);
  expect(status.bytes).toBe(bytes.byteLength);
  return bytes;
};

/** Unpacks with Python's zipfile, which checks every checksum. @returns the folder */
async function unpacked(bytes: Buffer): Promise<string> {
  const target = await mkdtemp(path.join(folder, "unpacked-"));
  const file = `${target}.zip`;
  await writeFile(file, bytes);
  const script = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None
    z.extractall(sys.argv[2])`;
  await promisify(execFile)("python3", ["-c", script, file, target]);
  return target;
}
const filesIn = async (target: string): Promise<string[]> =>
  (await readdir(target, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(target, path.join(entry.parentPath, entry.name)))
    .sort();
const jsonIn = async <T>(target: string, name: string): Promise<T> =>
  JSON.parse(await readFile(path.join(target, name), "utf8")) as T;
const lossesOf = async (parameters: Record<string, unknown>): Promise<Record<string, number>> => {
  const { losses } = await read<ExportPreviewDto>(`/dataset/${id}/export_preview?${query(parameters)}`);
  return Object.fromEntries(losses.map(({ what, count }) => [what, count]));
};

interface CocoFile {
  readonly images: {
    id: number;
    file_name: string;
    width: number;
    height: number;
    license?: number;
    coco_url?: string;
  }[];
  readonly annotations: {
    id: number;
    image_id: number;
    category_id?: number;
    bbox?: number[];
    area?: number;
    iscrowd?: number;
    segmentation?: number[][] | Mask;
    keypoints?: number[];
    num_keypoints?: number;
    caption?: string;
    [further: string]: unknown;
  }[];
  readonly categories?: { id: number; name: string }[];
  readonly licenses: { id: number; name: string }[];
}
/** What readers of COCO rely on. */
function assertCoco(file: CocoFile): void {
  const images = new Set(file.images.map((image) => image.id));
  const categories = new Set(file.categories?.map((category) => category.id));
  expect(images.size).toBe(file.images.length);
  expect(new Set(file.annotations.map((annotation) => annotation.id)).size).toBe(file.annotations.length);
  for (const annotation of file.annotations) {
    expect(images).toContain(annotation.image_id);
    if (file.categories) expect(categories).toContain(annotation.category_id);
  }
}

describe("the file of an export", () => {
  it("is the same bytes for the same version, whoever asks again and whatever changed meanwhile", async () => {
    for (const export_format of EXPORT_FORMATS) {
      const options = { export_format, include_images: true, snapshot_id: snapshotId };
      const first = await made(id, options);
      const before = await download(first);
      await editWords(owner, id, "tag", "add", { q: "" }, [`since ${export_format}`]);
      const again = await download(await made(id, options));
      expect(again.bytes.equals(before.bytes), export_format).toBe(true);
      expect(again.response.headers.get("etag")).toBe(before.response.headers.get("etag"));
      // A name that changes is no part of the version; the file that was made before stays what it was.
      await updateDataset(owner, id, { display_name: "Renamed" });
      expect((await download(first)).bytes.equals(before.bytes)).toBe(true);
      await updateDataset(owner, id, { display_name: 'Cars & "dogs"' });
    }
    await restoreHere(owner, id, snapshotId);
  });

  it("is the same when the version is brought back", async () => {
    const before = await fileOf(id, { export_format: "coco" });
    await editWords(owner, id, "label", "add", { q: "" }, ["wrong"]);
    expect((await fileOf(id, { export_format: "coco" })).equals(before)).toBe(false);
    await restoreHere(owner, id, snapshotId);
    expect((await fileOf(id, { export_format: "coco" })).equals(before)).toBe(true);
  });

  it("can be had in parts that fit together", async () => {
    const status = await made(id, { export_format: "yolo", include_images: true });
    const { bytes, response } = await download(status);
    const etag = response.headers.get("etag")!;
    expect(response.headers.get("content-disposition")).toMatch(
      /^attachment; filename\*=UTF-8''Cars%20_%20_dogs_-yolo-detect\.zip$/,
    );
    for (const at of [0, 1, 77, Math.floor(bytes.byteLength / 2), bytes.byteLength - 30, bytes.byteLength - 1]) {
      const rest = await download(status, { range: `bytes=${at}-`, "if-range": etag });
      expect(rest.response.status).toBe(206);
      expect(rest.response.headers.get("content-range")).toBe(
        `bytes ${at}-${bytes.byteLength - 1}/${bytes.byteLength}`,
      );
      expect(rest.bytes.equals(bytes.subarray(at))).toBe(true);
    }
    expect((await download(status, { range: "bytes=5-9" })).bytes.equals(bytes.subarray(5, 10))).toBe(true);
    // A part of another file would not fit.
    const other = await download(status, { range: "bytes=5-9", "if-range": '"another"' });
    expect([other.response.status, other.bytes.byteLength]).toEqual([200, bytes.byteLength]);
    const beyond = await download(status, { range: `bytes=${bytes.byteLength}-` });
    expect([beyond.response.status, beyond.response.headers.get("content-range")]).toEqual([
      416,
      `bytes */${bytes.byteLength}`,
    ]);
    expect((await download(status, { "if-none-match": etag })).response.status).toBe(304);
  });

  it("holds the originals byte by byte, also those from before checksums were kept", async () => {
    const [{ sha256 }] = [items[1]!];
    await asAdmin("ALTER TABLE media DISABLE TRIGGER media_immutable");
    await asAdmin("UPDATE media SET crc32 = NULL WHERE sha256 = decode($1, 'hex')", [sha256]);
    await asAdmin("ALTER TABLE media ENABLE TRIGGER media_immutable");
    const target = await unpacked(await fileOf(id, { export_format: "json", include_images: true, q: "" }));
    for (const item of items) {
      const bytes = await readFile(path.join(target, "media", item.file_path));
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(item.sha256);
      expect(bytes.equals(await readFile(blobPath(item.sha256)))).toBe(true);
    }
    const kept = await asAdmin(
      "SELECT 1 FROM media_reading WHERE media_sha256 = decode($1, 'hex') AND model = 'crc32@1'",
      [sha256],
    );
    expect(kept).toHaveLength(1);
  });

  it("says in every archive which version it is, and under which licence", async () => {
    const target = await unpacked(
      await fileOf(id, { export_format: "coco", snapshot_id: snapshotId, include_images: true }),
    );
    const croissant = await jsonIn<{
      conformsTo: string;
      license: string;
      version: string;
      identifier: { propertyID: string; value: string }[];
      distribution: { "@type": string; contentUrl?: string; sha256?: string; includes?: string }[];
    }>(target, "croissant.json");
    expect(croissant).toMatchObject({
      conformsTo: "http://mlcommons.org/croissant/1.1",
      license: "CC-BY-4.0",
      version: snapshotId,
    });
    const [{ digest }] = (await asAdmin(
      "SELECT encode(t.digest, 'hex') AS digest FROM state t JOIN snapshot s ON s.state_id = t.id WHERE s.id = $1",
      [snapshotId],
    )) as [{ digest: string }];
    expect(croissant.identifier).toContainEqual({
      "@type": "sc:PropertyValue",
      propertyID: "state_digest",
      value: digest,
    });
    const described = croissant.distribution.filter((file) => file.contentUrl);
    expect(described.length).toBeGreaterThan(2);
    for (const { contentUrl, sha256 } of described)
      expect(
        createHash("sha256")
          .update(await readFile(path.join(target, contentUrl!)))
          .digest("hex"),
      ).toBe(sha256);
    expect(croissant.distribution).toContainEqual(
      expect.objectContaining({ "@type": "cr:FileSet", includes: "images/**" }),
    );
  });
});

describe("formats", () => {
  it("json: the published shape, with every kind of entry", async () => {
    const json = JSON.parse((await fileOf(id, { export_format: "json", snapshot_id: snapshotId })).toString()) as {
      info: Record<string, unknown>;
      media_items: {
        media_id: string;
        url: string;
        metadata_items: { type: string; properties: Record<string, unknown> }[];
      }[];
    };
    expect(Object.keys(json.info)).toEqual([
      "schema_version",
      "dataset",
      "description",
      "dataset_url",
      "export_time",
      "dataset_creation_time",
      "exported_by",
      "total_media_items",
      "snapshot_id",
    ]);
    expect(json.info).toMatchObject({ total_media_items: 6, snapshot_id: snapshotId, exported_by: owner.email });
    expect(json.media_items.map((item) => item.media_id)).toEqual(items.map((item) => item.media_id));
    const [first] = json.media_items;
    const of = (type: string) =>
      first!.metadata_items.filter((entry) => entry.type === type).map((entry) => entry.properties);
    expect(of("user_tag")).toEqual([{ tag_name: "=night" }, { tag_name: "wet" }]);
    expect(of("caption")).toEqual([{ caption: "A car, “far”" }, { caption: "Ein Auto" }]);
    expect(of("custom_metadata")).toEqual([{ field_name: "speed", value: 3 }]);
    expect(of("object_label")).toEqual(
      items[0]!.objects.map(({ label, col_x, row_y, width, height, ...rest }) => ({
        category_name: label,
        bbox: [col_x, row_y, width, height],
        ...rest,
      })),
    );
    expect((await read<ItemDto>(localPath(first!.url))).media_id).toBe(items[0]!.media_id);
  });

  it("csv: a row for each item, lists as JSON", async () => {
    const text = (await fileOf(id, { export_format: "csv" })).toString();
    const { data, errors } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
    expect(errors).toEqual([]);
    expect(data.map((row) => row.media_id)).toEqual(items.map((item) => item.media_id));
    for (const [index, item] of items.entries()) {
      const row = data[index]!;
      for (const list of ["tags", "labels", "captions", "objects", "metadata", "issues"] as const)
        expect(JSON.parse(row[list]!), list).toEqual(item[list]);
      expect([row.split, row.license, row.width, row.sha256]).toEqual([
        item.split ?? "",
        item.license ?? "",
        String(item.width),
        item.sha256,
      ]);
    }
  });

  it("parquet: the same rows, lists as lists", async () => {
    const file = await fileOf(id, { export_format: "parquet" });
    const bytes = new Uint8Array(file).buffer;
    const rows = (await parquetReadObjects({ file: bytes, compressors })) as Record<string, unknown>[];
    expect(rows).toHaveLength(items.length);
    for (const [index, item] of items.entries()) {
      const row = rows[index]!;
      for (const field of [
        "media_id",
        "file_path",
        "width",
        "sha256",
        "tags",
        "labels",
        "captions",
        "split",
        "license",
      ] as const)
        expect(row[field] ?? null, field).toEqual(item[field]);
      expect((row.objects as string[]).map((one) => JSON.parse(one) as unknown)).toEqual(item.objects);
      expect(JSON.parse(row.metadata as string)).toEqual(item.metadata);
      expect(Number(row.file_size)).toBe(item.file_size);
    }
  });

  it("parquet and csv: DuckDB reads the same rows from both", async () => {
    const { DuckDBInstance } = await import("@duckdb/node-api");
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    /** @param reader with options of DuckDB */
    const rowsOf = async (export_format: string, reader: string, columns: string) => {
      const file = path.join(folder, `duck.${export_format}`);
      await writeFile(file, await fileOf(id, { export_format }));
      const found = await connection.runAndReadAll(`SELECT ${columns} FROM ${reader.replace("FILE", file)}`);
      return found.getRowObjectsJson();
    };
    const shared =
      "media_id, file_path, width, file_size, split, sha256, metadata, tags::VARCHAR[] AS tags, captions::VARCHAR[] AS captions";
    const rows = await rowsOf(
      "parquet",
      "read_parquet('FILE')",
      `${shared}, license, uniqueness_score, len(objects) AS objects`,
    );
    expect(rows).toEqual(
      items.map((item) => ({
        media_id: item.media_id,
        file_path: item.file_path,
        width: item.width,
        file_size: String(item.file_size),
        split: item.split,
        license: item.license,
        sha256: item.sha256,
        uniqueness_score: item.uniqueness_score,
        metadata: JSON.stringify(item.metadata),
        tags: item.tags,
        captions: item.captions,
        objects: String(item.objects.length),
      })),
    );
    const types =
      "{'tags': 'JSON', 'captions': 'JSON', 'file_size': 'BIGINT', 'width': 'INTEGER', 'metadata': 'VARCHAR', 'media_id': 'VARCHAR'}";
    expect(await rowsOf("csv", `read_csv('FILE', header = true, types = ${types})`, shared)).toEqual(
      rows.map(({ license: _license, uniqueness_score: _score, objects: _objects, ...row }) => row),
    );
    connection.closeSync();
  });

  it("webdataset: tars of a split each, media and JSON under one number", async () => {
    const target = await unpacked(await fileOf(id, { export_format: "webdataset", include_images: true }));
    expect(await filesIn(target)).toEqual(["croissant.json", "data-000000.tar", "train-000000.tar", "val-000000.tar"]);
    const script = `
import hashlib, json, sys, tarfile
with tarfile.open(sys.argv[1]) as t:
    print(json.dumps([[m.name, m.size, hashlib.sha256(t.extractfile(m).read()).hexdigest()] for m in t.getmembers()]))`;
    const { stdout } = await promisify(execFile)("python3", ["-c", script, path.join(target, "train-000000.tar")]);
    const members = JSON.parse(stdout) as [string, number, string][];
    expect(members.map(([name]) => name)).toEqual([
      "000000000.json",
      "000000000.jpg",
      "000000002.json",
      "000000002.jpg",
    ]);
    expect([members[1]![2], members[3]![2]]).toEqual([items[0]!.sha256, items[2]!.sha256]);
  });

  it("coco: a file for each split that a standard reader loads, with all that it has a place for", async () => {
    const target = await unpacked(await fileOf(id, { export_format: "coco", include_images: true }));
    const files = (await filesIn(target)).filter((name) => name.startsWith("annotations/"));
    expect(files).toEqual([
      "annotations/captions_train.json",
      "annotations/instances.json",
      "annotations/instances_train.json",
      "annotations/instances_val.json",
      "annotations/labels.json",
      "annotations/labels_train.json",
      "annotations/labels_val.json",
    ]);
    for (const name of files) assertCoco(await jsonIn<CocoFile>(target, name));
    const train = await jsonIn<CocoFile>(target, "annotations/instances_train.json");
    // Ids are the classes' places in the dataset's list, where image labels came first.
    expect(train.categories!.map(({ id, name }) => [id, name])).toEqual([
      [5, "boat"],
      [6, "car"],
      [7, "crowd, of people"],
      [8, "dog"],
      [9, "person"],
      [10, "road"],
      [11, "bus"],
    ]);
    expect(train.images).toHaveLength(2);
    for (const { file_name } of train.images) await readFile(path.join(target, file_name));
    expect(train.images[0]).toMatchObject({ license: 1, coco_url: "https://example.com/a", width: items[0]!.width });
    expect(train.licenses).toEqual([{ id: 1, name: "CC-BY-4.0", url: "" }]);
    const [box, polygon, crowd, person, boat, road] = train.annotations;
    expect(box).toMatchObject({
      bbox: [10.25, 20.5, 30, 40],
      area: 1200,
      iscrowd: 0,
      score: 0.75,
      attributes: { color: "red" },
    });
    expect(polygon).toMatchObject({
      segmentation: [
        [0, 0, 40, 0, 40, 40, 0, 40],
        [50, 50, 60, 50, 60, 60],
      ],
      area: 1234.5,
      note: "from elsewhere",
    });
    expect(crowd).toMatchObject({ iscrowd: 1, area: 8 });
    const mask = crowd!.segmentation as Mask;
    expect([...pixelsOfRuns(runsOf(mask)!, ...mask.size)]).toEqual([...pixelsOfRuns(runsOf(MASK)!, 5, 5)]);
    expect(person).toMatchObject({ keypoints: [5, 6, 2, 7, 8, 1, 0, 0, 0], num_keypoints: 2 });
    expect((boat!.segmentation as number[][])[0]).toHaveLength(8);
    expect(road!.segmentation).toBeUndefined();
    const captions = await jsonIn<CocoFile>(target, "annotations/captions_train.json");
    expect(captions.annotations.map(({ caption }) => caption)).toEqual(["A car, “far”", "Ein Auto"]);
    expect(await lossesOf({ export_format: "coco" })).toMatchObject({
      "holes of polygons": 1,
      polylines: 1,
      "angles of rotated boxes": 1,
      tags: 2,
      metadata: 1,
    });
  });

  it("coco: what is imported again is exported as the same", async () => {
    const target = await unpacked(await fileOf(id, { export_format: "coco", include_images: true }));
    const { dataset_id: copy } = await createDataset(owner, { name: "Imported" });
    const { task_id } = await startImport(
      owner,
      copy,
      { folder: target },
      { labels_from_folders: false, auto_reindex: false, on_duplicate: "keep" },
    );
    await runTaskHere(owner, task_id);
    const byHash = new Map((await allItems(owner, copy)).map((item) => [item.sha256, item]));
    for (const item of items) {
      const again = byHash.get(item.sha256)!;
      expect(again.labels).toEqual(item.labels);
      expect(again.captions).toEqual(item.captions);
      const boxes = (of: ItemDto) =>
        of.objects.map(({ label, col_x, row_y, width, height }) => ({ label, col_x, row_y, width, height }));
      // The reader asks for a box with a size.
      expect(boxes(again)).toEqual(boxes(item).filter(({ width, height }) => width > 0 && height > 0));
    }
    const once = await unpacked(await fileOf(copy, { export_format: "coco", include_images: true }));
    const { dataset_id: second } = await createDataset(owner, { name: "Imported" });
    await runTaskHere(
      owner,
      (
        await startImport(
          owner,
          second,
          { folder: once },
          { labels_from_folders: false, auto_reindex: false, on_duplicate: "keep" },
        )
      ).task_id,
    );
    const twice = await unpacked(await fileOf(second, { export_format: "coco", include_images: true }));
    expect(await filesIn(twice)).toEqual(await filesIn(once));
    for (const name of (await filesIn(once)).filter((name) => name !== "croissant.json"))
      if (name.startsWith("annotations/")) {
        const [a, b] = await Promise.all([jsonIn<CocoFile>(once, name), jsonIn<CocoFile>(twice, name)]);
        const said = ({ images, annotations, categories, licenses }: CocoFile) => ({
          images,
          categories,
          licenses,
          // Ids are of the dataset that an object is in.
          annotations,
        });
        expect(said(b), name).toEqual(said(a));
      } else expect(await readFile(path.join(twice, name))).toEqual(await readFile(path.join(once, name)));
  });

  it.each(["detect", "segment", "pose", "obb"] as const)(
    "yolo %s: shares of the sides, a file beside each picture",
    async (variant) => {
      const target = await unpacked(await fileOf(id, { export_format: "yolo", variant, include_images: true }));
      const data = parseYaml(await readFile(path.join(target, "data.yaml"), "utf8")) as Record<string, unknown>;
      const names = data.names as Record<string, string>;
      const { classes } = await getClasses(owner, id, {});
      expect(Object.entries(names)).toEqual(classes.map(({ index, name }) => [String(index), name]));
      expect([data.train, data.val]).toEqual(["images/train", "images/val"]);
      const files = await filesIn(target);
      const pictures = files.filter((name) => name.startsWith("images/"));
      expect(pictures).toHaveLength(6);
      for (const picture of pictures)
        expect(files).toContain(picture.replace(/^images/, "labels").replace(/\.[^.]+$/, ".txt"));
      const [item] = items;
      const text = await readFile(
        path.join(target, "labels/train", item!.file_path.replace(/\.[^.]+$/, ".txt")),
        "utf8",
      );
      const lines = text
        .trim()
        .split("\n")
        .map((line) => line.split(" ").map(Number));
      for (const line of lines)
        expect(line.slice(1).every((value) => (variant === "pose" ? value <= 2 : value <= 1) && value >= 0)).toBe(true);
      const [width, height] = [item!.width!, item!.height!];
      const counts = { detect: 6, segment: 7, pose: 1, obb: 6 };
      expect(lines).toHaveLength(counts[variant]);
      if (variant === "detect") expect(lines[0]).toEqual([5, 25.25 / width, 40.5 / height, 30 / width, 40 / height]);
      if (variant === "segment") expect(lines[1]!.slice(0, 5)).toEqual([7, 0, 0, 40 / width, 0]);
      if (variant === "pose") {
        expect(data.kpt_shape).toEqual([3, 3]);
        expect(lines[0]!.slice(5)).toEqual([5 / width, 6 / height, 2, 7 / width, 8 / height, 1, 0, 0, 0]);
      }
      if (variant === "obb") expect(lines.every((line) => line.length === 9)).toBe(true);
    },
  );

  it("yolo: says in numbers what each variant leaves out", async () => {
    const of = (variant: string, more = {}) => lossesOf({ export_format: "yolo", variant, ...more });
    expect(await of("detect")).toMatchObject({
      polygons: 1,
      masks: 1,
      "rotated boxes": 1,
      polylines: 1,
      keypoints: 1,
      captions: 2,
      tags: 2,
      "pictures without a split": 3,
    });
    expect(await of("segment")).toMatchObject({ holes: 2, "objects of several parts": 1, boxes: 5, masks: 1 });
    expect(await of("pose")).toMatchObject({ "objects without keypoints": 7 });
    expect(await of("obb")).toMatchObject({ polygons: 1, masks: 1, keypoints: 1 });
    expect(await of("classify", { include_images: true })).toMatchObject({ objects: 8 });
  });

  it("yolo classify: a folder for each label", async () => {
    const target = await unpacked(
      await fileOf(id, { export_format: "yolo", variant: "classify", include_images: true }),
    );
    const files = (await filesIn(target)).filter((name) => !["croissant.json", "data.yaml"].includes(name));
    expect(files).toHaveLength(6);
    for (const name of files) {
      const bytes = await readFile(path.join(target, name));
      const item = items.find((one) => one.sha256 === createHash("sha256").update(bytes).digest("hex"))!;
      expect(name.split("/").slice(0, 2)).toEqual([item.split ?? "train", item.labels[0]]);
    }
    const refused = await call(`/dataset/${id}/export_preview?export_format=yolo&variant=classify`, { user: owner });
    expect(refused.status).toBe(422);
    expect(JSON.stringify(await refused.json())).toContain("include them");
  });

  it("voc: an XML file for each picture that is read again, and lists of splits", async () => {
    const target = await unpacked(await fileOf(id, { export_format: "voc", include_images: true }));
    const files = await filesIn(target);
    expect(files.filter((name) => name.startsWith("Annotations/"))).toHaveLength(6);
    const stems = (await readFile(path.join(target, "ImageSets/Main/train.txt"), "utf8")).trim().split("\n");
    expect(stems).toHaveLength(2);
    for (const stem of stems) expect(files).toContain(`Annotations/${stem}.xml`);
    const script = `
import json, sys, xml.etree.ElementTree as E
root = E.parse(sys.argv[1]).getroot()
print(json.dumps([[o.find("name").text] + [float(o.find("bndbox/" + k).text) for k in ("xmin", "ymin", "xmax", "ymax")] for o in root.iter("object")]))`;
    const { stdout } = await promisify(execFile)("python3", [
      "-c",
      script,
      path.join(target, `Annotations/${stems[0]}.xml`),
    ]);
    expect(JSON.parse(stdout)).toEqual(
      items[0]!.objects.map(({ label, col_x, row_y, width, height }) => [
        label,
        col_x,
        row_y,
        col_x + width,
        row_y + height,
      ]),
    );
    expect(await lossesOf({ export_format: "voc" })).toMatchObject({
      polygons: 1,
      "masks of another size": 1,
      keypoints: 1,
      "rotated boxes": 1,
      captions: 2,
      folders: 6,
    });
  });
});

describe("readers that go by the published descriptions alone", () => {
  it("Pascal VOC: pictures of the set, their boxes, and each pixel's class and object", async () => {
    const target = await unpacked(await fileOf(maskedId, { export_format: "voc", include_images: true }));
    const script = `
import json, struct, sys, zlib, os, xml.etree.ElementTree as E
root = sys.argv[1]
def png(path):
    data = open(path, "rb").read()
    assert data[:8] == b"\\x89PNG\\r\\n\\x1a\\n"
    at, idat, palette = 8, b"", None
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        assert zlib.crc32(kind + body) == struct.unpack(">I", data[at + 8 + length:at + 12 + length])[0]
        if kind == b"IHDR": width, height, bits, color, packed, filters, interlaced = struct.unpack(">IIBBBBB", body)
        if kind == b"PLTE": palette = body
        if kind == b"IDAT": idat += body
        at += 12 + length
    assert (bits, color, packed, filters, interlaced) == (8, 3, 0, 0, 0)
    raw = zlib.decompress(idat)
    rows = [raw[y * (width + 1):(y + 1) * (width + 1)] for y in range(height)]
    assert all(row[0] == 0 for row in rows)
    return width, height, palette, b"".join(row[1:] for row in rows)
names = {}
for index, line in enumerate(l for l in open(os.path.join(root, "labelmap.txt"), encoding="utf-8").read().splitlines() if not l.startswith("# label:")):
    name, color, _, _ = line.rsplit(":", 3)
    names[tuple(map(int, color.split(",")))] = name
found = []
for stem in open(os.path.join(root, "ImageSets/Segmentation/trainval.txt"), encoding="utf-8").read().split("\\n"):
    if not stem: continue
    tree = E.parse(os.path.join(root, "Annotations", stem + ".xml")).getroot()
    assert tree.find("segmented").text == "1"
    assert os.path.exists(os.path.join(root, "JPEGImages", tree.find("filename").text))
    width, height, palette, classes = png(os.path.join(root, "SegmentationClass", stem + ".png"))
    ow, oh, _, objects = png(os.path.join(root, "SegmentationObject", stem + ".png"))
    assert (width, height) == (ow, oh) == (int(tree.find("size/width").text), int(tree.find("size/height").text))
    for number in sorted(set(objects) - {0}):
        places = [at for at, value in enumerate(objects) if value == number]
        kinds = {classes[at] for at in places}
        assert len(kinds) == 1
        kind = kinds.pop()
        found.append([names[tuple(palette[3 * kind:3 * kind + 3])], len(places), sum(places)])
    assert all((a == 0) == (b == 0) for a, b in zip(classes, objects))
print(json.dumps(found))`;
    const { stdout } = await promisify(execFile)("python3", ["-c", script, target]);
    const pixels = pixelsOfRuns(runsOf(masked)!, ...masked.size);
    const places = [...pixels.keys()].filter((at) => pixels[at] === 1);
    expect(JSON.parse(stdout)).toEqual([["cat: a", places.length, places.reduce((sum, at) => sum + at, 0)]]);
  });

  it("COCO: run lengths cover the pixels that were drawn", async () => {
    const target = await unpacked(await fileOf(maskedId, { export_format: "coco" }));
    // The text of cocoapi's rleFrString, read anew.
    const script = `
import json, sys
file = json.load(open(sys.argv[1], encoding="utf-8"))
rle = file["annotations"][0]["segmentation"]
counts, at, text = [], 0, rle["counts"]
while at < len(text):
    value, shift, more = 0, 0, True
    while more:
        code = ord(text[at]) - 48
        value |= (code & 31) << (5 * shift)
        more, at, shift = bool(code & 32), at + 1, shift + 1
        if not more and code & 16: value |= -1 << (5 * shift)
    if len(counts) > 2: value += counts[-2]
    counts.append(value)
height, width = rle["size"]
assert sum(counts) == height * width
flat = [bit for index, run in enumerate(counts) for bit in [index % 2] * run]
print(json.dumps([x * height + y for y in range(height) for x in range(width) if flat[x * height + y]]))`;
    const { stdout } = await promisify(execFile)("python3", [
      "-c",
      script,
      path.join(target, "annotations/instances.json"),
    ]);
    const [height, width] = masked.size;
    const pixels = pixelsOfRuns(runsOf(masked)!, height, width);
    const inside = [...pixels.keys()].filter((at) => pixels[at] === 1);
    expect(JSON.parse(stdout)).toEqual(inside.map((at) => (at % width) * height + Math.floor(at / width)));
  });

  it("ImageFolder: a folder for each class below each split, and nothing but pictures in them", async () => {
    const target = await unpacked(
      await fileOf(id, { export_format: "yolo", variant: "classify", include_images: true }),
    );
    const files = (await filesIn(target)).filter((name) => !["croissant.json", "data.yaml"].includes(name));
    expect(files.every((name) => name.split("/").length >= 3 && /\.jpg$/.test(name))).toBe(true);
    const data = parseYaml(await readFile(path.join(target, "data.yaml"), "utf8")) as { names: Record<string, string> };
    expect(new Set(files.map((name) => name.split("/")[1]))).toEqual(new Set(Object.values(data.names)));
  });
});

describe("asking for an export", () => {
  it("is for who may see the dataset, and its link for a day", async () => {
    const status = await made(id, { export_format: "json" }, viewer);
    expect(status).toMatchObject({ status: "COMPLETED", items: 6, progress: 100 });
    for (const path of [
      `export_context_async?export_format=json`,
      `export_preview?export_format=json`,
      `export_status?export_task_id=${status.id}`,
    ])
      expect((await call(`/dataset/${id}/${path}`, { user: stranger })).status).toBe(404);
    const link = new URL(`http://x${localPath(status.download_uri!)}`);
    const day = Number(link.searchParams.get("expires")) * 1000 - Date.now();
    expect(day).toBeGreaterThan(23 * 3_600_000);
    expect(day).toBeLessThanOrEqual(24 * 3_600_000);
    const past = new URL(link);
    past.searchParams.set("expires", "1000000000");
    expect((await call(`${past.pathname}${past.search}`)).status).toBe(403);
    const other = await newDataset(stranger, 3, "Other", 9);
    expect((await call(`${link.pathname.replace(id, other)}${link.search}`)).status).toBe(403);
    expect((await call(`/dataset/${other}/export_status?export_task_id=${status.id}`, { user: stranger })).status).toBe(
      404,
    );
    await asAdmin("UPDATE task SET start_time = start_time - interval '25 hours' WHERE id = $1", [status.id]);
    expect(await read(`/dataset/${id}/export_status?export_task_id=${status.id}`)).toMatchObject({
      status: "COMPLETED",
      download_uri: null,
    });
  });

  it("refuses what is unknown", async () => {
    const refused = (query: string) => call(`/dataset/${id}/export_context_async?${query}`, { user: owner });
    for (const query of [
      "export_format=pascal",
      "export_format=yolo&variant=boxes",
      "include_images=perhaps",
      "q=tag:(",
      "colour=red",
    ])
      expect((await refused(query)).status, query).toBe(422);
    expect((await refused("snapshot_id=00000000-0000-4000-8000-000000000000")).status).toBe(404);
  });

  it("takes what matches, and says beforehand how long the file is", async () => {
    const options = { export_format: "coco", include_images: true, q: "tag:wet" };
    const preview = await read<ExportPreviewDto>(`/dataset/${id}/export_preview?${query(options)}`);
    const status = await made(id, options);
    expect(preview).toEqual({ items: 1, bytes: (await download(status)).bytes.byteLength, losses: status.losses });
  });

  it("takes what is selected, in every format, with media and without", async () => {
    const chosen = [items[1]!, items[3]!];
    for (const export_format of EXPORT_FORMATS)
      for (const include_images of [false, true]) {
        const body = { export_format, include_images, item_ids: chosen.map((item) => item.media_id) };
        const ask = async <T>(path: string): Promise<T> => {
          const response = await call(`/dataset/${id}/${path}`, { method: "POST", user: owner, body });
          expect(response.status, export_format).toBe(200);
          return (await response.json()) as T;
        };
        const preview = await ask<ExportPreviewDto>("export_preview");
        const { id: task } = await ask<{ id: string }>("export_context_async");
        await runTaskHere(owner, task);
        const status = await read<ExportStatusDto>(`/dataset/${id}/export_status?export_task_id=${task}`);
        const { bytes } = await download(status);
        expect([preview.items, status.items, preview.bytes], export_format).toEqual([2, 2, bytes.byteLength]);
        const kept = await Promise.all(chosen.map((item) => readFile(blobPath(item.sha256))));
        for (const blob of kept) expect(bytes.includes(blob), export_format).toBe(include_images);
      }
    const nothing = await call(`/dataset/${id}/export_preview`, { method: "POST", user: owner, body: {} });
    expect(nothing.status).toBe(422);
  });

  it("is a task that holds nothing: others go on, and it is aborted and retried like any", async () => {
    const { task_id } = await startExport(viewer, id, exportQuery.parse({ export_format: "json" }));
    await editWords(owner, id, "tag", "add", { item_ids: [items[0]!.media_id] }, ["meanwhile"]);
    expect(await getTask(owner, task_id)).toMatchObject({
      task_type: "EXPORT",
      status: "INITIALIZING",
      dataset_status: "READY",
    });
    await expect(abortTask(viewer, task_id)).rejects.toThrow(/Editor or Owner/);
    await abortTask(owner, task_id);
    expect(await read(`/dataset/${id}/export_status?export_task_id=${task_id}`)).toMatchObject({
      status: "FAILED",
      error_message: "The export was aborted",
      download_uri: null,
    });
    const again = await retryTask(owner, task_id);
    await runTaskHere(owner, again.task_id);
    const status = await read<ExportStatusDto>(`/dataset/${id}/export_status?export_task_id=${again.task_id}`);
    const json = JSON.parse((await download(status)).bytes.toString()) as {
      media_items: { metadata_items: unknown[] }[];
    };
    expect(JSON.stringify(json)).not.toContain("meanwhile");
    await restoreHere(owner, id, snapshotId);
  });

  it("keeps what it is of for as long as its link works", async () => {
    await editWords(owner, id, "tag", "add", { item_ids: [items[0]!.media_id] }, ["between"]);
    const [status, unasked] = [await made(id, { export_format: "csv" }), await headOf(owner, id)];
    await editWords(owner, id, "tag", "add", { item_ids: [items[0]!.media_id] }, ["after"]);
    const before = await download(status);
    // Long enough ago for nobody to be looking at it, or about to undo.
    await asAdmin("UPDATE dataset_event SET created_at = created_at - interval '2 hours' WHERE dataset_id = $1", [id]);
    const collected = () =>
      collect(process.env.TEST_ADMIN_URL!, { youngest: 0, supersededHeads: 1, removedSnapshots: 720, trash: 30 * 24 });
    const learnt = () => readdir(path.join(process.env.STILLFRAME_DATA_DIR!, "exports"));
    expect(await learnt()).not.toEqual([]);
    await collected();
    // What was learnt of it can be learnt again.
    expect(await learnt()).toEqual([]);
    expect(await asAdmin("SELECT 1 FROM state WHERE id = $1", [unasked])).toHaveLength(1);
    expect((await download(status)).bytes.equals(before.bytes)).toBe(true);
    await asAdmin("UPDATE task SET start_time = start_time - interval '2 hours' WHERE dataset_id = $1", [id]);
    await collected();
    expect(await asAdmin("SELECT 1 FROM state WHERE id = $1", [unasked])).toEqual([]);
    await restoreHere(owner, id, snapshotId);
  });

  it("makes a file of an empty dataset, too", async () => {
    const { dataset_id: draft } = await createDataset(owner, { name: "Nothing yet" });
    for (const export_format of EXPORT_FORMATS) {
      const bytes = await fileOf(draft, { export_format, include_images: true });
      await unpacked(bytes);
    }
    expect(JSON.parse((await fileOf(draft, { export_format: "json" })).toString())).toMatchObject({ media_items: [] });
  });
});
