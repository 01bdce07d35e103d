import { expect, it } from "vitest";
import type { AppliedModel, ModelOptions } from "@/lib/applied-models/schema";
import { appliedWords, coveredWords } from "./applied-words";

const applied = (options: ModelOptions = {}): AppliedModel => ({
  type: "zero_shot_tagging",
  model_id: "tiny/clip",
  name: "CLIP",
  vendor: "tiny",
  version: "1",
  options,
  applied_at: "2026-11-03T12:00:00.000Z",
  applied_by: "owner@stillframe.test",
  items: 1204,
});

it.each([
  [1204, 1210, "1,204 of 1,210 items"],
  [1210, 1210, "all 1,210 items"],
  [1, 1, "1 of 1 item"],
])("tells %d covered of %d as %s", (covered, total, words) => expect(coveredWords(covered, total)).toBe(words));

it.each<[ModelOptions, string]>([
  [{}, ""],
  [{ vocabulary: "dataset" }, "; words: the dataset's tags and labels"],
  [{ vocabulary: "common" }, "; words: common ones"],
  [{ vocabulary: ["fog", "rain"] }, "; words: fog, rain"],
  [
    { vocabulary: Array.from({ length: 500 }, (_, at) => `w${at}`) },
    "; words: w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11 and 488 more",
  ],
  [{ compared_by: "tiny/clip" }, "; compared by tiny/clip"],
])("tells a run with %j", (options, words) =>
  expect(appliedWords(applied(options), 1210)).toBe(`Applied to 1,204 of 1,210 items, Nov 3, 2026${words}`),
);
