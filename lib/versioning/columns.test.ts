import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bitmapOf } from "./bitmap";
import { Column, decodeColumnChunk, encodeColumnChunk, fractionFrom, fractionToValue } from "./columns";
import { columnName, LIVE } from "./names";
import { DamagedObjectError, sha256, type Hash } from "./objects";
import { editState, EMPTY_STATE, loadColumn, loadSets, openState, reachableObjects } from "./state";

const values = fc.array(fc.tuple(fc.nat(200_000), fc.oneof(fc.nat(255), fc.nat(65_535), fc.nat(0xffffffff))), {
  maxLength: 40,
});

describe("columns", () => {
  it("read back from a state as what was written, whatever came before and after", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(values, { minLength: 1, maxLength: 4 }), async (versions) => {
        const store = new Map<Hash, Uint8Array>();
        const source = {
          get: async (hashes: readonly Hash[]) =>
            new Map(hashes.flatMap((hash) => (store.has(hash) ? [[hash, store.get(hash)!] as const] : []))),
        };
        let state = EMPTY_STATE;
        const kept: { digest: Hash; entries: [number, number][] }[] = [];
        for (const [number, entries] of versions.entries()) {
          const loaded = await loadSets(state, [LIVE], source);
          const edit = editState(
            state,
            loaded,
            new Map([[LIVE, bitmapOf([number])]]),
            new Map([[columnName("a"), Column.of(entries)]]),
          );
          for (const { hash, bytes } of [...edit.objects, edit.root]) store.set(hash, bytes);
          state = edit.state;
          kept.push({ digest: state.digest, entries });
        }
        for (const { digest, entries } of kept) {
          const reopened = await openState(digest, store.get(digest)!, source);
          const column = await loadColumn(reopened, columnName("a"), source);
          const expected = new Map(entries);
          for (const [item, value] of expected) expect(column.get(item)).toBe(value);
          expect(column.size).toBe([...expected.values()].filter((value) => value !== 0).length);
          expect(column.get(300_000)).toBe(0);
          for (const hash of await reachableObjects(reopened, source)) expect(store.has(hash)).toBe(true);
        }
      }),
    );
  });

  it("writes equal values as equal bytes, as narrow as they allow", () => {
    const chunk = (value: number) => encodeColumnChunk(Column.of([[2, value]]).chunks.get(0)!);
    expect(chunk(7).object.bytes).toEqual(Uint8Array.from([1, 0, 0, 7]));
    expect(chunk(0x1234).object.bytes).toEqual(Uint8Array.from([2, 0, 0, 0, 0, 0x34, 0x12]));
    expect(chunk(0x12345678).object.bytes).toHaveLength(13);
    expect(chunk(7).object.hash).toBe(chunk(7).object.hash);
  });

  it("shares the chunks that did not change", () => {
    const first = editState(
      EMPTY_STATE,
      new Map(),
      new Map(),
      new Map([
        [
          columnName("a"),
          Column.of([
            [1, 5],
            [70_000, 6],
          ]),
        ],
      ]),
    );
    const second = editState(
      first.state,
      new Map(),
      new Map(),
      new Map([
        [
          columnName("a"),
          Column.of([
            [1, 5],
            [70_000, 7],
          ]),
        ],
      ]),
    );
    const shared = first.objects.filter(({ hash }) => second.objects.some((object) => object.hash === hash));
    expect(shared.map(({ bytes }) => bytes)).toEqual([Uint8Array.from([1, 0, 5])]);
  });

  it("is the same state when nothing changed, and without the column when it is emptied", () => {
    const column = new Map([[columnName("a"), Column.of([[1, 5]])]]);
    const first = editState(EMPTY_STATE, new Map(), new Map(), column);
    expect(editState(first.state, new Map(), new Map(), column).state.digest).toBe(first.state.digest);
    expect(editState(first.state, new Map(), new Map(), new Map([[columnName("a"), Column.empty]])).state.digest).toBe(
      EMPTY_STATE.digest,
    );
  });

  it.each([[[]], [[3, 1, 1, 1]], [[2, 1]], [new Uint8Array(70_000).fill(1)]])(
    "refuses bytes that are no chunk",
    (bytes) => {
      const array = Uint8Array.from(bytes);
      expect(() => decodeColumnChunk(sha256(array), array)).toThrow(DamagedObjectError);
    },
  );

  it("keeps fractions to within a step", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        (fraction) => Math.abs(fractionFrom(fractionToValue(fraction))! - fraction) <= 1 / 65_534,
      ),
    );
    expect(fractionFrom(0)).toBeNull();
    expect([fractionFrom(fractionToValue(-3)), fractionFrom(fractionToValue(7))]).toEqual([0, 1]);
  });
});
