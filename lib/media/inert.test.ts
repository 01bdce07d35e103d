import { expect, it } from "vitest";
import { isInert } from "./inert";

it.each([
  ["image/jpeg", true],
  ["image/webp", true],
  ["video/mp4", true],
  ["image/svg+xml", false],
  ["text/html", false],
  ["application/xml", false],
  ["application/pdf", false],
])("%s can be shown where we are: %s", (mime, shown) => expect(isInert(mime)).toBe(shown));
