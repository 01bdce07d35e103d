import { describe, expect, it } from "vitest";
import { taskWith } from "@/components/testing/samples";
import type { MetricsDto, RefreshedDto } from "@/lib/statistics/schema";
import { findingsOf, outcomeOf } from "./refresh-words";

const counts = { n_items: 60, n_images: 60, n_videos: 0, n_unindexed: 0, n_objects: 4 };
const CURRENT: MetricsDto = {
  state_id: "s",
  items: 60,
  counts: { current: true, kept: counts, counted: counts },
  readings: { current: 60, older: 0, unreadable: 0, older_items: [] },
  statistics: { head: "current", older_snapshots: 0 },
};
const DONE: RefreshedDto = {
  items: 60,
  counts: "current",
  readings: { current: 60, older: 0, unreadable: 0 },
  statistics: "current",
  older_snapshots: 0,
  task_id: null,
};
const texts = (metrics: Partial<MetricsDto>) => findingsOf({ ...CURRENT, ...metrics }).map(({ text }) => text);

describe("findingsOf", () => {
  it("says of each that it is current", () => {
    expect(texts({})).toEqual([
      "Counts of 60 items: current.",
      "Readings of 60 items: current.",
      "Statistics: current.",
    ]);
    expect(findingsOf(CURRENT).every(({ isCurrent }) => isCurrent)).toBe(true);
  });
  it("names the counts that do not fit, and the first of what an older indexer read", () => {
    const kept = { ...counts, n_items: 7, n_objects: null };
    const older_items = ["a.jpg", "b.jpg", "c.jpg", "d.jpg"].map((file_name) => ({ media_id: file_name, file_name }));
    expect(
      texts({
        counts: { current: false, kept, counted: counts },
        readings: { current: 43, older: 16, unreadable: 1, older_items },
        statistics: { head: "missing", older_snapshots: 2 },
      }),
    ).toEqual([
      "Counts do not fit and will be set right: items (7 kept, 60 counted), objects (none kept, 4 counted).",
      "Readings: 16 items were read by an older indexer (a.jpg, b.jpg, c.jpg, 13 more) and will be read again by a re-index; a revision is saved first. 1 item has no picture to read.",
      "Statistics were not counted yet. Those of 2 snapshots are of an older version and will be counted again when somebody looks.",
    ]);
  });
});

describe("outcomeOf", () => {
  const refreshed: RefreshedDto = {
    ...DONE,
    counts: "recounted",
    readings: { current: 44, older: 16, unreadable: 0 },
    statistics: "after_reading",
    task_id: "t",
  };
  const told = (status: "RUNNING" | "COMPLETED" | "FAILED" | "ABORTED") =>
    outcomeOf(refreshed, taskWith({ status, error_message: "the disk is full" })).map(({ text }) => text);
  it("says what was current already", () => {
    expect(outcomeOf(DONE, undefined).map(({ text }) => text)).toEqual(texts({}));
  });
  it("says what was done, and what is still being done", () => {
    expect(told("RUNNING")).toEqual([
      "Counts of 60 items: set right.",
      "Readings: 16 items were read by an older indexer; they are being read again.",
      "Statistics: counted again when the files are read.",
    ]);
    expect(told("COMPLETED").slice(1)).toEqual([
      "Readings: 16 items were read by an older indexer, now re-read.",
      "Statistics: of what was read just now.",
    ]);
    expect(told("FAILED")[1]).toBe(
      "Readings: 16 items were read by an older indexer; reading them again failed: the disk is full.",
    );
    expect(told("ABORTED")[1]).toMatch(/was aborted/);
  });
});
