import { describe, expect, it } from "vitest";
import { splitOfFile, splitsFromFolders } from "./splits";

describe("splitsFromFolders", () => {
  it.each<[string, Record<string, string | null>]>([
    ["class folders below splits", { "train/cat/1.jpg": "train", "val/cat/2.jpg": "val", "test/dog/3.jpg": "test" }],
    ["other names of val", { "valid/cat/1.jpg": "val", "Validation/cat/2.jpg": "val" }],
    ["folders above the splits", { "a/b/train/cat/1.jpg": "train", "c/test/cat/big/2.jpg": "test" }],
    ["pictures below images", { "train/images/1.jpg": "train", "valid/images/1.jpg": "val" }],
    ["a class called train", { "train/1.jpg": null, "bus/2.jpg": null }],
    ["a class called train in a split", { "test/train/1.jpg": "test", "test/bus/2.jpg": "test" }],
    ["the innermost", { "test/train/cat/1.jpg": "train", "test/val/cat/2.jpg": "val" }],
    ["a folder that holds pictures and folders", { "train/1.jpg": null, "train/cat/2.jpg": null }],
    [
      "names that begin alike",
      { "training/cat/1.jpg": null, "train2017/cat/1.jpg": null, "constructor/a/1.jpg": null },
    ],
    ["files that are called so", { "train.jpg": null, "a/val.jpg": null }],
    ["nothing", {}],
  ])("%s", (_name, expected) => {
    const found = splitsFromFolders(Object.keys(expected));
    expect(Object.fromEntries(Object.keys(expected).map((path) => [path, found.get(path)?.split ?? null]))).toEqual(
      expected,
    );
  });
  it("says where the split ends", () =>
    expect(splitsFromFolders(["a/train/cat/1.jpg"]).get("a/train/cat/1.jpg")).toEqual({ split: "train", depth: 2 }));
});

describe("splitOfFile", () => {
  it.each([
    ["annotations/instances_train2017.json", "train"],
    ["annotations/captions_val2014.json", "val"],
    ["annotations/image_info_test-dev2017.json", "test"],
    ["valid/_annotations.coco.json", "val"],
    ["train/annotations/all.json", "train"],
    ["test/instances_train.json", "train"],
    ["test/train/x.json", "train"],
    ["train_val.json", null],
    ["trainval.json", null],
    ["training.json", null],
    ["annotations.json", null],
    ["latest/values.json", null],
  ])("%s: %j", (path, expected) => expect(splitOfFile(path)).toBe(expected));
});
