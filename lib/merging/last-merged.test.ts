import { expect, it } from "vitest";
import { lastMerged } from "./last-merged";

const merge = (base_state_id: string, source_state_id: string, holds = true) => ({
  base_state_id,
  source_state_id,
  holds,
});

it("is nothing where nothing was merged, or nothing of it holds", () => {
  expect(lastMerged([])).toBeNull();
  expect(lastMerged([merge("fork", "1", false)])).toBeNull();
});

it("is the last of a chain, and the one before where that was taken back", () => {
  expect(lastMerged([merge("fork", "1"), merge("1", "2")])).toBe("2");
  expect(lastMerged([merge("fork", "1"), merge("1", "2", false)])).toBe("1");
});

it("does not rest on one that was taken back, until it was merged again", () => {
  const taken = [merge("fork", "1"), merge("1", "2", false), merge("2", "3")];
  expect(lastMerged(taken)).toBe("1");
  expect(lastMerged([...taken, merge("1", "4")])).toBe("4");
  expect(lastMerged([merge("fork", "1", false), merge("fork", "1")])).toBe("1");
});

it("does not count a merge of nothing new as bringing what was taken back", () => {
  expect(lastMerged([merge("fork", "1"), merge("1", "2", false), merge("2", "2")])).toBe("1");
});
