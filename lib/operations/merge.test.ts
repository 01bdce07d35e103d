import { expect, it } from "vitest";
import { mergeTaskInput } from "./merge";

const [ID, STATE] = ["d1111111-1111-4111-8111-111111111111", "e1111111-1111-4111-8111-111111111111"];

it("reads what a merge of one source was recorded with before there could be several", () => {
  const before = {
    source_dataset_id: ID,
    source_dataset_name: "Harbour",
    source_state_id: STATE,
    item_numbers: [[0, 4]],
    auto_reindex: false,
  };
  const now = {
    sources: [{ dataset_id: ID, dataset_name: "Harbour", state_id: STATE, item_numbers: [[0, 4]] }],
    auto_reindex: false,
  };
  expect(mergeTaskInput.parse(before)).toEqual(now);
  expect(mergeTaskInput.parse(now)).toEqual(now);
  expect(mergeTaskInput.safeParse({ sources: [], auto_reindex: true }).success).toBe(false);
});
