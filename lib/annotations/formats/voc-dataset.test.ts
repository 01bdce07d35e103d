/** Trees of Pascal VOC: XML files with their segmentation images, and lists of splits. */
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { indexedPng } from "@/lib/exports/png";
import { maskOfPixels } from "@/lib/objects/run-lengths";
import { collectFrom } from "../collect.test-support";
import { vocColor } from "./voc-masks";

const PALETTE = Uint8Array.from(Array.from({ length: 256 }, (_none, index) => vocColor(index)).flat());
const [WIDTH, HEIGHT] = [12, 10];
const picture = { path: "VOC2012/JPEGImages/a.jpg", width: WIDTH, height: HEIGHT };
/** Pixels with a number each in a box. */
const drawn = (...boxes: [number: number, x: number, y: number, width: number, height: number][]) => {
  const pixels = new Uint8Array(WIDTH * HEIGHT);
  for (const [number, x, y, width, height] of boxes)
    for (let row = y; row < y + height; row += 1) pixels.fill(number, row * WIDTH + x, row * WIDTH + x + width);
  return pixels;
};
const png = (pixels: Uint8Array) => indexedPng(pixels, WIDTH, HEIGHT, PALETTE);
const maskOf = (pixels: Uint8Array, number: number) =>
  maskOfPixels(
    pixels.map((value) => (value === number ? 1 : 0)),
    HEIGHT,
    WIDTH,
  );
const object = (name: string, [x, y, width, height]: [number, number, number, number], more = "") =>
  `<object><name>${name}</name><bndbox><xmin>${x}</xmin><ymin>${y}</ymin><xmax>${x + width}</xmax><ymax>${y + height}</ymax></bndbox>${more}</object>`;
const xml = (...objects: string[]) =>
  `<annotation><filename>a.jpg</filename><size><width>${WIDTH}</width><height>${HEIGHT}</height></size>${objects.join("")}</annotation>`;

// 12 is a dog, 15 a person.
const classes = drawn([12, 0, 0, 4, 4], [15, 6, 2, 3, 5]);
const instances = drawn([1, 0, 0, 4, 4], [2, 6, 2, 3, 5]);
const tree = (files: Record<string, string | Uint8Array>) =>
  Object.fromEntries(Object.entries(files).map(([name, content]) => [`VOC2012/${name}`, content]));

describe("segmentation images", () => {
  it("become masks of the objects of their XML file, the borders left out", async () => {
    const bordered = classes.map((value, at) => (at === 0 ? 255 : value));
    const { objects, problems, losses, others } = await collectFrom(
      tree({
        "Annotations/a.xml": xml(object("person", [6, 2, 3, 5]), object("dog", [0, 0, 4, 4])),
        "SegmentationClass/a.png": png(bordered),
        "SegmentationObject/a.png": png(instances.map((value, at) => (at === 0 ? 255 : value))),
      }),
      [picture],
    );
    expect([problems, others]).toEqual([[], []]);
    expect(losses).toEqual([expect.objectContaining({ what: "borders without a class" })]);
    expect(objects(picture.path)).toEqual([
      expect.objectContaining({ label: "person", type: "mask", mask: maskOf(classes, 15) }),
      expect.objectContaining({ label: "dog", mask: maskOf(bordered, 12) }),
    ]);
  });

  it("belong to the object that names their number, wherever its box is", async () => {
    const { objects } = await collectFrom(
      tree({
        "Annotations/a.xml": xml(
          object("dog", [0, 0, 4, 4], "<instance>2</instance>"),
          object("dog", [8, 8, 2, 2], "<instance>1</instance>"),
        ),
        "SegmentationClass/a.png": png(drawn([12, 0, 0, 4, 4], [12, 6, 2, 3, 5])),
        "SegmentationObject/a.png": png(instances),
      }),
      [picture],
    );
    const found = objects(picture.path);
    expect(found.map(({ mask }) => mask)).toEqual([maskOf(instances, 2), maskOf(instances, 1)]);
    expect(found.some(({ extra }) => extra)).toBe(false);
  });

  it("are read without XML files, and without an image of the objects", async () => {
    const { objects, problems } = await collectFrom(
      tree({
        "SegmentationClass/a.png": png(classes),
        "SegmentationObject/a.png": png(instances),
        "SegmentationClassPNG/b.png": png(classes),
      }),
      [picture, { ...picture, path: "VOC2012/JPEGImages/b.jpg" }],
    );
    expect(problems).toEqual([]);
    for (const stem of ["a", "b"])
      expect(objects(`VOC2012/JPEGImages/${stem}.jpg`).map(({ label, mask }) => [label, mask])).toEqual([
        ["dog", maskOf(classes, 12)],
        ["person", maskOf(classes, 15)],
      ]);
  });

  it("have names by colour in labelmap.txt, and by number in class_names.txt", async () => {
    const colored = await sharp(
      Buffer.from(
        [...classes].flatMap((value) => (value === 0 ? [0, 0, 0] : value === 12 ? [250, 50, 83] : [1, 2, 3])),
      ),
      { raw: { width: WIDTH, height: HEIGHT, channels: 3 } },
    )
      .png()
      .toBuffer();
    const byColor = await collectFrom(
      tree({
        "labelmap.txt":
          "# label:color_rgb:parts:actions\nbackground:0,0,0::\ncat: grey:250,50,83::\n#1:1,2,3:head,foot:run\n",
        "SegmentationClass/a.png": colored,
      }),
      [picture],
    );
    expect(byColor.objects(picture.path).map(({ label }) => label)).toEqual(["cat: grey", "#1"]);
    const grey = await sharp(
      classes.map((value) => (value === 12 ? 1 : value === 15 ? 2 : 0)),
      { raw: { width: WIDTH, height: HEIGHT, channels: 1 } },
    )
      .toColourspace("b-w")
      .png()
      .toBuffer();
    const byNumber = await collectFrom(
      { "set/class_names.txt": "__ignore__\n_background_\nship\nsail\n", "set/SegmentationClass/a.png": grey },
      [{ ...picture, path: "set/JPEGImages/a.jpg" }],
    );
    expect(byNumber.objects("set/JPEGImages/a.jpg").map(({ label }) => label)).toEqual(["ship", "sail"]);
    expect([...byColor.others, ...byNumber.others]).toEqual([]);
  });

  it("tell colours that stand for no class, and images that do not fit", async () => {
    const { objects, losses, problems } = await collectFrom(
      tree({
        "Annotations/a.xml": xml(object("dog", [0, 0, 4, 4])),
        "SegmentationClass/a.png": png(drawn([12, 0, 0, 4, 4], [77, 6, 2, 3, 5])),
        "Annotations/b.xml": xml(),
        "SegmentationClass/b.png": "no picture",
        "SegmentationObject/c.png": png(instances),
      }),
      [picture, ...["b", "c"].map((stem) => ({ ...picture, path: `VOC2012/JPEGImages/${stem}.jpg` }))],
    );
    expect(objects(picture.path)).toHaveLength(1);
    expect(losses).toEqual([expect.objectContaining({ what: "segments without a class", unit: "objects", count: 1 })]);
    expect(problems.map(({ path }) => path)).toEqual(["VOC2012/Annotations/b.xml", "VOC2012/SegmentationObject/c.png"]);
  });

  it("that cannot be read cost their masks alone, and are told by name", async () => {
    for (const [broken, whole] of [
      ["SegmentationClass", "SegmentationObject"],
      ["SegmentationObject", "SegmentationClass"],
    ]) {
      const { objects, problems } = await collectFrom(
        tree({
          "Annotations/a.xml": xml(object("dog", [0, 0, 4, 4])),
          [`${broken}/a.png`]: "no picture",
          [`${whole}/a.png`]: png(classes),
        }),
        [picture],
      );
      expect(objects(picture.path).map(({ label, type }) => [label, type])).toEqual([["dog", "box"]]);
      expect(problems).toEqual([
        {
          path: "VOC2012/Annotations/a.xml",
          reason: `VOC2012/${broken}/a.png: its masks are not used, as it is no picture that can be read`,
        },
      ]);
    }
  });

  it("of another size than the XML file says are brought to it, and told where their shape is another", async () => {
    const twice = await sharp(png(classes))
      .resize(WIDTH * 2, HEIGHT * 2, { kernel: "nearest" })
      .png()
      .toBuffer();
    const turned = await sharp(png(classes)).rotate(90).png().toBuffer();
    const of = async (image: Uint8Array) =>
      collectFrom(tree({ "Annotations/a.xml": xml(object("dog", [0, 0, 4, 4])), "SegmentationClass/a.png": image }), [
        picture,
      ]);
    const larger = await of(twice);
    expect(larger.problems).toEqual([]);
    expect(larger.objects(picture.path).map(({ label, mask }) => [label, mask])).toEqual([
      ["dog", maskOf(classes, 12)],
      ["person", maskOf(classes, 15)],
    ]);
    const other = await of(turned);
    expect(other.objects(picture.path).map(({ label, type }) => [label, type])).toEqual([["dog", "box"]]);
    expect(other.problems).toEqual([
      {
        path: "VOC2012/Annotations/a.xml",
        reason:
          "VOC2012/SegmentationClass/a.png: its masks are not used, as it has 10 × 12 pixels where the XML file speaks of 12 × 10",
      },
    ]);
  });

  it("have no names where the list of them cannot be read, which is told", async () => {
    const { objects, losses, problems } = await collectFrom(
      tree({ "labelmap.txt": Buffer.from("Stra\xdfe:128,0,0::", "latin1"), "SegmentationClass/a.png": png(classes) }),
      [picture],
    );
    expect(objects(picture.path)).toEqual([]);
    expect(losses).toEqual([expect.objectContaining({ what: "segments without a class", count: 2 })]);
    expect(problems).toEqual([
      { path: "VOC2012/labelmap.txt", reason: expect.stringContaining("save it as UTF-8") as string },
    ]);
  });
});

it("lists of names say the split, but not those of one class or of two splits together", async () => {
  const { found, others } = await collectFrom(
    tree({
      "Annotations/a.xml": xml(),
      "ImageSets/Main/night.txt": "a\n",
      "ImageSets/Main/trainval.txt": "a\n",
      "ImageSets/Main/dog_val.txt": "a  1\n",
    }),
    [picture],
  );
  expect(found.get(picture.path)!.split).toBe("night");
  expect(others).toEqual([]);
});
