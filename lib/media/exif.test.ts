import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { parseExifDate, readExif, readTimeTaken } from "./exif";

describe("a date of EXIF", () => {
  it.each([
    ["2024:05:06 07:08:09", "2024-05-06T07:08:09.000Z"],
    ["2024:02:29 23:59:59", "2024-02-29T23:59:59.000Z"],
    ["2024:05:06", "2024-05-06T00:00:00.000Z"],
    ["2024:05:06 07:08", "2024-05-06T07:08:00.000Z"],
    ["2024-05-06 07:08:09", "2024-05-06T07:08:09.000Z"],
    ["2009-09-23 17:40:52 UTC", "2009-09-23T17:40:52.000Z"],
    ["2024:05:06 07:08:09\0", "2024-05-06T07:08:09.000Z"],
    ["2024:05:06 07:08:09.250", "2024-05-06T07:08:09.000Z"],
  ])("%j is %s", (text, iso) => expect(parseExifDate(text)?.toISOString()).toBe(iso));

  it.each([
    "0000:00:00 00:00:00",
    "2024:00:01 00:00:00",
    "2024:13:01 00:00:00",
    "2024:02:30 12:00:00",
    "2026:02:29 12:00:00",
    "2024:06:31 12:00:00",
    "2024:05:06 24:00:00",
    "2024:05:06 12:60:00",
    "    :  :     :  :  ",
    "                   ",
    "",
    "yesterday",
    20240506,
    undefined,
  ])("%j is none", (text) => expect(parseExifDate(text)).toBeNull());
});

const pictureTaken = (taken: string) =>
  sharp({ create: { width: 20, height: 20, channels: 3, background: "red" } })
    .withExif({ IFD0: { DateTime: taken, Make: "Camera" }, IFD2: { DateTimeOriginal: taken } })
    .jpeg()
    .toBuffer();

describe("tags", () => {
  it("have the dates that a file writes", async () => {
    const picture = await pictureTaken("2024:05:06 07:08:09");
    const day = new Date("2024-05-06T07:08:09Z");
    expect(await readTimeTaken(picture)).toEqual(day);
    expect(await readExif(picture, { tiff: true, exif: true })).toMatchObject({
      DateTimeOriginal: day,
      ModifyDate: day,
      Make: "Camera",
    });
  });

  it.each(["0000:00:00 00:00:00", "2024:13:01 00:00:00", "2024:02:30 12:00:00"])(
    "have no date for %s, and all others",
    async (taken) => {
      const picture = await pictureTaken(taken);
      expect(await readTimeTaken(picture)).toBeNull();
      const tags = await readExif(picture, { tiff: true, exif: true });
      expect(tags).toMatchObject({ Make: "Camera" });
      expect(tags).not.toHaveProperty("DateTimeOriginal");
      expect(tags).not.toHaveProperty("ModifyDate");
    },
  );
});
