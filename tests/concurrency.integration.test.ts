/** Two hundred writers and restorers on one dataset: what was acknowledged is there, or was replaced by an acknowledged restore. */
import { beforeAll, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { db } from "@/lib/db";
import { ConflictError } from "@/lib/errors";
import { verify } from "@/lib/housekeeping/verify";
import { editWords } from "@/lib/edits/edit-words";
import { createSnapshot } from "@/lib/snapshots/service";
import { allItems, cloneOf, currentSnapshot, newDataset, newUser, restoreHere } from "./world";

let owner: CurrentUser;
let base: string;
beforeAll(async () => {
  owner = await newUser("owner");
  base = await newDataset(owner, 20, "Crowd", 41);
});

it("loses no acknowledged change and keeps nobody waiting", async () => {
  const id = await cloneOf(owner, base);
  const start = await currentSnapshot(owner, id);
  const items = (await allItems(owner, id)).map((item) => item.media_id);
  const acknowledged: string[] = [];
  const waits: number[] = [];
  const timed = async (work: () => Promise<unknown>): Promise<boolean> => {
    const started = performance.now();
    try {
      await work();
      return true;
    } catch (error) {
      // Refused because a restore holds the dataset: nothing was acknowledged.
      if (!(error instanceof ConflictError)) throw error;
      return false;
    } finally {
      waits.push(performance.now() - started);
    }
  };
  const writer = (n: number) =>
    timed(() => editWords(owner, id, "tag", "add", { item_ids: [items[n % items.length]!] }, [`w${n}`])).then(
      (ok) => ok && acknowledged.push(`w${n}`),
    );
  const restorer = () => timed(() => restoreHere(owner, id, start.snapshot_id));
  const snapshotter = (n: number) => timed(() => createSnapshot(owner, id, { name: `at ${n}` }));
  await Promise.all(
    Array.from({ length: 200 }, (_, n) => (n % 40 === 17 ? restorer() : n % 25 === 3 ? snapshotter(n) : writer(n))),
  );
  expect(Math.max(...waits)).toBeLessThan(5_000);

  // The trail of head moves is a chain without gaps: every move began where the one before ended.
  const moves = await db.datasetEvent.findMany({
    where: { datasetId: id, toState: { not: null }, kind: { not: "clone" } },
    orderBy: { id: "asc" },
  });
  for (const [index, move] of moves.entries()) if (index > 0) expect(move.fromState).toBe(moves[index - 1]!.toState);
  const { headStateId, status } = await db.dataset.findUniqueOrThrow({ where: { id } });
  expect([status, headStateId]).toEqual(["READY", moves.at(-1)!.toState]);

  // Acknowledged after the last restore: there. Before it: replaced by it.
  const lastRestore = moves.map((move) => move.kind).lastIndexOf("restore");
  const words = (move: (typeof moves)[number]) => (move.detail as { words?: string[] }).words ?? [];
  const present = new Set((await allItems(owner, id)).flatMap((item) => item.tags));
  expect(present).toEqual(new Set(moves.slice(lastRestore + 1).flatMap(words)));
  expect(new Set(moves.filter((move) => move.kind === "tag").flatMap(words))).toEqual(new Set(acknowledged));
  expect((await verify(id)).damage).toEqual([]);
});
