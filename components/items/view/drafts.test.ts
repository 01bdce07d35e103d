import { describe, expect, it, vi } from "vitest";
import type { ItemObject } from "@/lib/objects/model";
import { changesOf, createDrafts, isChanged, type ItemDraft } from "./drafts";
import { begunWith } from "./drawing-steps";
import { plotted } from "./sketch";

const box = {
  object_id: "b0000000-0000-4000-8000-000000000001",
  type: "box" as const,
  label: "boat",
  col_x: 1,
  row_y: 1,
  width: 5,
  height: 5,
};
const partOf = (value: ItemObject[], base: ItemObject[], etag: string) => ({ ...begunWith(base, etag), value });
const draftOf = (facts: Partial<ItemDraft> = {}): ItemDraft => ({
  datasetId: "d1",
  mediaId: "m1",
  fileName: "image-1.jpg",
  caption: { value: "Boats at dusk", base: "", etag: "1" },
  objects: null,
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
    expect(isChanged(partOf([box], [{ ...box }], "1"))).toBe(false);
    expect(isChanged(partOf([{ ...box, width: 6 }], [box], "1"))).toBe(true);
    expect(isChanged(null)).toBe(false);
    // Half a shape is something that would be lost as well.
    expect(isChanged({ ...partOf([box], [box], "1"), sketch: plotted(null, "polygon", [1, 1, 2]) })).toBe(true);
    expect(changesOf(draftOf({ objects: partOf([box], [], "1") }))).toBe(2);
  });

  it("stay when an item is left, unless nothing was changed", () => {
    const drafts = createDrafts();
    drafts.put(draftOf({ objects: partOf([box], [box], "1") }));
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
    const sent = draftOf({ objects: partOf([box], [], "1") });
    drafts.put(sent);
    drafts.saved({ draft: sent, part: "caption" }, "2");
    expect(drafts.find("d1", "m1")).toMatchObject({ caption: null, objects: { value: [box], etag: "2" } });
    // One that began with an earlier item still has to see what came in between.
    const older = draftOf({ objects: partOf([box], [], "0") });
    drafts.put(older);
    drafts.saved({ draft: older, part: "caption" }, "2");
    expect(drafts.find("d1", "m1")?.objects?.etag).toBe("0");
  });
});
