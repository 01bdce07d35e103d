import { describe, expect, it } from "vitest";
import { characteristicWords } from "./cluster-names";

const words = (counts: Record<string, [inCluster: number, inAll: number]>, cluster = 10, all = 100) =>
  characteristicWords(
    Object.entries(counts).map(([word, [inCluster, inAll]]) => ({ word, inCluster, inAll })),
    { cluster, all },
  );

describe("characteristicWords", () => {
  it("names what most of the cluster shares and the others have less, the most telling first", () =>
    expect(words({ night: [8, 20], mountains: [10, 12], road: [6, 40] })).toEqual(["mountains", "night"]));

  it("leaves out what all items have, and what few of the cluster do", () =>
    expect(words({ imported: [10, 100], rare: [3, 3], usual: [6, 55] })).toEqual([]));

  it("takes a word once, be it a tag and a label", () =>
    expect(
      characteristicWords(
        [
          { word: "sea", inCluster: 9, inAll: 30 },
          { word: "sea", inCluster: 10, inAll: 12 },
          { word: "beach", inCluster: 9, inAll: 15 },
        ],
        { cluster: 10, all: 100 },
      ),
    ).toEqual(["sea", "beach"]));

  it("does not depend on the order in which words are counted", () =>
    expect(words({ b: [10, 20], a: [10, 20], c: [10, 20] })).toEqual(words({ c: [10, 20], b: [10, 20], a: [10, 20] })));

  it("has nothing to say of what is empty, or all there is", () => {
    expect(words({ night: [0, 0] }, 0, 0)).toEqual([]);
    expect(words({ night: [100, 100] }, 100, 100)).toEqual([]);
    expect(words({})).toEqual([]);
  });
});
