import { describe, expect, it } from "vitest";
import {
  describeMedia,
  formatBytes,
  formatDuration,
  formatRelative,
  formatValue,
  plural,
  shortenedInside,
} from "./format";

const now = Date.parse("2026-05-10T12:00:00Z");

describe("format", () => {
  it.each([
    ["2026-05-10T11:59:40Z", "just now"],
    ["2026-05-10T11:58:00Z", "2 minutes ago"],
    ["2026-05-10T09:00:00Z", "3 hours ago"],
    ["2026-05-09T12:00:00Z", "yesterday"],
    ["2025-05-01T12:00:00Z", "last year"],
  ])("tells %s as %s", (iso, text) => expect(formatRelative(iso, now)).toBe(text));

  it.each([
    [0, "0 B"],
    [1023, "1023 B"],
    [1536, "1.5 KB"],
    [10 * 1024 * 1024, "10 MB"],
  ])("writes %d bytes as %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it.each([
    [12, "12 ms"],
    [1500, "1.5 s"],
    [61_000, "1 min 1 s"],
    [3_720_000, "1 h 2 min"],
  ])("writes %d ms as %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

  it("counts", () => {
    expect(plural(1, "item")).toBe("1 item");
    expect(plural(1204, "item")).toBe("1,204 items");
    expect(plural(2, "entry", "entries")).toBe("2 entries");
  });

  it.each([
    [60, 2, "60 images, 2 videos"],
    [1, 0, "1 image"],
    [0, 14, "14 videos"],
    [0, 0, "No media"],
  ])("tells %d images and %d videos as %s", (n_images, n_videos, text) =>
    expect(describeMedia({ n_images, n_videos })).toBe(text),
  );

  it.each([
    ["short", 5, "short"],
    ["street_scenes_snapshot_183163fa", 13, "street…3163fa"],
    ["🇩🇪🇫🇷🇮🇹🇪🇸🇵🇹", 3, "🇩🇪…🇵🇹"],
  ])("leaves out the middle of %s", (text, max, shown) => expect(shortenedInside(text, max)).toBe(shown));

  it.each<[unknown, string]>([
    ["rain", "rain"],
    [3.5, "3.5"],
    [["a", "b"], "a, b"],
    ["2026-03-08T00:00:00.000Z", "2026-03-08"],
  ])("shows the value %j as %s", (value, text) => expect(formatValue(value)).toBe(text));
});
