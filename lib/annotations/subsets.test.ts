import { expect, it } from "vitest";
import { splitOf } from "./subsets";

it.each([
  ["Train", "train"],
  ["training", "train"],
  ["valid", "val"],
  ["Validation", "val"],
  [" VAL ", "val"],
  ["testing", "test"],
  ["holdout 2", "holdout 2"],
  ["default", null],
  ["", null],
  [3, null],
])("the subset %j is the split %j", (subset, split) => expect(splitOf(subset)).toBe(split));
