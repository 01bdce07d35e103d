import fc from "fast-check";
import { expect, it } from "vitest";
import { bitmapOf, emptyBitmap, or, xor } from "./bitmap";
import { MemoryStore } from "./model.test-support";
import { REVISION_SETS } from "./names";
import { onlyHeldBy, type Root } from "./only-held";
import { editState, EMPTY_STATE, loadSets, openState, reachableObjects, type State } from "./state";

// Two names that can come to hold the same members, of which one is of revisions.
const SETS = ["live", "tag:night", "rev:file", "rev:caption"];
const edit = fc.record({
  /** Which of the states so far it goes on from. */
  from: fc.nat(),
  set: fc.constantFrom(...SETS),
  members: fc.array(fc.oneof(fc.nat(6), fc.integer({ min: 65_534, max: 65_540 })), { minLength: 1, maxLength: 4 }),
});

async function everything(states: readonly Root[], store: MemoryStore) {
  const objects = new Set<string>();
  let revisions = emptyBitmap;
  for (const { digest, root } of states) {
    const state = await openState(digest, root, store);
    for (const hash of await reachableObjects(state, store)) objects.add(hash);
    for (const { bitmap } of (await loadSets(state, REVISION_SETS, store)).values()) revisions = or(revisions, bitmap);
  }
  return { objects, revisions: new Set(revisions) };
}

it("is what some states reach and the others do not, as reading all of them tells", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(edit, { maxLength: 14 }),
      fc.array(fc.boolean(), { maxLength: 15 }),
      async (edits, gone) => {
        const store = new MemoryStore();
        const states: { state: State; root: Root }[] = [];
        for (const { from, set, members } of edits) {
          const before = states.length > 0 ? states[from % states.length]!.state : EMPTY_STATE;
          const loaded = await loadSets(before, [set], store);
          const after = editState(before, loaded, new Map([[set, xor(loaded.get(set)!.bitmap, bitmapOf(members))]]));
          store.put(after.objects);
          states.push({ state: after.state, root: { digest: after.root.hash, root: after.root.bytes } });
        }
        const roots = [...new Map(states.map(({ root }) => [root.digest, root])).values()];
        const mine = roots.filter((_, at) => gone[at]);
        const others = roots.filter((_, at) => !gone[at]);
        const found = await onlyHeldBy(mine, others, store);
        const [a, b] = [await everything(mine, store), await everything(others, store)];
        expect(new Set(found.objects)).toEqual(new Set([...a.objects].filter((hash) => !b.objects.has(hash))));
        expect(new Set(found.revisions)).toEqual(
          new Set([...a.revisions].filter((number) => !b.revisions.has(number))),
        );
        if (mine.length > 0 && found.objects.size > 0)
          expect(new Set(await found.heldByOthers(bitmapOf(a.revisions)))).toEqual(
            new Set([...a.revisions].filter((number) => b.revisions.has(number))),
          );
      },
    ),
    { numRuns: 400 },
  );
});
