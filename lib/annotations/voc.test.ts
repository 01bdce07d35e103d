import { describe, expect, it } from "vitest";
import { parseVoc } from "./formats/voc";

const box = (label: string, col_x: number, row_y: number, width: number, height: number) => ({
  type: "box",
  label,
  col_x,
  row_y,
  width,
  height,
});

describe("Pascal VOC", () => {
  const voc = (objects: string) =>
    `<annotation><filename>a &amp; b.jpg</filename><size><width>100</width><height>50</height></size>${objects}</annotation>`;
  it("gives one object or several", () => {
    const object =
      "<object><name>dog</name><bndbox><xmin>10</xmin><ymin>5</ymin><xmax>30</xmax><ymax>25</ymax></bndbox></object>";
    const dog = box("dog", 10, 5, 20, 20);
    expect(parseVoc(voc(object))).toEqual({
      problems: [],
      annotations: [{ picture: "a & b.jpg", scale: { width: 100, height: 50 }, objects: [dog] }],
    });
    expect(parseVoc(voc(object + object))!.annotations[0]!.objects).toEqual([dog, dog]);
  });
  it.each([
    ["<object><bndbox/></object>", /no name/],
    ["<object><name>dog</name></object>", /bndbox/],
    [
      "<object><name>dog</name><bndbox><xmin>9</xmin><ymin>5</ymin><xmax>3</xmax><ymax>25</ymax></bndbox></object>",
      /bndbox/,
    ],
  ])("names what is wrong with %j", (object, reason) =>
    expect(parseVoc(voc(object))!.problems).toEqual([{ where: "object 1", reason: expect.stringMatching(reason) }]),
  );
  it.each(["", "<html></html>", "not xml", "<annotation></annotation>"])("is not %j", (text) =>
    expect(parseVoc(text)).toBeNull(),
  );
  it("does not grow with entities that name each other", () => {
    const bomb = `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">]><annotation><filename>&e;&e;&e;&e;</filename></annotation>`;
    const parsed = parseVoc(bomb);
    expect(parsed === null || parsed.annotations[0]!.picture.length < 100_000).toBe(true);
  });
});
