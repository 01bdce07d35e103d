import { describe, expect, it } from "vitest";
import { maskOfPixels } from "@/lib/objects/run-lengths";
import { parseVoc, parseVocMasks, withVocMasks } from "./voc";

const voc = (inner: string, filename = "a.jpg") =>
  `<?xml version="1.0"?><annotation><filename>${filename}</filename><size><width>100</width><height>50</height><depth>3</depth></size>${inner}</annotation>`;
const bndbox = "<bndbox><xmin>10</xmin><ymin>5</ymin><xmax>30</xmax><ymax>25</ymax></bndbox>";
const box = { col_x: 10, row_y: 5, width: 20, height: 20 };
const parse = (inner: string) => parseVoc(voc(inner), "Annotations/a.xml")!;
const objectsOf = (inner: string) => parse(inner).annotations[0]!.objects;

describe("a picture", () => {
  it("has a size, and the XML's own name as a second one", () =>
    expect(parseVoc(voc(""), "Annotations/b.c.xml")).toEqual({
      annotations: [{ picture: "a.jpg", also: ["b.c"], objects: [], scale: { width: 100, height: 50 } }],
      problems: [],
    }));
  it.each([
    ["", "<path>C:\\old\\b.png</path>", { picture: "b.png", also: ["a"] }],
    ["", "", { picture: "a" }],
    ["a", "", { picture: "a" }],
    ["&#20154;&#x4EBA; &amp;amp;.jpg", "", { picture: "人人 &amp;.jpg", also: ["a"] }],
  ])("with the filename %j and %j is %j", (filename, inner, expected) =>
    expect(parseVoc(voc(inner, filename), "x/a.xml")!.annotations[0]).toEqual({
      ...expected,
      objects: [],
      scale: { width: 100, height: 50 },
    }),
  );
  it("is measured in pixels without a size that can be", () =>
    expect(parseVoc("<annotation><filename>a</filename><size><width>0</width></size></annotation>", "a.xml")).toEqual({
      annotations: [{ picture: "a", objects: [], scale: "pixels" }],
      problems: [],
    }));
  it("loses the details of its source, but not what says nothing", () => {
    expect(parse("<source><database>Unknown</database></source>").losses).toBeUndefined();
    expect(parse("<source><database>VOC2012</database></source>").losses).toEqual([
      expect.objectContaining({ unit: "pictures", count: 1 }),
    ]);
  });
});

describe("an object", () => {
  it("has a box, attributes, flags and what has no place", () =>
    expect(
      objectsOf(
        `<object><name>caf&#233;</name><pose>Left</pose><truncated>1</truncated><occluded>1</occluded><difficult>1</difficult>${bndbox}
         <attributes><attribute><name>color</name><value>red</value></attribute></attributes>
         <actions><jumping>1</jumping><reading>0</reading></actions><point><x>1</x><y>2</y></point></object>`,
      ),
    ).toEqual([
      {
        type: "box",
        label: "café",
        ...box,
        attributes: { pose: "Left", difficult: true, color: "red", jumping: true, reading: false },
        flags: { truncated: true, occluded: true },
        extra: { point: { x: "1", y: "2" } },
      },
    ]));
  it("says nothing with words that stand for nothing", () =>
    expect(
      objectsOf(
        `<object><type>bndbox</type><name>dog</name><pose>Unspecified</pose><truncated>0</truncated><difficult>0</difficult>${bndbox}</object>`,
      ),
    ).toEqual([{ type: "box", label: "dog", ...box }]));
  it("keeps an attribute that is too long for one beside it", () => {
    const long = "x".repeat(5_001);
    const attribute = `<attributes><attribute><name>a</name><value>${long}</value></attribute></attributes>`;
    expect(objectsOf(`<object><name>dog</name>${bndbox}${attribute}</object>`)![0]!.extra).toEqual({
      attributes: { a: long },
    });
  });
  it("may be turned, in radians", () =>
    expect(
      objectsOf(
        `<object><type>robndbox</type><name>ship</name><robndbox><cx>50</cx><cy>25</cy><w>20</w><h>10</h><angle>${Math.PI / 2}</angle></robndbox></object>`,
      ),
    ).toEqual([
      {
        type: "rotated_box",
        label: "ship",
        rotated_box: { cx: 50, cy: 25, width: 20, height: 10, angle: 90 },
        col_x: 45,
        row_y: 15,
        width: 10,
        height: 20,
      },
    ]));
  it.each([
    "<polygon><x1>0</x1><y1>0</y1><x2>8</x2><y2>0</y2><x3>8</x3><y3>4</y3></polygon>",
    "<polygon><username>me</username><pt><x>0</x><y>0</y></pt><pt><x>8</x><y>0</y></pt><pt><x>8</x><y>4</y></pt></polygon>",
  ])("may be a polygon: %s", (polygon) => {
    const ring = [[[0, 0, 8, 0, 8, 4]]];
    expect(objectsOf(`<object><name>dog</name>${polygon}</object>`)).toEqual([
      { type: "polygon", label: "dog", polygon: ring, col_x: 0, row_y: 0, width: 8, height: 4 },
    ]);
    expect(objectsOf(`<object><name>dog</name>${bndbox}${polygon}</object>`)).toEqual([
      { type: "polygon", label: "dog", polygon: ring, ...box },
    ]);
  });
  it("has parts, each an object of its own", () =>
    expect(objectsOf(`<object><name>person</name>${bndbox}<part><name>head</name>${bndbox}</part></object>`)).toEqual([
      { type: "box", label: "person", ...box },
      { type: "box", label: "head", ...box, extra: { part_of: { object: 1, label: "person" } } },
    ]));
  it.each([
    ["<object><bndbox/></object>", /no name/],
    ["<object><name>dog</name></object>", /bndbox/],
    [
      "<object><name>dog</name><bndbox><xmin>9</xmin><ymin>5</ymin><xmax>3</xmax><ymax>9</ymax></bndbox></object>",
      /bndbox/,
    ],
    [
      "<object><name>dog</name><bndbox><xmin></xmin><ymin>5</ymin><xmax>3</xmax><ymax>9</ymax></bndbox></object>",
      /bndbox/,
    ],
    ["<object><name>dog</name><robndbox><cx>1</cx></robndbox></object>", /robndbox/],
  ])("names what is wrong with %j", (object, reason) => {
    const { problems, annotations } = parse(object);
    expect(problems[0]).toEqual({ where: "object 1", reason: expect.stringMatching(reason) });
    expect(annotations[0]!.objects).toEqual([]);
  });
  it("with a broken part or polygon costs that alone", () => {
    const { problems, annotations } = parse(
      `<object><name>dog</name>${bndbox}<polygon><x1>1</x1></polygon><part><name>head</name></part></object>`,
    );
    expect(problems.map(({ where }) => where)).toEqual(["object 1", "object 1, part 1"]);
    expect(annotations[0]!.objects).toHaveLength(1);
  });
});

describe("the file", () => {
  it.each(["", "<html></html>", "not xml", "<annotation></annotation>", "<annotations><image/></annotations>"])(
    "is none when it is %j",
    (text) => expect(parseVoc(text, "a.xml")).toBeNull(),
  );
  it.each(["<annotation><object><name>a</na", "<annotation><filename>a"])("that is cut off is told: %j", (text) =>
    expect(parseVoc(text, "a.xml")!.problems).not.toEqual([]),
  );
  it("follows no entities of a DTD", () => {
    const bomb = `<!DOCTYPE annotation [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><annotation><filename>&b;</filename></annotation>`;
    expect(parseVoc(bomb, "a.xml")!.annotations[0]!.picture).toBe("&b;");
  });
  it("keeps references that are no characters, and text of a CDATA section, as they are", () =>
    expect(objectsOf(`<object><name>&#0;&#xD800;<![CDATA[&lt;]]></name>${bndbox}</object>`)![0]!.label).toBe(
      "&#0;&#xD800;&lt;",
    ));
});

describe("segmentation images", () => {
  const size = { width: 3, height: 2 };
  const classes = new Uint8Array([12, 12, 255, 0, 15, 15]);
  it("give a mask for each object", () => {
    const { annotations, losses, problems } = parseVocMasks("a", size, classes, new Uint8Array([1, 1, 255, 0, 2, 3]));
    expect(problems).toEqual([]);
    expect(losses).toEqual([expect.objectContaining({ what: "borders without a class", count: 1 })]);
    expect(annotations[0]!.scale).toEqual(size);
    expect(annotations[0]!.objects!.map(({ label, mask }) => [label, mask])).toEqual([
      ["dog", maskOfPixels([1, 1, 0, 0, 0, 0], 2, 3)],
      ["person", maskOfPixels([0, 0, 0, 0, 1, 0], 2, 3)],
      ["person", maskOfPixels([0, 0, 0, 0, 0, 1], 2, 3)],
    ]);
  });
  it("give a mask for each class where objects are not told apart", () =>
    expect(parseVocMasks("a", size, classes, null).annotations[0]!.objects!.map(({ label }) => label)).toEqual([
      "dog",
      "person",
    ]));
  it("tell classes without a name, and sizes that do not fit", () => {
    expect(parseVocMasks("a", size, classes, null, ["dog"]).losses).toContainEqual(
      expect.objectContaining({ what: "segments without a class", unit: "objects", count: 2 }),
    );
    expect(parseVocMasks("a", size, new Uint8Array(5), null).problems).toHaveLength(1);
  });
  it("complete the objects that they fit", () => {
    const mask = maskOfPixels([1, 1, 0, 1, 1, 0], 2, 3);
    const masked = parseVocMasks("a", size, new Uint8Array([12, 12, 0, 12, 12, 15]), null).annotations[0]!.objects!;
    const dog = { type: "box" as const, label: "dog", col_x: 0, row_y: 0, width: 2, height: 2 };
    expect(withVocMasks([{ ...dog, label: "cat" }, { ...dog, col_x: 1 }, dog], masked)).toEqual([
      { ...dog, label: "cat" },
      { ...dog, col_x: 1 },
      { ...dog, type: "mask", mask },
      expect.objectContaining({ label: "person" }),
    ]);
  });
});
