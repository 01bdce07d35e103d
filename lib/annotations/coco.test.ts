import { describe, expect, it } from "vitest";
import { maskOfPixels } from "@/lib/objects/run-lengths";
import { CocoReader, hasCocoKeys } from "./formats/coco";

const images = [
  { id: 1, file_name: "a.jpg", width: 20, height: 10 },
  { id: 2, file_name: "b.jpg" },
];
const categories = [
  { id: 7, name: "dog" },
  { id: 8, name: "cat" },
];
interface Lists {
  readonly images?: readonly unknown[];
  readonly categories?: readonly unknown[];
  readonly licenses?: readonly unknown[];
}
const read = (annotations: readonly unknown[], lists: Lists = {}, file = "annotations.json") => {
  const reader = new CocoReader(file);
  reader.addLicenses(lists.licenses ?? []);
  reader.addImages(lists.images ?? images, 0);
  reader.addCategories(lists.categories ?? categories, 0);
  return { head: reader.head(), ...reader.annotations(annotations, 0) };
};
/** The one object that an annotation of the first picture becomes. */
const objectOf = (annotation: Record<string, unknown>, lists?: Lists) => {
  const { annotations, problems } = read([{ image_id: 1, category_id: 7, ...annotation }], lists);
  expect(problems).toEqual([]);
  expect(annotations).toHaveLength(1);
  return annotations[0]!.objects![0]!;
};
const ring = [1, 1, 5, 1, 5, 4];
const pixels = Array.from({ length: 200 }, (_, at) => (at % 20 >= 3 && at % 20 < 6 && at >= 40 && at < 80 ? 1 : 0));
const mask = maskOfPixels(pixels, 10, 20);

describe("COCO", () => {
  it("has one object for all that one annotation says of a place", () => {
    expect(
      objectOf({
        id: 99,
        bbox: [0, 0, 9, 9],
        segmentation: [ring, [10, 1, 12, 1, 12, 3, 10, 3]],
        keypoints: [1, 2, 2, 3, 4, 1, 0, 0, 0],
        num_keypoints: 2,
        area: 12.5,
        iscrowd: 0,
        score: 0.75,
        track_id: 4,
        attributes: { color: "red", occluded: false, tags: ["a", 1], deep: { x: 1 } },
        caption: "a dog",
        mine: { x: [1] },
      }),
    ).toEqual({
      label: "dog",
      type: "keypoints",
      col_x: 0,
      row_y: 0,
      width: 9,
      height: 9,
      polygon: [[ring], [[10, 1, 12, 1, 12, 3, 10, 3]]],
      keypoints: [
        [1, 2, 2],
        [3, 4, 1],
        [0, 0, 0],
      ],
      confidence: 0.75,
      track_id: 4,
      attributes: { color: "red", occluded: false, tags: ["a", 1] },
      extra: {
        id: 99,
        num_keypoints: 2,
        area: 12.5,
        caption: "a dog",
        mine: { x: [1] },
        attributes: { deep: { x: 1 } },
      },
    });
  });

  it("takes masks in both forms, and crowds", () => {
    for (const counts of [mask.counts, [32, 2, 8, 2, 8, 2, 146]])
      expect(objectOf({ segmentation: { size: [10, 20], counts }, iscrowd: 1 })).toEqual({
        label: "dog",
        type: "mask",
        col_x: 3,
        row_y: 2,
        width: 3,
        height: 2,
        mask,
        flags: { crowd: true },
      });
  });

  it("places what has no bbox by what it has", () => {
    expect(objectOf({ bbox: [], segmentation: [ring] })).toMatchObject({ col_x: 1, row_y: 1, width: 4, height: 3 });
    // A flat list is one outline.
    expect(objectOf({ segmentation: ring })).toMatchObject({ polygon: [[ring]] });
    // Those with visibility 0 are nowhere.
    expect(objectOf({ keypoints: [0, 0, 0, 4, 5, 2, 8, 9, 1] })).toMatchObject({
      type: "keypoints",
      col_x: 4,
      row_y: 5,
      width: 4,
      height: 4,
    });
    // The mask says how large the picture is where the image does not.
    const { annotations } = read([
      { image_id: 2, category_id: 7, segmentation: { size: [10, 20], counts: mask.counts } },
    ]);
    expect(annotations[0]!.scale).toEqual({ width: 20, height: 10 });
  });

  it("keeps scores that stand in the place of visibilities", () =>
    expect(objectOf({ keypoints: [4, 5, 0.9, 8, 9, 0] })).toMatchObject({
      keypoints: [
        [4, 5, 2],
        [8, 9, 0],
      ],
      extra: { keypoints: [4, 5, 0.9, 8, 9, 0] },
    }));

  it("takes a box without height beside an outline, and no box without a size", () => {
    const line = [1, 2, 5, 2, 3, 2];
    expect(objectOf({ bbox: [1, 2, 4, 0], segmentation: [line] })).toMatchObject({ type: "polygon", height: 0 });
    const { annotations, problems } = read([{ image_id: 1, category_id: 7, bbox: [0, 0, 0, 0], segmentation: [ring] }]);
    expect(annotations[0]!.objects).toEqual([
      expect.objectContaining({ col_x: 1, width: 4, extra: { bbox: [0, 0, 0, 0] } }),
    ]);
    expect(problems).toEqual([{ where: "annotations[0]", reason: expect.stringMatching(/bbox/) as unknown }]);
  });

  it("without a place speaks of the whole picture", () => {
    const { head, annotations, problems } = read([
      { image_id: 2, category_id: 8, bbox: [] },
      { image_id: 2, caption: " A cat. ", id: 5 },
      { image_id: 2, caption: "Another.", category_id: 8, area: 0, iscrowd: 0 },
      { image_id: 2, category_id: 8, keypoints: [0, 0, 0] },
      { image_id: 2, category_id: 8, segmentation: { size: [10, 20], counts: [200] } },
    ]);
    expect(problems).toEqual([]);
    expect(head.annotations).toEqual([{ picture: "a.jpg" }, { picture: "b.jpg" }]);
    expect(annotations.map(({ labels, captions, objects }) => ({ labels, captions, objects }))).toEqual([
      { labels: ["cat"] },
      { captions: ["A cat."] },
      { labels: ["cat"], captions: ["Another."] },
      { labels: ["cat"] },
      { labels: ["cat"] },
    ]);
  });

  it("tells of images where they are from, their licence and their split", () => {
    const { head } = read(
      [],
      {
        licenses: [{ id: 3, name: "CC BY 4.0" }, { id: 4, url: "https://example.org/l" }, "?"],
        images: [
          { id: 1, file_name: "a.jpg", license: 3, coco_url: "https://c.example/a", flickr_url: "https://f.example/a" },
          { id: 2, file_name: "b.jpg", license: 4, flickr_url: "https://f.example/b", date_captured: "2013" },
          { id: 3, file_name: "c.jpg", license: 9, coco_url: "", date_captured: null },
        ],
      },
      "annotations/instances_val2017.json",
    );
    expect(head.annotations).toEqual([
      { picture: "a.jpg", split: "val", license: "CC BY 4.0", source_url: "https://c.example/a" },
      { picture: "b.jpg", split: "val", license: "https://example.org/l", source_url: "https://f.example/b" },
      { picture: "c.jpg", split: "val" },
    ]);
    expect(head.losses!.map(({ what, count }) => [what, count])).toEqual([
      ["“flickr_url” of images", 1],
      ["“date_captured” of images", 1],
    ]);
  });

  it("lists classes in the file's order, with skeletons and colours", () => {
    const { head } = read([], {
      categories: [
        {
          id: 9,
          name: "person",
          supercategory: "being",
          keypoints: ["nose", "neck"],
          skeleton: [[1, 2]],
          color: [255, 0, 16],
        },
        { id: 1, name: "cat", color: "#A0b1C2" },
        { id: 2, name: "odd", color: "teal", keypoints: ["x"], skeleton: [[1, 2]] },
        { id: 3, name: "cat" },
      ],
    });
    expect(head.problems).toEqual([]);
    expect(head.classes).toEqual([
      {
        name: "person",
        color: "#ff0010",
        skeleton: { keypoints: ["nose", "neck"], edges: [[0, 1]] },
        extra: { id: 9, supercategory: "being" },
      },
      { name: "cat", color: "#a0b1c2", extra: { id: 1 } },
      { name: "odd", skeleton: { keypoints: ["x"], edges: [] }, extra: { id: 2, color: "teal", skeleton: [[1, 2]] } },
    ]);
  });

  it("does not guess what an id of several means", () => {
    const twice = read([{ image_id: 1, category_id: 7, bbox: [1, 1, 1, 1] }], {
      images: [...images, { id: 1, file_name: "c.jpg" }],
    });
    expect(twice.head.problems).toEqual([
      { where: "images[2]", reason: expect.stringMatching(/^its id 1 is that of “a.jpg” too/) as unknown },
    ]);
    expect(twice.annotations).toEqual([]);
    expect(twice.losses).toEqual([expect.objectContaining({ unit: "objects", count: 1 })]);
    const named = read([{ image_id: 1, category_id: 7, bbox: [1, 1, 1, 1] }], {
      categories: [...categories, { id: 7, name: "horse" }],
    });
    expect(named.head.problems).toHaveLength(1);
    expect(named.annotations).toEqual([]);
    // The same thing said twice is no second meaning.
    const same = read([{ image_id: 1, category_id: 7, bbox: [1, 1, 1, 1] }], {
      images: [...images, images[0]],
      categories: [...categories, categories[0]],
    });
    expect([same.head.problems, same.annotations.length]).toEqual([[], 1]);
  });

  it.each([
    [{ image_id: 3, category_id: 7, bbox: [1, 1, 1, 1] }, /image_id/],
    [{ image_id: 1, category_id: 9, bbox: [1, 1, 1, 1] }, /category_id/],
    [{ image_id: 1, category_id: 9 }, /category_id/],
    [{ image_id: 1, category_id: 7, bbox: [1, 1, 0, 1] }, /positive size/],
    [{ image_id: 1, category_id: 7, bbox: [1, 1, "2", 1] }, /positive size/],
    [{ image_id: 1, category_id: 7, bbox: [1] }, /positive size/],
    [{ image_id: 1, category_id: 7, bbox: [1, 1, -5, 1] }, /positive size/],
    [{ image_id: 1, category_id: 7, segmentation: [[1, 1, 2, 2]] }, /three points/],
    [{ image_id: 1, category_id: 7, segmentation: { size: [10, 20], counts: [3] } }, /cover/],
    [{ image_id: 1, category_id: 7, segmentation: { size: [20, 10], counts: [100, 50, 50] } }, /10 × 20 .* 20 × 10/],
    [{ image_id: 1, category_id: 7, segmentation: { counts: "abc" } }, /no mask/],
    [{ image_id: 1, category_id: 7, keypoints: [1, 2] }, /keypoints/],
    ["nonsense", /image_id/],
    [null, /image_id/],
  ])("names what is wrong with %j, and makes no label of it", (annotation, reason) => {
    const { annotations, problems } = read([annotation]);
    expect(problems).toEqual([{ where: "annotations[0]", reason: expect.stringMatching(reason) as unknown }]);
    expect(annotations).toEqual([]);
  });

  it("keeps the rest of an object of which one geometry is wrong", () => {
    const { annotations, problems } = read([
      { image_id: 1, category_id: 7, bbox: [1, 1, 4, 4], segmentation: [ring, [1, 2]], keypoints: [1] },
    ]);
    expect(problems.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/segmentation/),
      expect.stringMatching(/keypoints/),
    ]);
    expect(annotations[0]!.objects).toEqual([
      {
        label: "dog",
        type: "polygon",
        col_x: 1,
        row_y: 1,
        width: 4,
        height: 4,
        polygon: [[ring]],
        extra: { segmentation: [ring, [1, 2]], keypoints: [1] },
      },
    ]);
  });

  it("takes the boxes of panoptic segments", () => {
    const { annotations, losses } = read([
      { image_id: 1, file_name: "a.png", segments_info: [{ id: 5, category_id: 7, bbox: [1, 2, 3, 4], area: 9 }] },
    ]);
    expect(annotations[0]!.objects).toEqual([
      { label: "dog", type: "box", col_x: 1, row_y: 2, width: 3, height: 4, extra: { id: 5, area: 9 } },
    ]);
    expect(losses).toEqual([expect.objectContaining({ what: "masks in panoptic pictures", count: 1 })]);
  });

  it.each<[Record<string, boolean>, boolean]>([
    [{ images: true, annotations: true }, true],
    [{ images: true, annotations: true, categories: false }, true],
    [{ images: false, annotations: true }, false],
    [{ images: true }, false],
    [{}, false],
  ])("is known by its lists: %j", (keys, expected) =>
    expect(hasCocoKeys(new Map<string | null, boolean>(Object.entries(keys)))).toBe(expected),
  );
});
