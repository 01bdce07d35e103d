import { describe, expect, it } from "vitest";
import {
  aliased,
  CLONING,
  defaultSnapshotName,
  keptBecause,
  NOTHING_TO_DISCARD,
  PINNED,
  PROTECTED,
  REMOVE_CURRENT,
  RESTORE_CURRENT,
  RESTORING,
  snapshotBlocks,
  snapshotCan,
  TRAINED_ON,
} from "./rules";
import { movesBadge } from "@/lib/operations/snapshot-reasons";
import { TASK_TYPES } from "@/lib/operations/declarations";
import { STATUSES } from "@/lib/operations/statuses";
import { REASONS } from "@/lib/operations/snapshot-reasons";

const ready = { status: "READY", snapshots_enabled: true, active_task_type: null } as const;
const plain = {
  is_current: false,
  is_restoring: false,
  is_cloning: false,
  differs: true,
  pinned: false,
  protected: false,
  aliases: [],
  training_model_id: null,
};
const KEPT = [
  [{ pinned: true }, PINNED],
  [{ protected: true }, PROTECTED],
  [{ aliases: ["production", "best"] }, aliased(["production", "best"])],
  [{ training_model_id: "51111111-1111-4111-8111-111111111111" }, TRAINED_ON],
] as const;

describe("snapshotCan", () => {
  it("lets an editor do everything with a plain snapshot, except discarding", () => {
    const can = snapshotCan("EDITOR", ready, plain);
    expect({ ...can, discard: null, protect: null }).toEqual({
      edit: null,
      protect: null,
      clone: null,
      restore: null,
      discard: null,
      remove: null,
    });
    expect(can.discard).not.toBeNull();
    expect(can.protect).toMatch(/Owner role/);
    expect(snapshotCan("OWNER", ready, plain).protect).toBeNull();
  });
  it("offers neither restore nor remove on the Current Version", () => {
    const can = snapshotCan("EDITOR", ready, { ...plain, is_current: true });
    expect(can.restore).toBe(RESTORE_CURRENT);
    expect(can.remove).toBe(REMOVE_CURRENT);
    expect(can.discard).toBeNull();
    expect(can.edit).toBeNull();
    expect(snapshotCan("EDITOR", ready, { ...plain, is_current: true, differs: false }).discard).toBe(
      NOTHING_TO_DISCARD,
    );
  });
  it("closes restore, clone and remove while being cloned, but not edit", () => {
    const can = snapshotCan("OWNER", ready, { ...plain, is_cloning: true });
    expect([can.restore, can.clone, can.remove, can.discard]).toEqual([CLONING, CLONING, CLONING, CLONING]);
    expect(can.edit).toBeNull();
  });
  it("says why in sentences, whatever the dataset is doing", () => {
    for (const status of STATUSES)
      for (const active_task_type of [null, ...TASK_TYPES])
        for (const snapshot of [
          plain,
          { ...plain, is_current: true },
          ...KEPT.map(([kept]) => ({ ...plain, ...kept })),
          { ...plain, is_cloning: true, is_restoring: true },
        ])
          for (const refusal of Object.values(snapshotCan("OWNER", { ...ready, status, active_task_type }, snapshot)))
            if (refusal !== null) expect(refusal).toMatch(/^[A-Z][^_'"]*[a-z]\.$/);
  });
  it("tells a viewer why", () => {
    const can = snapshotCan("VIEWER", ready, plain);
    for (const refusal of Object.values(can)) expect(refusal).toMatch(/(Editor or )?Owner role/);
  });
});

describe("what keeps a snapshot", () => {
  it.each(KEPT)("refuses removing it, and nothing else: %j", (kept, reason) => {
    const snapshot = { ...plain, ...kept };
    expect(keptBecause(snapshot)).toBe(reason);
    expect(snapshotBlocks("remove", snapshot)).toBe(reason);
    expect(snapshotBlocks("restore", snapshot)).toBeNull();
    expect(snapshotBlocks("clone", snapshot)).toBeNull();
    expect(snapshotCan("OWNER", ready, snapshot)).toMatchObject({ remove: reason, restore: null, edit: null });
  });
  it("is nothing of a plain one", () => expect(keptBecause(plain)).toBeNull());
});

describe("snapshotBlocks", () => {
  it("refuses removing what is current or being restored; REST may restore the current one", () => {
    expect(snapshotBlocks("remove", { ...plain, is_current: true })).toBe(REMOVE_CURRENT);
    expect(snapshotBlocks("remove", { ...plain, is_restoring: true })).toBe(RESTORING);
    expect(snapshotBlocks("restore", { ...plain, is_current: true })).toBeNull();
    expect(snapshotBlocks("clone", { ...plain, is_current: true })).toBeNull();
  });
});

it("moves the badge for what people, creation and cloning made, never for automatic revisions", () => {
  expect(REASONS.filter(movesBadge)).toEqual(["manual", "creation", "clone"]);
});

it("names snapshots after the dataset and their id, within 255 characters", () => {
  expect(defaultSnapshotName("Cats", "94b33dbd-f211-47b2-b7b8-ececa5fecac2")).toBe("Cats_snapshot_94b33dbd");
  const long = defaultSnapshotName("x".repeat(255), "94b33dbd-f211-47b2-b7b8-ececa5fecac2");
  expect(long).toHaveLength(255);
  expect(long.endsWith("_snapshot_94b33dbd")).toBe(true);
});
