import { expect, it } from "vitest";
import { cleanLabel } from "./model";

it.each([
  [" a\nb ", "a b"],
  ["", null],
  [3, "3"],
  [null, null],
  ["x".repeat(300), "x".repeat(255)],
])("the label %j becomes %j", (raw, expected) => expect(cleanLabel(raw)).toBe(expected));
