import { describe, expect, it } from "vitest";
import type { StackDto } from "@/lib/items/schema";
import {
  errorOf,
  flatList,
  isBehind,
  listAtFirst,
  reduceList,
  targetOf,
  type Shown,
  type WantedView,
} from "./list-state";

const all: WantedView = { q: "", sort: "added", seed: null, group: null };
const night: WantedView = { ...all, q: "tag:night" };
const first = flatList(all, "state-1", 10);
const stacks = (open: { index: number; cluster: string | null; count: number }[] = []): Shown => ({
  view: { ...all, group: "cluster" },
  stateId: "state-1",
  total: 10,
  layout: { grouped: true, stacks: 4, open },
});
const stack = (cluster: string | null, count: number) => ({ cluster, count }) as StackDto;

describe("the list of the grid", () => {
  it("has nothing to read where the server rendered what is wanted", () => {
    expect(isBehind(listAtFirst(all, first), targetOf(all, "state-1"))).toBe(false);
    expect(isBehind(listAtFirst(all, null), targetOf(all, "state-1"))).toBe(true);
  });

  it("stays while another view or version is wanted, and is behind until that has arrived", () => {
    const state = listAtFirst(all, first);
    for (const target of [
      targetOf(night, "state-1"),
      targetOf(all, "state-2"),
      targetOf({ ...all, group: "cluster" }, "state-1"),
    ])
      expect(isBehind(state, target)).toBe(true);
    const next = reduceList(state, { type: "arrived", shown: flatList(night, "state-1", 3) });
    expect(next.shown.total).toBe(3);
    expect(isBehind(next, targetOf(night, "state-1"))).toBe(false);
    expect(isBehind(next, targetOf(all, "state-1"))).toBe(true);
  });

  it("tells an error only of what is still wanted, and keeps what was shown", () => {
    const target = targetOf(night, "state-1");
    const state = reduceList(listAtFirst(all, first), { type: "failed", target, error: new Error("away") });
    expect(errorOf(state, target)?.message).toBe("away");
    expect(errorOf(state, targetOf(all, "state-1"))).toBeNull();
    expect(state.shown).toBe(first);
    const again = reduceList(state, { type: "retried" });
    expect(errorOf(again, target)).toBeNull();
    expect(again.attempt).toBe(state.attempt + 1);
    expect(reduceList(state, { type: "arrived", shown: first }).failed).toBeNull();
  });

  it("opens stacks in the order in which they stand, and closes them", () => {
    let state = listAtFirst(all, stacks());
    state = reduceList(state, { type: "stack-toggled", index: 2, stack: stack("c", 5) });
    state = reduceList(state, { type: "stack-toggled", index: 0, stack: stack(null, 3) });
    expect(state.shown.layout).toMatchObject({ open: [{ index: 0, cluster: null, count: 3 }, { index: 2 }] });
    state = reduceList(state, { type: "stack-toggled", index: 2, stack: stack("c", 5) });
    expect(state.shown.layout).toMatchObject({ open: [{ index: 0 }] });
  });

  it("has no stacks to open where nothing is grouped", () => {
    const state = listAtFirst(all, first);
    expect(reduceList(state, { type: "stack-toggled", index: 0, stack: stack("a", 1) }).shown).toBe(first);
  });
});
