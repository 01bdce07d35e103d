import fc from "fast-check";
import { expect, it } from "vitest";
import { crc32, crc32InScript } from "./crc32";

it.each([
  ["", 0],
  // The check value of the catalogue of CRC algorithms.
  ["123456789", 0xcbf43926],
])("of %j", (text, checksum) => {
  expect(crc32InScript(Buffer.from(text))).toBe(checksum);
  expect(crc32(Buffer.from(text))).toBe(checksum);
});

it("is the same in parts as in one, and by either way", () =>
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
      const whole = crc32InScript(new Uint8Array([...a, ...b]));
      expect(crc32InScript(b, crc32InScript(a))).toBe(whole);
      expect(crc32(b, crc32(a))).toBe(whole);
    }),
  ));
