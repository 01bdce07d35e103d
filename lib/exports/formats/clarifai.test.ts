/** Clarifai's forms on generated items, read by Clarifai's own definitions: package `clarifai-nodejs-grpc`. */
import { createRequire } from "node:module";
import type * as Published from "clarifai-nodejs-grpc/proto/clarifai/api/resources_pb";
import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import type { ItemFacts } from "@/lib/items/schema";
import { pixelsOfRuns, runsOf } from "@/lib/objects/run-lengths";
import { bytesOf, contentsOf, items, lossOf, planned } from "./formats.test-support";

const { InputBatch, Point } = createRequire(import.meta.url)(
  "clarifai-nodejs-grpc/proto/clarifai/api/resources_pb",
) as typeof Published;
type Data = Published.Data;
type Input = Published.Input;

const batchesIn = (files: ReadonlyMap<string, Buffer>): [string, Buffer][] =>
  [...files].filter(([name]) => name !== "mimetype" && name !== "croissant.json");

/** How Clarifai's reader counts what is in a file without opening it. */
const countIn = (name: string): number => Number(name.split("_n").at(-1));

const wordsOf = (data: Data): string[] => data.getConceptsList().map((concept) => concept.getName());
const regionsOf = (data: Data) => [
  ...data.getRegionsList(),
  ...data.getFramesList().flatMap((frame) => frame.getData()!.getRegionsList()),
];

const read = async (of: readonly ItemFacts[]): Promise<Map<string, Input>> => {
  const files = contentsOf(await bytesOf(await planned(of, { export_format: "clarifai_protobuf" })));
  expect(files.get("mimetype")!.toString()).toBe("application/x.clarifai-data+protobuf");
  const inputs = batchesIn(files).flatMap(([name, bytes]) => {
    const found = InputBatch.deserializeBinary(new Uint8Array(bytes)).getInputsList();
    expect(found).toHaveLength(countIn(name));
    return found;
  });
  return new Map(inputs.map((input) => [input.getId(), input]));
};

describe("clarifai_protobuf", () => {
  it("has every item with its words and regions, as Clarifai's definitions decode it", async () => {
    await fc.assert(
      fc.asyncProperty(items, async (of) => {
        const inputs = await read(of);
        expect([...inputs.keys()].sort()).toEqual(of.map((item) => item.media_id).sort());
        for (const item of of) {
          const data = inputs.get(item.media_id)!.getData()!;
          expect(wordsOf(data)).toEqual(item.labels);
          expect((data.getImage() ?? data.getVideo()!).getUrl()).toMatch(/^media\//);
          expect(data.getMetadata()!.toJavaScript()).toMatchObject({
            tags: item.tags,
            captions: item.captions,
            metadata: item.metadata,
            filename: item.file_name,
          });
          expect(data.getText()?.getRaw() ?? null).toBe(item.caption);
          const regions = regionsOf(data);
          const close = (share: number, side: number, place: number) =>
            expect(Math.abs(share * side - place)).toBeLessThan(1e-4);
          for (const object of item.objects) {
            const region = regions.find((one) => one.getId() === object.object_id)!;
            const info = region.getRegionInfo()!;
            const box = info.getBoundingBox()!;
            close(box.getLeftCol(), item.width!, object.col_x);
            close(box.getTopRow(), item.height!, object.row_y);
            close(box.getRightCol(), item.width!, object.col_x + object.width);
            close(box.getBottomRow(), item.height!, object.row_y + object.height);
            expect(wordsOf(region.getData()!)).toEqual([object.label]);
            const { attributes, flags, rotated_box, polyline, extra } = object;
            expect(region.getData()!.getMetadata()!.toJavaScript()).toEqual(
              JSON.parse(
                JSON.stringify({
                  object_id: object.object_id,
                  type: object.type,
                  attributes,
                  flags,
                  rotated_box,
                  polyline,
                  extra,
                }),
              ),
            );
            const points = info.getKeypointLocationsList();
            expect(points).toHaveLength(object.keypoints?.length ?? 0);
            for (const [at, [x, y, visibility]] of (object.keypoints ?? []).entries()) {
              close(points[at]!.getCol(), item.width!, x);
              close(points[at]!.getRow(), item.height!, y);
              const { NOT_PRESENT, NOT_VISIBLE, VISIBLE } = Point.Visibility;
              expect(points[at]!.getVisibility()).toBe([NOT_PRESENT, NOT_VISIBLE, VISIBLE][visibility]);
            }
            for (const [part, [outer]] of (object.polygon ?? []).entries()) {
              const id = part === 0 ? object.object_id : `${object.object_id}-${part}`;
              const ring = regions
                .find((one) => one.getId() === id)!
                .getRegionInfo()!
                .getPolygon()!
                .getPointsList();
              expect(ring).toHaveLength(outer!.length / 2);
              for (const [at, point] of ring.entries()) close(point.getCol(), item.width!, outer![2 * at]!);
            }
            const mask = info.getMask();
            expect(mask !== undefined).toBe(object.mask !== undefined);
            if (!mask || !object.mask) continue;
            const png = await sharp(mask.getImage()!.getBase64_asU8()).toColourspace("b-w").raw().toBuffer();
            const pixels = pixelsOfRuns(runsOf(object.mask)!, ...object.mask.size);
            expect([...png].map((value) => (value === 0 ? 0 : 1))).toEqual([...pixels]);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it("puts objects with a time into frames of their video", async () => {
    const [item] = fc
      .sample(
        items.filter((of) => of.some(({ objects }) => objects.length > 1)),
        { numRuns: 1, seed: 1 },
      )[0]!
      .filter(({ objects }) => objects.length > 1);
    const video: ItemFacts = {
      ...item!,
      media_type: "video",
      mime_type: "video/mp4",
      duration_ms: 2_500,
      objects: item!.objects.map((object, at) => (at === 0 ? object : { ...object, time_ms: 40 * at, track_id: 7 })),
    };
    const data = (await read([video])).get(video.media_id)!.getData()!;
    expect(data.getVideo()!.getVideoInfo()!.getDurationSeconds()).toBe(2.5);
    expect(data.getRegionsList()[0]!.getId()).toBe(video.objects[0]!.object_id);
    const [frame] = data.getFramesList();
    expect(frame!.getFrameInfo()!.getTime()).toBe(40);
    expect(frame!.getData()!.getRegionsList()[0]!.getTrackId()).toBe("7");
  });

  it("says what it does not keep", async () => {
    await fc.assert(
      fc.asyncProperty(items, async (of) => {
        const objects = of.flatMap((item) => item.objects);
        const holes = objects.filter(({ polygon }) => polygon?.some((part) => part.length > 1)).length;
        const parts = objects.filter(({ polygon }) => (polygon?.length ?? 0) > 1).length;
        for (const export_format of ["clarifai_json", "clarifai_protobuf"] as const) {
          const plan = await planned(of, { export_format });
          expect([lossOf(plan, "holes of polygons"), lossOf(plan, "objects of several parts")]).toEqual([holes, parts]);
        }
        expect(lossOf(await planned(of, { export_format: "clarifai_json" }), "last digits of numbers")).toBe(0);
      }),
      { numRuns: 40 },
    );
  });
});

describe("clarifai_json", () => {
  it("says the same, with all digits", async () => {
    await fc.assert(
      fc.asyncProperty(items, async (of) => {
        const json = contentsOf(await bytesOf(await planned(of, { export_format: "clarifai_json" })));
        const binary = await read(of);
        for (const [name, bytes] of batchesIn(json)) {
          const { inputs } = JSON.parse(bytes.toString()) as {
            inputs: {
              id: string;
              data: { regions: { id: string; region_info: { bounding_box?: { left_col: number } } }[] };
            }[];
          };
          expect(inputs).toHaveLength(countIn(name));
          for (const { id, data } of inputs) {
            const regions = binary.get(id)!.getData()!.getRegionsList();
            expect(data.regions.map((region) => region.id)).toEqual(regions.map((region) => region.getId()));
            for (const [at, { region_info }] of data.regions.entries())
              if (region_info.bounding_box)
                expect(regions[at]!.getRegionInfo()!.getBoundingBox()!.getLeftCol()).toBe(
                  Math.fround(region_info.bounding_box.left_col),
                );
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
