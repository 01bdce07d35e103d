import { describe, expect, it } from "vitest";
import { folderLabels } from "./sources";

describe("folderLabels", () => {
  it.each<[string, string[], [string, string][]]>([
    [
      "class folders",
      ["cats/1.jpg", "dogs/2.jpg"],
      [
        ["cats/1.jpg", "cats"],
        ["dogs/2.jpg", "dogs"],
      ],
    ],
    [
      "class folders under one root",
      ["photos/cats/1.jpg", "photos/dogs/2.jpg"],
      [
        ["photos/cats/1.jpg", "cats"],
        ["photos/dogs/2.jpg", "dogs"],
      ],
    ],
    [
      "deeper files",
      ["cats/big/1.jpg", "dogs/2.jpg"],
      [
        ["cats/big/1.jpg", "cats"],
        ["dogs/2.jpg", "dogs"],
      ],
    ],
    ["no folders", ["1.jpg", "2.jpg"], []],
    ["a file beside the folders", ["readme.jpg", "cats/1.jpg"], [["cats/1.jpg", "cats"]]],
    [
      "one class only",
      ["cats/1.jpg", "cats/2.jpg"],
      [
        ["cats/1.jpg", "cats"],
        ["cats/2.jpg", "cats"],
      ],
    ],
    [
      "class folders below splits",
      ["train/cat/1.jpg", "valid/dog/2.jpg"],
      [
        ["train/cat/1.jpg", "cat"],
        ["valid/dog/2.jpg", "dog"],
      ],
    ],
    [
      "folders above and below the splits",
      ["a/train/images/cat/1.jpg", "b/test/images/dog/2.jpg"],
      [
        ["a/train/images/cat/1.jpg", "cat"],
        ["b/test/images/dog/2.jpg", "dog"],
      ],
    ],
    [
      "a class that is called train",
      ["train/1.jpg", "bus/2.jpg"],
      [
        ["train/1.jpg", "train"],
        ["bus/2.jpg", "bus"],
      ],
    ],
    ["nothing", [], []],
  ])("%s", (_name, paths, expected) => expect([...folderLabels(paths)]).toEqual(expected));
});
