import { describe, expect, it } from "vitest";
import { PictureFinder } from "./pictures";

const finderOf = (...paths: string[]) =>
  new PictureFinder(paths.map((path) => ({ path, width: 10, height: 10, orientation: 1 })));
const found = (finder: PictureFinder, called: string, from: string) => {
  const picture = finder.find(called, from);
  return typeof picture === "object" ? (picture?.path ?? null) : picture;
};

describe("finding pictures", () => {
  const finder = finderOf("train/images/a.jpg", "val/images/a.jpg", "val/images/b.png", "c.jpg");
  it.each<[string, string, string | null]>([
    ["c.jpg", "x.json", "c.jpg"],
    ["./c.jpg", "x.json", "c.jpg"],
    ["images/a.jpg", "train/x.json", "train/images/a.jpg"],
    ["images/a.jpg", "train/deep/er/x.json", "train/images/a.jpg"],
    ["val/images/a.jpg", "deep/er/x.json", "val/images/a.jpg"],
    ["/home/me/val/images/a.jpg", "x.json", "val/images/a.jpg"],
    ["elsewhere\\b.png", "x.json", "val/images/b.png"],
    ["a.jpg", "x.json", "ambiguous"],
    ["a.jpg", "val/images/x.json", "val/images/a.jpg"],
    ["d.jpg", "x.json", null],
    ["", "x.json", null],
    ["images/", "x.json", null],
  ])("%j from %j is %j", (called, from, expected) => expect(found(finder, called, from)).toBe(expected));

  it.each<[string, string, string | null]>([
    ["a.jpg", "train/Annotations/a.xml", "train/images/a.jpg"],
    ["a.jpg", "annotations/instances_val2017.json", "val/images/a.jpg"],
    ["a.jpg", "annotations/valid/all.json", "val/images/a.jpg"],
    ["train/a.jpg", "annotations/all.json", "train/images/a.jpg"],
    ["b.png", "val.json", "val/images/b.png"],
    // The picture of that name is in another split.
    ["b.png", "train.json", null],
    ["train/b.png", "x.json", null],
  ])("of one name in several splits, %j from %j is %j", (called, from, expected) =>
    expect(found(finder, called, from)).toBe(expected),
  );

  it.each<[string, string, string | null]>([
    ["0001.jpg", "Annotations/train/0001.xml", "JPEGImages/train/0001.jpg"],
    ["0001.jpg", "train.json", "JPEGImages/train/0001.jpg"],
    ["train_12.jpg", "xml/train_12.xml", "JPEGImages/val/train_12.jpg"],
    ["x.jpg", "site1/labels/x.xml", "site1/pictures/x.jpg"],
    ["x.jpg", "other/labels/x.xml", "ambiguous"],
  ])("in folders beside each other, %j from %j is %j", (called, from, expected) =>
    expect(
      found(
        finderOf(
          "JPEGImages/train/0001.jpg",
          "JPEGImages/val/0001.jpg",
          "JPEGImages/val/train_12.jpg",
          "site1/pictures/x.jpg",
          "site2/pictures/x.jpg",
        ),
        called,
        from,
      ),
    ).toBe(expected),
  );

  it("a split that the file and the picture share says nothing against it", () =>
    expect(found(finderOf("test/images/a.jpg"), "a.jpg", "test/train.json")).toBe("test/images/a.jpg"));

  it.each<[string, string[], string | null]>([
    ["per%20cent.jpg", ["images/per cent.jpg"], "images/per cent.jpg"],
    ["per cent.jpg", ["images/per%20cent.jpg"], "images/per%20cent.jpg"],
    ["images/per%20cent.jpg", ["images/per cent.jpg", "other/per cent.jpg"], "images/per cent.jpg"],
    ["A.JPG", ["a.jpg"], "a.jpg"],
    ["cafe\u0301.jpg", ["caf\u00e9.jpg"], "caf\u00e9.jpg"],
    ["caf\u00e9.jpg", ["x/cafe\u0301.jpg"], "x/cafe\u0301.jpg"],
    ["https://host.example/bucket/images/a.jpg?sig=x%2Fy#z", ["images/a.jpg", "b/a.jpg"], "images/a.jpg"],
    ["https://host.example/a%20b.jpg", ["a b.jpg"], "a b.jpg"],
    ["/data/local-files/?d=images/a.jpg", ["images/a.jpg", "b/a.jpg"], "images/a.jpg"],
    ["a.jpg?v=2", ["a.jpg"], "a.jpg"],
    ["a.jpg?v=2", ["a.jpg", "a.jpg?v=2"], "a.jpg?v=2"],
    ["a", ["x/a.jpg"], "x/a.jpg"],
    ["A", ["x/a.jpg"], "x/a.jpg"],
    ["photo.v2", ["photo.v2.jpg"], "photo.v2.jpg"],
    ["100%.jpg", ["100%.jpg"], "100%.jpg"],
    // Several fit alike.
    ["a", ["a.jpg", "a.png"], "ambiguous"],
    ["N.JPG", ["N.jpg", "n.jpg"], "ambiguous"],
    // Exact before approximate.
    ["a%20b.jpg", ["a%20b.jpg", "a b.jpg"], "a%20b.jpg"],
    ["a b.jpg", ["a%20b.jpg", "a b.jpg"], "a b.jpg"],
    ["n.jpg", ["N.jpg", "n.jpg"], "n.jpg"],
    ["x", ["x", "x.jpg"], "x"],
    ["x.jpg", ["x", "x.jpg"], "x.jpg"],
    // Another ending is another picture.
    ["a.png", ["a.jpg"], null],
  ])("%j of %j is %j", (called, paths, expected) =>
    expect(found(finderOf(...paths), called, "all.json")).toBe(expected),
  );

  it.each<[string, string[]]>([
    ["train/labels/a.txt", ["train/images/a.jpg"]],
    ["val/images/b.txt", ["val/images/b.png"]],
    ["labels/c.txt", ["c.jpg"]],
    ["labels/d.txt", []],
  ])("the text %j belongs to %j", (file, expected) =>
    expect(
      [...finder.findForText(file)].map((picture) => (typeof picture === "string" ? picture : picture.path)),
    ).toEqual(expected),
  );
  it("a text belongs to all pictures of its name, and to one that is spelt otherwise", () => {
    const paths = (finder: PictureFinder, file: string) => {
      const pictures = finder.findForText(file);
      return pictures === "ambiguous" ? pictures : pictures.map(({ path }) => path);
    };
    expect(paths(finderOf("images/a.jpg", "images/a.png", "x/a.jpg"), "labels/a.txt")).toEqual([
      "images/a.jpg",
      "images/a.png",
    ]);
    expect(paths(finderOf("images/caf\u00e9.jpg"), "labels/caf%C3%A9.txt")).toEqual(["images/caf\u00e9.jpg"]);
    expect(paths(finderOf("one/a.jpg", "two/a.jpg"), "labels/a.txt")).toBe("ambiguous");
  });

  it("costs the same for many pictures of one name", () => {
    const paths = Array.from({ length: 50_000 }, (_, index) => `pictures/${index}/rgb.jpg`);
    const many = finderOf(...paths);
    const start = performance.now();
    for (let index = 0; index < 50_000; index += 1)
      expect(many.find("rgb.jpg", `labels/${index}/rgb.xml`)).toHaveProperty("path", `pictures/${index}/rgb.jpg`);
    expect(found(many, "rgb.jpg", "all.json")).toBe("ambiguous");
    // Going through all of them takes minutes.
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
