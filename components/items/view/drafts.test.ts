import { describe, expect, it, vi } from "vitest";
import { changesOf, createDrafts, isChanged, type ItemDraft } from "./drafts";

const box = { type: "box" as const, label: "boat", col_x: 1, row_y: 1, width: 5, height: 5 };
const draftOf = (facts: Partial<ItemDraft> = {}): ItemDraft => ({
  datasetId: "d1",
  mediaId: "m1",
  fileName: "image-1.jpg",
  caption: { value: "Boats at dusk", base: "", etag: "1" },
  boxes: null,
  ...facts,
});

describe("drafts", () => {
  it("are kept one for each item, the latest last, and tell when they change", () => {
    const drafts = createDrafts();
    const told = vi.fn();
    const stop = drafts.subscribe(told);
    drafts.put(draftOf());
    drafts.put(draftOf({ mediaId: "m2" }));
    drafts.put(draftOf({ caption: { value: "Boats", base: "", etag: "1" } }));
    expect(drafts.all().map(({ mediaId }) => mediaId)).toEqual(["m2", "m1"]);
    expect(drafts.find("d1", "m1")?.caption?.value).toBe("Boats");
    expect(drafts.find("d2", "m1")).toBeNull();
    expect(drafts.all()).toBe(drafts.all());
    stop();
    drafts.put(draftOf({ caption: null }));
    expect(drafts.all().map(({ mediaId }) => mediaId)).toEqual(["m2"]);
    expect(told).toHaveBeenCalledTimes(3);
  });

  it("are changes only where they differ from what they began with", () => {
    expect(isChanged({ value: " Boats ", base: "Boats", etag: "1" })).toBe(false);
    expect(isChanged({ value: "", base: "Boats", etag: "1" })).toBe(true);
    expect(isChanged({ value: [box], base: [{ ...box }], etag: "1" })).toBe(false);
    expect(isChanged(null)).toBe(false);
    expect(changesOf(draftOf({ boxes: { value: [box], base: [], etag: "1" } }))).toBe(2);
  });

  it("stay when an item is left, unless nothing was changed", () => {
    const drafts = createDrafts();
    drafts.put(draftOf({ boxes: { value: [box], base: [box], etag: "1" } }));
    drafts.leave("d1", "m1");
    expect(drafts.find("d1", "m1")).toEqual(draftOf());
    drafts.put(draftOf({ caption: { value: "", base: "", etag: "1" } }));
    drafts.leave("d1", "m1");
    drafts.leave("d1", "unknown");
    expect(drafts.all()).toEqual([]);
  });

  it("go when they are saved, but not what was written meanwhile", () => {
    const drafts = createDrafts();
    const sent = draftOf();
    drafts.put(sent);
    drafts.saved({ draft: sent, part: "caption" }, "2");
    expect(drafts.all()).toEqual([]);

    drafts.put(sent);
    drafts.put(draftOf({ caption: { value: "Boats at dusk, and a moon", base: "", etag: "1" } }));
    drafts.saved({ draft: sent, part: "caption" }, "2");
    expect(drafts.find("d1", "m1")?.caption).toEqual({
      value: "Boats at dusk, and a moon",
      base: "Boats at dusk",
      etag: "2",
    });
  });

  it("of the other part go on from the item as it is after the save", () => {
    const drafts = createDrafts();
    const sent = draftOf({ boxes: { value: [box], base: [], etag: "1" } });
    drafts.put(sent);
    drafts.saved({ draft: sent, part: "caption" }, "2");
    expect(drafts.find("d1", "m1")).toMatchObject({ caption: null, boxes: { value: [box], etag: "2" } });
    // One that began with an earlier item still has to see what came in between.
    const older = draftOf({ boxes: { value: [box], base: [], etag: "0" } });
    drafts.put(older);
    drafts.saved({ draft: older, part: "caption" }, "2");
    expect(drafts.find("d1", "m1")?.boxes?.etag).toBe("0");
  });
});
