import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cornersOf } from "@/lib/objects/geometry";
import { box, collectFrom } from "./collect.test-support";
import {
  looksLikeLabels,
  parseClassList,
  parseDarknetData,
  parseSettings,
  parseYolo,
  rotatedBoxOf,
  Survey,
  type Layout,
} from "./formats/yolo";

const names = new Map([
  [0, "dog"],
  [1, "cat"],
]);
const picture = { path: "a.jpg", width: 200, height: 100 };
const layoutOf = (text: string, settings: Partial<Parameters<Survey["layout"]>[0]> = {}): Layout => {
  const survey = new Survey();
  survey.add(text);
  return survey.layout({ task: null, keypoints: null, ...settings });
};
/** Reads a text that is a dataset by itself. */
const parse = (text: string, settings: Partial<Parameters<Survey["layout"]>[0]> = {}) =>
  parseYolo(text, picture, names, layoutOf(text, settings));
const objectsOf = (...given: Parameters<typeof parse>) => {
  const { annotations, problems } = parse(...given);
  expect(problems).toEqual([]);
  return annotations.flatMap(({ objects }) => objects ?? []);
};

describe("settings", () => {
  it.each([
    ["names: [dog, cat]", [...names]],
    ["nc: 2\nnames:\n  0: dog\n  1: cat\n", [...names]],
    [
      "names: [yes, no, 007, 1.0, null]",
      [
        [0, "yes"],
        [1, "no"],
        [2, "007"],
        [3, "1.0"],
        [4, "null"],
      ],
    ],
    ["names: {5: dog}", [[5, "dog"]]],
    ["train: train\nval: train\nnc: 0\nnames: {}\n", []],
  ])("name classes in %j", (text, expected) => expect([...parseSettings(text)!.names]).toEqual(expected));
  it.each(["", "a: b", "names: 3", "names: []", ": : :\n\t-", "[]"])("are not in %j", (text) =>
    expect(parseSettings(text)).toBeNull(),
  );
  it("say where splits are, what the task is and what keypoints are", () =>
    expect(
      parseSettings(
        "path: ../set\ntrain: images/train\nval: [a, b.txt]\ntest:\nnames: [dog]\ntask: pose\nkpt_shape: [3, 2]\nflip_idx: [0, 2, 1]\nkpt_names: {0: [nose, left, right]}\nskeleton: [[1, 2], [1, 3]]\ndownload: x\n",
      ),
    ).toMatchObject({
      root: "../set",
      places: [
        { split: "train", place: "images/train" },
        { split: "val", place: "a" },
        { split: "val", place: "b.txt" },
      ],
      task: "pose",
      keypoints: { count: 3, size: 2 },
      classes: [
        {
          name: "dog",
          skeleton: {
            keypoints: ["nose", "left", "right"],
            edges: [
              [0, 1],
              [0, 2],
            ],
          },
          extra: { flip_idx: [0, 2, 1] },
        },
      ],
      rest: ["download"],
    }));
  it("may be lists", () => {
    expect([...parseClassList("dog\r\n\r\ncat\n")!.names]).toEqual([
      [0, "dog"],
      [2, "cat"],
    ]);
    expect(parseClassList(" \n")).toBeNull();
    expect(parseDarknetData("classes = 1\ntrain = data/train.txt\nvalid= data/v.txt\nnames = obj.names")).toEqual([
      { split: "train", place: "data/train.txt" },
      { split: "val", place: "data/v.txt" },
    ]);
    expect(parseDarknetData("hello")).toBeNull();
  });
});

describe("lines", () => {
  it("boxes, with a confidence, with a track", () => {
    expect(objectsOf("0 0.5 0.5 0.2 0.4\n1 0.5 0.5 0.2 0.4 0.9\r\n\n")).toEqual([
      box("dog", 0.4, 0.3, 0.2, 0.4),
      { ...box("cat", 0.4, 0.3, 0.2, 0.4), confidence: 0.9 },
    ]);
    expect(objectsOf("0 0.5 0.5 0.2 0.4 0.93 12\n0 0.5 0.5 0.2 0.4 0.9 1")).toEqual([
      { ...box("dog", 0.4, 0.3, 0.2, 0.4), confidence: 0.93, track_id: 12 },
      { ...box("dog", 0.4, 0.3, 0.2, 0.4), confidence: 0.9, track_id: 1 },
    ]);
    expect(objectsOf("0 0.5 0.5 0.2 0.4 1\n0 0.5 0.5 0.2 0.4 2")).toMatchObject([{ track_id: 1 }, { track_id: 2 }]);
  });

  it("outlines: seven numbers between 0 and 1 are a triangle", () => {
    expect(objectsOf("1 0 0 0.5 0 0.5 0.25")).toEqual([
      { ...box("cat", 0, 0, 0.5, 0.25), type: "polygon", polygon: [[[0, 0, 0.5, 0, 0.5, 0.25]]] },
    ]);
    expect(objectsOf("1 0 0 0.5 0 0.5 1")).toMatchObject([{ type: "polygon" }]);
    // An even count has a confidence behind it.
    expect(objectsOf("1 0 0 0.5 0 0.5 0.25 0.75")).toMatchObject([
      { polygon: [[[0, 0, 0.5, 0, 0.5, 0.25]]], confidence: 0.75 },
    ]);
  });

  it("keypoints of every shape, behind the box that the line gives", () => {
    const at = box("dog", 0.4, 0.3, 0.2, 0.4);
    expect(objectsOf("0 0.5 0.5 0.2 0.4 0.45 0.4 0 0", { keypoints: { count: 2, size: 2 } })).toEqual([
      {
        ...at,
        type: "keypoints",
        keypoints: [
          [0.45, 0.4, 2],
          [0, 0, 0],
        ],
      },
    ]);
    expect(objectsOf("0 0.5 0.5 0.2 0.4 0.45 0.4 1 0.5 0.6 0.7 0.8 3", { keypoints: { count: 2, size: 3 } })).toEqual([
      {
        ...at,
        type: "keypoints",
        keypoints: [
          [0.45, 0.4, 1],
          [0.5, 0.6, 2],
        ],
        confidence: 0.8,
        track_id: 3,
        extra: { keypoints: [0.45, 0.4, 1, 0.5, 0.6, 0.7] },
      },
    ]);
    // A shape of seven numbers is no box with a track.
    expect(objectsOf("0 0.5 0.5 0.2 0.4 0.45 0.4", { keypoints: { count: 1, size: 2 } })).toMatchObject([
      { keypoints: [[0.45, 0.4, 2]] },
    ]);
    expect(objectsOf("0 0.5 0.5 0.2 0.4", { keypoints: { count: 2, size: 3 } })).toEqual([at]);
    // Without settings, visibilities of 2 tell.
    expect(objectsOf("0 0.5 0.5 0.2 0.4 0.45 0.4 2 0.5 0.6 0")).toMatchObject([
      {
        keypoints: [
          [0.45, 0.4, 2],
          [0.5, 0.6, 0],
        ],
      },
    ]);
  });

  it("corners of turned boxes, measured on the picture, which is no square", () => {
    // 40 × 20 pixels, turned by 30°, in shares of 200 × 100.
    const corners = cornersOf({ cx: 100, cy: 50, width: 40, height: 20, angle: 30 }).map((value, index) =>
      index % 2 === 0 ? value / 200 : value / 100,
    );
    const line = `0 ${corners.join(" ")}`;
    const { annotations } = parse(line);
    expect(annotations).toEqual([
      {
        picture: "a.jpg",
        scale: "pixels",
        objects: [
          expect.objectContaining({
            type: "rotated_box",
            rotated_box: { cx: 100, cy: 50, width: 40, height: 20, angle: 30 },
            extra: { corners },
          }),
        ],
      },
    ]);
    // What is no rectangle stays the outline that it is.
    expect(objectsOf("0 0.1 0.1 0.5 0.1 0.6 0.5 0.1 0.5")).toMatchObject([{ type: "polygon" }]);
    // In a dataset of outlines four points are one.
    expect(parse(`${line}\n0 0 0 0.5 0 0.5 0.25`).annotations[0]!.objects).toMatchObject([
      { type: "polygon" },
      { type: "polygon" },
    ]);
    expect(objectsOf(`${line}\n0 0 0 0.5 0 0.5 0.25`, { task: "obb" })).toMatchObject([
      { type: "polygon" },
      { type: "rotated_box" },
    ]);
  });

  it.each([
    ["0 0.5 0.5 0.2", /cx cy/],
    ["a b c d e", /cx cy/],
    ["0 0,5 0,5 0,2 0,2", /cx cy/],
    ["9 0.5 0.5 0.2 0.2", /class 9 has no name in data.yaml/],
    ["0 0.5 0.5 0 0.2", /no size/],
    ["0 0.5 0.5 -0.1 0.2", /no size/],
    ["0 0 0 0 0 0 0", /no size/],
  ])("names what is wrong with %j", (line, reason) =>
    expect(parse(`\n${line}`).problems).toEqual([
      { where: "line 2", reason: expect.stringMatching(reason) as unknown },
    ]),
  );
  it("tells a count that the shape of the keypoints does not fit", () =>
    expect(parse("0 0.5 0.5 0.2 0.4 0.4 0.4 0.4 0.4", { keypoints: { count: 3, size: 3 } }).problems).toEqual([
      { where: "line 1", reason: "it has 9 numbers, where a box and keypoints of [3, 3] have 14" },
    ]));

  it.each([
    ["0 0.5 0.5 0.2 0.2\n", true],
    ["hello", false],
    ["", false],
    ["0 0.5 0.5 0.2 0.2\nand a word", false],
    ["0.5 0.5 0.5 0.2 0.2", false],
  ])("%j looks like labels: %j", (text, expected) => expect(looksLikeLabels(text)).toBe(expected));
});

it("a turned box is found from its corners, whichever comes first and whichever way they go", () =>
  fc.assert(
    fc.property(
      fc.record({
        cx: fc.integer({ min: 0, max: 500 }),
        cy: fc.integer({ min: 0, max: 500 }),
        width: fc.integer({ min: 5, max: 300 }),
        height: fc.integer({ min: 5, max: 300 }),
        angle: fc.integer({ min: -179, max: 180 }),
      }),
      fc.nat({ max: 3 }),
      fc.boolean(),
      (given, first, isBackwards) => {
        const flat = cornersOf(given);
        const points = [0, 1, 2, 3].map((index) => flat.slice(2 * index, 2 * index + 2));
        const turned = [...points.slice(first), ...points.slice(0, first)];
        const found = rotatedBoxOf((isBackwards ? [...turned].reverse() : turned).flat())!;
        const corners = cornersOf(found);
        const isNear = (at: number) =>
          points.some(([x, y]) => Math.hypot(x! - corners[at]!, y! - corners[at + 1]!) < 0.01);
        expect([0, 2, 4, 6].map(isNear)).toEqual([true, true, true, true]);
        expect(Math.abs(found.cx - given.cx) + Math.abs(found.cy - given.cy)).toBeLessThan(1e-3);
        expect([found.width, found.height].sort((x, y) => x - y).map(Math.round)).toEqual(
          [given.width, given.height].sort((x, y) => x - y),
        );
      },
    ),
  ));
it.each([
  [[0, 0, 10, 0, 10, 5, 0, 5.5]],
  [[0, 0, 10, 0, 12, 5, 2, 5]],
  [[0, 0, 10, 5, 10, 0, 0, 5]],
  [[0, 0, 0, 0, 0, 0, 0, 0]],
])("%j are no corners of a rectangle", (corners) => expect(rotatedBoxOf(corners)).toBeNull());

describe("datasets", () => {
  const line = "0 0.5 0.5 0.2 0.4";
  const middle = (label: string) => [box(label, 40, 30, 20, 40)];

  it("text files under labels for pictures under images", async () => {
    const { objects, problems, formats, classes } = await collectFrom(
      { "train/labels/a.txt": line, "data.yaml": "names: [dog, cat]" },
      ["train/images/a.jpg"],
    );
    expect([problems, formats]).toEqual([[], ["YOLO"]]);
    expect(objects("train/images/a.jpg")).toEqual(middle("dog"));
    expect(classes).toEqual([{ name: "dog" }, { name: "cat" }]);
  });

  it.each<[string, Record<string, string>, string]>([
    ["classes.txt at the top", { "classes.txt": "cat\ndog\n" }, "cat"],
    ["classes.txt among the labels", { "labels/classes.txt": "cat" }, "cat"],
    ["classes.txt beside the pictures", { "images/classes.txt": "cat" }, "cat"],
    ["obj.names", { "obj.names": "cat" }, "cat"],
    ["obj.names elsewhere", { "data/obj.names": "cat" }, "cat"],
    ["the nearest", { "data.yaml": "names: [truck]", "labels/classes.txt": "cat" }, "cat"],
    [
      "data.yaml before settings of a training",
      { "args.yaml": "names: [cat]\nlr: 1", "data.yaml": "names: [cat]\ntrain: images" },
      "cat",
    ],
  ])("take their names from %s", async (_name, lists, label) => {
    const { objects, problems, others } = await collectFrom({ "labels/a.txt": line, ...lists }, ["images/a.jpg"]);
    expect([problems, others]).toEqual([[], []]);
    expect(objects("images/a.jpg")).toEqual(middle(label));
  });

  it("have one list in each of two folders", async () => {
    const { objects } = await collectFrom(
      {
        "one/data.yaml": "names: [cat]",
        "one/labels/a.txt": line,
        "two/data.yaml": "names: [truck]",
        "two/labels/a.txt": line,
      },
      ["one/images/a.jpg", "two/images/a.jpg"],
    );
    expect([objects("one/images/a.jpg"), objects("two/images/a.jpg")]).toEqual([middle("cat"), middle("truck")]);
  });

  it("of two lists that disagree in one folder the better one is used, and the other is told", async () => {
    const { objects, problems } = await collectFrom(
      { "labels/a.txt": line, "data.yaml": "names: [cat]", "classes.txt": "truck" },
      ["images/a.jpg"],
    );
    expect(objects("images/a.jpg")).toEqual(middle("cat"));
    expect(problems).toEqual([{ path: "classes.txt", reason: "names: the other class names in data.yaml are used" }]);
  });

  it("without any list are told, other texts are not labels", async () => {
    const { problems, others } = await collectFrom({ "labels/a.txt": line, "a.txt": "a cat", "notes.txt": "1 2" }, [
      "images/a.jpg",
    ]);
    expect(problems).toEqual([
      { path: "labels/a.txt", reason: expect.stringMatching(/no list of class names/) as unknown },
    ]);
    expect(others).toEqual(["a.txt", "notes.txt"]);
  });

  it("say all pictures of a label's name, and tell labels without one", async () => {
    const { objects, problems, counts } = await collectFrom(
      {
        "labels/a.txt": line,
        "labels/b.txt": line,
        "labels/c.txt": line,
        "labels/caf%C3%A9.txt": line,
        "classes.txt": "cat",
      },
      ["images/a.jpg", "images/a.png", "images/caf\u00e9.jpg", "x/c.jpg", "y/c.jpg"],
    );
    for (const name of ["images/a.jpg", "images/a.png", "images/caf\u00e9.jpg"])
      expect(objects(name)).toEqual(middle("cat"));
    expect(problems).toEqual([
      { path: "labels/b.txt", reason: "images/b: there is no picture “images/b”" },
      { path: "labels/c.txt", reason: "all of it: pictures in several folders have its name" },
    ]);
    expect(counts).toEqual({ matched: 3, unmatched: 1 });
  });

  it("decide for all files what a line is, and tell a mixture", async () => {
    const square = "0 0.1 0.1 0.3 0.1 0.3 0.3 0.1 0.3";
    const turned = await collectFrom({ "a.txt": square, "b.txt": square, "classes.txt": "cat" }, ["a.jpg", "b.jpg"]);
    expect(turned.objects("a.jpg")).toMatchObject([{ type: "rotated_box" }]);
    expect(turned.problems).toEqual([]);
    const mixed = await collectFrom({ "a.txt": square, "b.txt": line, "classes.txt": "cat" }, ["a.jpg", "b.jpg"]);
    expect(mixed.objects("a.jpg")).toMatchObject([{ type: "polygon" }]);
    expect(mixed.objects("b.jpg")).toEqual(middle("cat"));
    expect(mixed.problems).toEqual([
      { path: "classes.txt", reason: expect.stringMatching(/outlines \(1\) and boxes \(1\)/) as unknown },
    ]);
    const tracks = await collectFrom({ "a.txt": `${line} 0.9 1`, "b.txt": `${line} 0.9 2`, "classes.txt": "cat" }, [
      "a.jpg",
      "b.jpg",
    ]);
    expect(tracks.objects("a.jpg")).toEqual([{ ...middle("cat")[0], confidence: 0.9, track_id: 1 }]);
  });

  it("say in their settings which pictures are in which split", async () => {
    const { found, problems, losses, others } = await collectFrom(
      {
        "set/data.yaml":
          "path: /content/elsewhere\ntrain: [images/train, ../more/images]\nval: ../set/images/val\ntest: test.txt\nnames: [cat]\nroboflow: {}\n",
        "set/test.txt": "./pictures/t.jpg\n/home/me/pictures/u.jpg\n",
      },
      [
        "set/images/train/deep/a.jpg",
        "more/images/m.jpg",
        "set/images/val/b.jpg",
        "set/pictures/t.jpg",
        "set/pictures/u.jpg",
      ],
    );
    expect([...found].map(([name, { split }]) => [name, split])).toEqual([
      ["set/images/train/deep/a.jpg", "train"],
      ["more/images/m.jpg", "train"],
      ["set/images/val/b.jpg", "val"],
      ["set/pictures/t.jpg", "test"],
      ["set/pictures/u.jpg", "test"],
    ]);
    expect([problems, others]).toEqual([[], []]);
    expect(losses).toMatchObject([{ what: "“roboflow” of data.yaml", count: 1 }]);
  });

  it("of Darknet list their pictures", async () => {
    const { found } = await collectFrom(
      {
        "obj.data": "train = data/train.txt\nnames = data/obj.names",
        "data/obj.names": "cat",
        "data/train.txt": "data/obj/a.jpg",
        "data/obj/a.txt": line,
      },
      ["data/obj/a.jpg"],
    );
    expect(found.get("data/obj/a.jpg")).toMatchObject({ split: "train", objects: middle("cat") });
  });

  it("of folders with splits for labels give them", async () => {
    const { found } = await collectFrom({ "labels/valid/a.txt": line, "classes.txt": "cat" }, ["images/valid/a.jpg"]);
    expect(found.get("images/valid/a.jpg")!.split).toBe("val");
  });

  it("that classify have a folder for each class", async () => {
    const { found } = await collectFrom({ "data.yaml": "task: classify\nnames: [cat, dog]\ntrain: train\nval: val" }, [
      "train/cat/1.jpg",
      "val/dog/deep/2.jpg",
      "val/other/3.jpg",
    ]);
    expect([...found].map(([name, { labels, split }]) => [name, labels, split])).toEqual([
      ["train/cat/1.jpg", ["cat"], "train"],
      ["val/dog/deep/2.jpg", ["dog"], "val"],
      ["val/other/3.jpg", [], "val"],
    ]);
  });
});
