import { describe, expect, it } from "vitest";
import { maskOfPixels } from "@/lib/objects/run-lengths";
import { parseCvat } from "./cvat";

const meta = (inner: string) => `<meta><task><mode>annotation</mode>${inner}</task><dumped>now</dumped></meta>`;
const labels = `<labels>
  <label><name>car</name><color>#ff0000</color><type>any</type><attributes>
    <attribute><name>speed</name><mutable>False</mutable><input_type>number</input_type></attribute>
    <attribute><name>parked</name><input_type>checkbox</input_type></attribute>
    <attribute><name>model</name><input_type>text</input_type></attribute></attributes></label>
  <label><name>person</name><type>skeleton</type><attributes/><svg>&lt;line data-type="edge" data-node-from="1" data-node-to="2"/&gt;&lt;circle data-node-id="1" data-label-name="head"/&gt;&lt;circle data-node-id="2" data-label-name="foot"/&gt;</svg></label>
  <label><name>head</name><parent>person</parent></label>
  <label><name>foot</name><parent>person</parent></label></labels>`;
const file = (inner: string, head = labels) =>
  `<?xml version="1.0" encoding="utf-8"?><annotations><version>1.1</version>${meta(head)}${inner}</annotations>`;
const image = (shapes: string) => file(`<image id="0" name="a b.jpg" width="8" height="4">${shapes}</image>`);
const objectsOf = (shapes: string) => parseCvat(image(shapes))!.annotations[0]!.objects;

describe("images", () => {
  it("name classes with colours, attributes and skeletons, in the file's order", () =>
    expect(parseCvat(file(""))!.classes).toEqual([
      {
        name: "car",
        color: "#ff0000",
        attributes: [
          { name: "speed", type: "number" },
          { name: "parked", type: "boolean" },
          { name: "model", type: "text" },
        ],
      },
      { name: "person", skeleton: { keypoints: ["head", "foot"], edges: [[0, 1]] } },
    ]));
  it("have a size, tags, and the split of a project's subset", () => {
    const { annotations, losses } = parseCvat(
      file(
        `<image id="0" name="d/a.jpg" subset="Validation" width="8" height="4"><tag label="good"><attribute name="x">1</attribute></tag></image>`,
      ),
    )!;
    expect(annotations).toEqual([
      { picture: "d/a.jpg", labels: ["good"], objects: [], scale: { width: 8, height: 4 }, split: "val" },
    ]);
    expect(losses).toEqual([expect.objectContaining({ what: "attributes of tags", unit: "values", count: 1 })]);
  });
  it("have boxes with attributes of their kinds, flags, and what has no place", () =>
    expect(
      objectsOf(
        `<box label="car" source="manual" occluded="1" xtl="1.5" ytl="1" xbr="3.5" ybr="2" z_order="2" group_id="7">
          <attribute name="speed">30</attribute><attribute name="parked">true</attribute><attribute name="model">001</attribute></box>`,
      ),
    ).toEqual([
      {
        type: "box",
        label: "car",
        col_x: 1.5,
        row_y: 1,
        width: 2,
        height: 1,
        attributes: { speed: 30, parked: true, model: "001" },
        flags: { occluded: true },
        extra: { z_order: "2", group_id: "7" },
      },
    ]));
  it("have turned boxes", () =>
    expect(objectsOf(`<box label="car" xtl="1" ytl="11" xbr="5" ybr="13" rotation="90"/>`)).toEqual([
      expect.objectContaining({
        type: "rotated_box",
        rotated_box: { cx: 3, cy: 12, width: 4, height: 2, angle: 90 },
        col_x: 2,
        row_y: 10,
        width: 2,
        height: 4,
      }),
    ]));
  it("have polygons, lines and points", () =>
    expect(
      objectsOf(
        `<polygon label="a" points="0,0;4,0;4,2"/><polyline label="b" points="0,0;4,2"/><points label="c" points="1,2;3,1"/>`,
      ),
    ).toEqual([
      { type: "polygon", label: "a", polygon: [[[0, 0, 4, 0, 4, 2]]], col_x: 0, row_y: 0, width: 4, height: 2 },
      { type: "polyline", label: "b", polyline: [0, 0, 4, 2], col_x: 0, row_y: 0, width: 4, height: 2 },
      {
        type: "keypoints",
        label: "c",
        keypoints: [
          [1, 2, 2],
          [3, 1, 2],
        ],
        col_x: 1,
        row_y: 1,
        width: 2,
        height: 1,
      },
    ]));
  it("have masks along the rows of a window", () =>
    expect(objectsOf(`<mask label="a" rle="1, 3, 2" left="2" top="1" width="3" height="2"/>`)![0]!.mask).toEqual(
      maskOfPixels(
        [
          [0, 0, 0, 0, 0, 0, 0, 0],
          [0, 0, 0, 1, 1, 0, 0, 0],
          [0, 0, 1, 0, 0, 0, 0, 0],
          [0, 0, 0, 0, 0, 0, 0, 0],
        ].flat(),
        4,
        8,
      ),
    ));
  it("have skeletons in the order of the label, with what is hidden or nowhere", () =>
    expect(
      objectsOf(
        `<skeleton label="person"><points label="foot" occluded="1" outside="0" points="3,3"><attribute name="shoe">red</attribute></points><points label="head" outside="1" occluded="0" points="1,1"/></skeleton>`,
      ),
    ).toEqual([
      expect.objectContaining({
        keypoints: [
          [0, 0, 0],
          [3, 3, 1],
        ],
        extra: { point_attributes: { foot: { shoe: "red" } } },
      }),
    ]));
  it("lose the roundness of ellipses, cuboids, and what is not known", () => {
    const { annotations, losses } = parseCvat(
      image(`<ellipse label="a" cx="4" cy="2" rx="3" ry="1" rotation="10"/><cuboid label="a"/><hexagon label="a"/>`),
    )!;
    const [ellipse] = annotations[0]!.objects!;
    expect(ellipse).toMatchObject({
      type: "polygon",
      extra: { ellipse: { cx: 4, cy: 2, rx: 3, ry: 1, rotation: 10 } },
    });
    expect(ellipse!.polygon![0]![0]).toHaveLength(128);
    expect(losses!.map(({ what, count }) => [what, count])).toEqual([
      ["ellipses", 1],
      ["cuboids", 1],
      ["“hexagon” shapes", 1],
    ]);
  });
  it.each([
    [`<box xtl="1" ytl="1" xbr="5" ybr="3"/>`, "a b.jpg, box 1", /label/],
    [`<box label="a" xtl="1" ytl="" xbr="5" ybr="3"/>`, "a b.jpg, box 1", /no box/],
    [`<box label="a" xtl="1" ytl="1" xbr="1" ybr="3"/>`, "a b.jpg, box 1", /positive/],
    [`<polygon label="a" points="1,1;2"/>`, "a b.jpg, polygon 1", /no polygon/],
    [`<mask label="a" rle="1,3" left="2" top="1" width="3" height="2"/>`, "a b.jpg, mask 1", /no mask/],
    [`<mask label="a" rle="6" left="7" top="1" width="3" height="2"/>`, "a b.jpg, mask 1", /no mask/],
    [`<skeleton label="person"/>`, "a b.jpg, skeleton 1", /no skeleton/],
    [`<tag/>`, "a b.jpg, tag", /label/],
  ])("tell what is wrong with %s", (shape, where, reason) => {
    const { annotations, problems } = parseCvat(image(shape))!;
    expect(problems).toEqual([{ where, reason: expect.stringMatching(reason) }]);
    expect(annotations[0]!.objects).toEqual([]);
  });
  it("without a name are told", () =>
    expect(parseCvat(file(`<image id="3"/>`))!.problems).toEqual([{ where: "image 3", reason: "it has no name" }]));
});

describe("tracks", () => {
  const size = "<original_size><width>8</width><height>4</height></original_size>";
  const track = `<track id="5" label="car" source="auto">
    <box frame="0" keyframe="1" outside="0" occluded="1" xtl="1" ytl="1" xbr="3" ybr="2"><attribute name="speed">1</attribute></box>
    <box frame="1" keyframe="0" outside="0" occluded="0" xtl="2" ytl="1" xbr="4" ybr="2"/>
    <box frame="2" keyframe="1" outside="1" occluded="0" xtl="2" ytl="1" xbr="4" ybr="2"/></track>`;
  it("are objects by frame, up to where they leave the picture", () =>
    expect(parseCvat(file(track, labels + size))!.annotations).toEqual([
      {
        picture: "frame_000000.PNG",
        also: ["frame_000000.png", "frame_000000.jpg", "frame_000000"],
        scale: { width: 8, height: 4 },
        objects: [
          {
            type: "box",
            label: "car",
            col_x: 1,
            row_y: 1,
            width: 2,
            height: 1,
            track_id: 5,
            attributes: { speed: 1 },
            flags: { occluded: true },
            extra: { frame: 0, keyframe: true, source: "auto" },
          },
        ],
      },
      expect.objectContaining({
        picture: "frame_000001.PNG",
        objects: [expect.objectContaining({ extra: { frame: 1, outside_from: 2, source: "auto" } })],
      }),
    ]));
  it("belong to the video that the file names, by time where it gives a frame rate", () => {
    const { annotations } = parseCvat(file(track, `<fps>25</fps><source>v.mp4</source>`))!;
    expect(annotations.map(({ picture, also, objects }) => [picture, also![0], objects![0]!.time_ms])).toEqual([
      ["v.mp4", "frame_000000.PNG", 0],
      ["v.mp4", "frame_000001.PNG", 40],
    ]);
  });
  it("may be skeletons, which leave with all of their points", () => {
    const skeleton = (frame: number, outside: number) =>
      `<skeleton frame="${frame}" keyframe="1"><points label="head" outside="${outside}" points="1,1"/></skeleton>`;
    const { annotations } = parseCvat(file(`<track id="x" label="person">${skeleton(0, 0)}${skeleton(9, 1)}</track>`))!;
    expect(annotations.map(({ objects }) => objects)).toEqual([
      [
        expect.objectContaining({
          track_id: "x",
          keypoints: [
            [1, 1, 2],
            [0, 0, 0],
          ],
          extra: { frame: 0, keyframe: true, outside_from: 9 },
        }),
      ],
    ]);
  });
  it("tell shapes without a frame", () =>
    expect(parseCvat(file(`<track id="1" label="car"><box xtl="1"/></track>`))!.problems).toEqual([
      { where: "track 1, box 1", reason: "it has no frame" },
    ]));
});

it.each(["", "{}", "<annotation><filename>a</filename></annotation>", "<annotations/>"])("is not %j", (text) =>
  expect(parseCvat(text)).toBeNull(),
);
it("tells a file that is cut off", () =>
  expect(parseCvat(image("<box").slice(0, -20))!.problems).toEqual([expect.objectContaining({ where: "the file" })]));
