import { beforeEach, describe, expect, it, vi } from "vitest";
import { bitmapOf } from "@/lib/versioning/bitmap";
import { DamagedObjectError, type Hash } from "@/lib/versioning/objects";
import { editState, EMPTY_STATE, type State } from "@/lib/versioning/state";
import { Column } from "@/lib/versioning/columns";
import { loadColumn, loadSets, openState } from "./service";

const stored = vi.hoisted(() => ({
  states: new Map<string, { digest: string; root: Uint8Array }>(),
  objects: new Map<string, Uint8Array>(),
  /** Every hash that was asked for, and every state. */
  asked: [] as string[],
  queries: 0,
}));
vi.mock("./repository", () => ({
  findState: async (id: string) => {
    stored.asked.push(id);
    const row = stored.states.get(id);
    return row ? { id, lineage_id: "lineage", ...row, n_items: 0, n_images: 0, n_videos: 0 } : null;
  },
  findObjects: async (_lineage: string, hashes: readonly Hash[]) => {
    stored.queries += 1;
    stored.asked.push(...hashes);
    await new Promise((resolve) => setImmediate(resolve));
    return new Map(hashes.flatMap((hash) => (stored.objects.has(hash) ? [[hash, stored.objects.get(hash)!]] : [])));
  },
}));

let serial = 0;
/** Stores a state that no other test has read. */
function store(sets: Record<string, number[]>): { id: string; state: State } {
  serial += 1;
  const bitmaps = Object.entries(sets).map(([name, members]) => [name, bitmapOf([serial, ...members])] as const);
  const column = Column.of([[serial, serial]]);
  const { state, root, objects } = editState(EMPTY_STATE, new Map(), new Map(bitmaps), new Map([["col:u", column]]));
  for (const { hash, bytes } of objects) stored.objects.set(hash, bytes);
  const id = `state ${serial}`;
  stored.states.set(id, { digest: root.hash, root: root.bytes });
  return { id, state };
}

describe("opening states", () => {
  beforeEach(() => {
    stored.asked.length = 0;
    stored.queries = 0;
  });

  it("reads each state, set and column once for all who ask at the same time", async () => {
    const { id, state } = store({ "tag:a": [1, 2], "tag:b": [3], "tag:c": [4] });
    const column = [...state.columns.keys()][0]!;
    const asked = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const open = await openState(id);
        const names = index % 2 === 0 ? ["tag:a", "tag:b", "tag:none"] : ["tag:c", "tag:b"];
        const [sets] = await Promise.all([loadSets(open, names), loadColumn(open, column)]);
        return { names, sets };
      }),
    );
    for (const { names, sets } of asked) {
      expect([...sets.keys()]).toEqual(names);
      expect(sets.get("tag:b")!.bitmap.has(3)).toBe(true);
    }
    expect(asked[0]!.sets.get("tag:none")!.bitmap.isEmpty).toBe(true);
    expect(new Set(stored.asked).size).toBe(stored.asked.length);
    // The buckets; manifests and chunks of the first caller, of the second, and of the column.
    expect(stored.queries).toBe(7);
    await loadSets(await openState(id), ["tag:a", "tag:b", "tag:c"]);
    expect(stored.queries).toBe(7);
  });

  it("tells of a damaged set only who asked for it", async () => {
    const { id, state } = store({ "tag:sound": [1], "tag:broken": [2] });
    stored.objects.delete(state.sets.get("tag:broken")!.hash);
    const open = await openState(id);
    const [all, one] = await Promise.allSettled([
      loadSets(open, ["tag:sound", "tag:broken"]),
      loadSets(open, ["tag:sound"]),
    ]);
    expect(all).toMatchObject({ status: "rejected", reason: expect.any(DamagedObjectError) });
    expect(one).toMatchObject({ status: "fulfilled" });
  });

  it("does not remember that a state is missing", async () => {
    await expect(openState("later")).rejects.toThrow("State");
    const { id } = store({ "tag:a": [1] });
    stored.states.set("later", stored.states.get(id)!);
    expect((await openState("later")).state.sets.has("tag:a")).toBe(true);
  });
});
