import { beforeEach, describe, expect, it, vi } from "vitest";
import { bitmapOf } from "@/lib/versioning/bitmap";
import { DamagedObjectError } from "@/lib/versioning/damage";
import { EMPTY_STATE } from "@/lib/versioning/state";
import type { OpenState } from "./service";
import { summaryAfter } from "./summary";

const { loadSets, findBoxes, findFilesOfItem } = vi.hoisted(() => ({
  loadSets: vi.fn(),
  findBoxes: vi.fn(),
  findFilesOfItem: vi.fn(),
}));
vi.mock("./repository", () => ({ findBoxes, findFilesOfItem }));
vi.mock("./service", async (original) => ({ ...(await original<object>()), loadSets }));

const summary = { n_objects: 7, cover_sha256: "aa" };
const ref = { hash: "hash", size: 1 };
const head = (summarised: OpenState["summary"], sets: string[] = []): OpenState => ({
  id: "state",
  lineageId: "lineage",
  state: { ...EMPTY_STATE, sets: new Map(sets.map((name) => [name, ref])) },
  summary: summarised,
  n_items: 0,
  n_images: 0,
  n_videos: 0,
});
/** What the old state's sets hold. */
const holding = (sets: Record<string, number[]>) =>
  loadSets.mockImplementation(
    async (_open: OpenState, names: Iterable<string>) =>
      new Map([...names].map((name) => [name, { bitmap: bitmapOf(sets[name] ?? []), chunks: [] }])),
  );

beforeEach(() => vi.resetAllMocks());

describe("the summary of a state that follows from a change", () => {
  it("is the one before, with nothing read, when only words change", async () => {
    expect(await summaryAfter(head(summary, ["rev:objects"]), new Map([["tag:night", bitmapOf([1])]]))).toBe(summary);
    expect(loadSets).not.toHaveBeenCalled();
  });

  it("asks for no boxes where there are none, and for no file while the same item comes first", async () => {
    holding({ live: [1, 2, 3] });
    expect(await summaryAfter(head(summary), new Map([["live", bitmapOf([1, 3])]]))).toEqual(summary);
    expect(findBoxes).not.toHaveBeenCalled();
    expect(findFilesOfItem).not.toHaveBeenCalled();
  });

  it("asks only for the boxes of what differs", async () => {
    holding({ live: [1, 2, 3, 4, 5], "rev:objects": [11, 12, 13, 14, 15] });
    // Revision 21 takes the place of 12; of item 3 there is an older revision as well, which nobody sees.
    findBoxes.mockResolvedValue(Uint32Array.from([21, 2, 5, 12, 2, 1, 13, 3, 2, 3, 3, 100]));
    const changes = new Map([
      ["live", bitmapOf([1, 2, 4, 5])],
      ["rev:objects", bitmapOf([11, 13, 14, 15, 21])],
    ]);
    expect(await summaryAfter(head(summary, ["rev:objects"]), changes)).toEqual({
      n_objects: 7 + 5 - 1 - 2,
      cover_sha256: "aa",
    });
    expect(findBoxes.mock.calls).toEqual([["lineage", [12, 21], [3]]]);
  });

  it("takes the file of the next image when the first one leaves, a video only where no image is left", async () => {
    holding({ live: [1, 2, 3], "kind:video": [2], "rev:file": [11, 12, 13] });
    findFilesOfItem.mockImplementation(async (_lineage: string, item: number) => [
      { revision_no: item, sha256: "old" },
      { revision_no: 10 + item, sha256: `file ${item}` },
    ]);
    const coverOf = async (...live: number[]) =>
      (await summaryAfter(head(summary), new Map([["live", bitmapOf(live)]])))!.cover_sha256;
    expect(await coverOf(2, 3)).toBe("file 3");
    expect(await coverOf(2)).toBe("file 2");
    expect(await coverOf()).toBeNull();
  });

  it("is not known where damage hides it, which refuses no edit", async () => {
    loadSets.mockRejectedValue(new DamagedObjectError("hash", "missing"));
    expect(await summaryAfter(head(summary, ["rev:objects"]), new Map([["live", bitmapOf([1])]]))).toBeNull();
    expect(await summaryAfter(head(null), new Map([["tag:night", bitmapOf([1])]]))).toBeNull();
    loadSets.mockRejectedValue(new Error("The database went away"));
    await expect(summaryAfter(head(null), new Map())).rejects.toThrow("went away");
  });
});
