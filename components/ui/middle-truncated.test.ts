import { describe, expect, it } from "vitest";
import { LONG_NAME, ODD_NAMES } from "@/components/testing/samples";
import { splitName } from "./middle-truncated";

describe("splitName", () => {
  it("leaves short names whole", () => {
    expect(splitName("image-1.jpg")).toEqual(["image-1.jpg", ""]);
    expect(splitName("")).toEqual(["", ""]);
  });

  it("keeps the ending", () =>
    expect(splitName("2026-05-04_harbour_camera-3_000123.jpeg")).toEqual([
      "2026-05-04_harbour_camera-3_0",
      "00123.jpeg",
    ]));

  it.each([...ODD_NAMES, `${LONG_NAME}.jpg`, "👩‍👩‍👧‍👦".repeat(40)])("loses nothing and cuts no letter: %s", (name) => {
    const [head, tail] = splitName(name);
    expect(head + tail).toBe(name);
    const whole = new Set([...new Intl.Segmenter().segment(name)].map(({ index }) => index));
    expect(whole.has(head.length)).toBe(true);
  });
});
