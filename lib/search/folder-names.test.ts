import { describe, expect, it } from "vitest";
import { foldersCalled } from "./folder-names";

describe("foldersCalled", () => {
  it.each([
    ["a/north/road", "north", ["a/north"]],
    ["a/north/road", "ROAD", ["a/north/road"]],
    ["a/North/Road", "north/ro", ["a/North/Road"]],
    ["road/b/roads", "road", ["road", "road/b/roads"]],
    ["a/north/road", "/", []],
    ["İİ/north", "i̇i̇", ["İİ"]],
    ["a/north", "north/", []],
    ["a/north", "south", []],
    ["", "a", []],
    ["Straße", "strasse", []],
  ])("%s has, called %s: %j", (folder, wanted, found) => expect(foldersCalled(folder, wanted)).toEqual(found));
});
