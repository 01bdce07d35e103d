import { describe, expect, it } from "vitest";
import { placementOn } from "./placement";

describe("placementOn", () => {
  const picture = { width: 200, height: 100 };
  const turned = { width: 100, height: 200, orientation: 6 };
  it.each([
    [picture, "pixels" as const, { orientation: 1, from: picture }],
    [picture, "shares" as const, { orientation: 1, from: { width: 1, height: 1 } }],
    [picture, { width: 200, height: 100 }, { orientation: 1, from: picture }],
    [picture, { width: 400, height: 200 }, { orientation: 1, from: { width: 400, height: 200 } }],
    [picture, { width: 401, height: 200 }, { orientation: 1, from: { width: 401, height: 200 } }],
    [picture, { width: 100, height: 200 }, null],
    [turned, { width: 200, height: 100 }, { orientation: 6, from: { width: 200, height: 100 } }],
    [turned, { width: 400, height: 200 }, { orientation: 6, from: { width: 400, height: 200 } }],
    [turned, { width: 100, height: 200 }, { orientation: 1, from: { width: 100, height: 200 } }],
    [turned, "shares" as const, { orientation: 1, from: { width: 1, height: 1 } }],
    [{ ...turned, orientation: 3 }, { width: 200, height: 100 }, null],
  ])("%j, measured in %j", (on, scale, expected) =>
    expect(placementOn(on, scale)).toEqual(expected && { ...expected, to: { width: on.width, height: on.height } }),
  );
});
