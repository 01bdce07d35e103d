/** A random hour of work, shortened: whatever is done in between, every snapshot lists exactly what it listed when it was made. */
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { deleteItems, editWords } from "@/lib/items/service";
import { createSnapshot } from "@/lib/snapshots/service";
import { allItems, cloneOf, listEverything, newDataset, newUser, restoreHere, type Listing } from "./world";

let owner: CurrentUser;
let base: string;
beforeAll(async () => {
  owner = await newUser("owner");
  base = await newDataset(owner, 10, "History", 3);
});

const WORDS = ["night", "a b", "ü", "x:y", "-minus"];
const picks = fc.array(fc.nat(30), { minLength: 1, maxLength: 5 });
type Step =
  | { do: "tag" | "label"; add: boolean; word: string; picks: number[] }
  | { do: "delete"; picks: number[] }
  | { do: "snapshot" }
  | { do: "restore"; pick: number };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom("tag" as const, "label" as const), add: fc.boolean(), word: fc.constantFrom(...WORDS), picks }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete" as const), picks: fc.array(fc.nat(30), { minLength: 1, maxLength: 2 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("snapshot" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("restore" as const), pick: fc.nat() }) },
);

it("holds after any sequence of edits, snapshots and restores", { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 24 }), async (steps) => {
      const id = await cloneOf(owner, base);
      // The model: words of each live item, as plain sets, copied at each snapshot.
      let model = new Map((await allItems(owner, id)).map((item) => [item.media_id, { tag: new Set(item.tags), label: new Set(item.labels) }]));
      const copy = () => new Map([...model].map(([key, words]) => [key, { tag: new Set(words.tag), label: new Set(words.label) }]));
      const snapshots: { id: string; listing: Listing; model: typeof model }[] = [];
      for (const next of steps) {
        const live = [...model.keys()];
        const chosen = "picks" in next && live.length > 0 ? [...new Set(next.picks.map((pick) => live[pick % live.length]!))] : [];
        if (next.do === "tag" || next.do === "label") {
          if (chosen.length === 0) continue;
          const expected = chosen.filter((item) => model.get(item)![next.do].has(next.word) !== next.add).length;
          const { changed } = await editWords(owner, id, next.do, next.add ? "add" : "remove", { item_ids: chosen }, [next.word]);
          expect(changed).toBe(expected);
          for (const item of chosen) model.get(item)![next.do][next.add ? "add" : "delete"](next.word);
        } else if (next.do === "delete") {
          if (chosen.length === 0) continue;
          expect(await deleteItems(owner, id, { item_ids: chosen })).toEqual({ changed: chosen.length });
          for (const item of chosen) model.delete(item);
        } else if (next.do === "snapshot") {
          const made = await createSnapshot(owner, id, {});
          snapshots.push({ id: made.snapshot_id, listing: await listEverything(owner, id), model: copy() });
        } else if ("pick" in next && snapshots.length > 0) {
          const target = snapshots[next.pick % snapshots.length]!;
          await restoreHere(owner, id, target.id);
          model = target.model;
          model = copy();
          expect(await listEverything(owner, id)).toEqual(target.listing);
        }
      }
      const items = await allItems(owner, id);
      expect(new Map(items.map((item) => [item.media_id, { tag: new Set(item.tags), label: new Set(item.labels) }]))).toEqual(model);
      for (const snapshot of snapshots) expect(await listEverything(owner, id, snapshot.id)).toEqual(snapshot.listing);
    }),
    { numRuns: 25 },
  );
});
