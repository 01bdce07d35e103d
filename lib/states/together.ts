/**
 * Reading many states at once. Within `readTogether`, what readers of different states ask of the database at the same moment is
 * one query: a page over a hundred datasets then costs as many as a page of one.
 */
import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import { processWide } from "@/lib/process-wide";
import type { Hash } from "@/lib/versioning/objects";

type Found = Map<Hash, Uint8Array>;
interface Asked {
  readonly lineageId: string;
  readonly hashes: readonly Hash[];
  readonly resolve: (found: Found) => void;
  readonly reject: (error: unknown) => void;
}
/** What is asked for since the last query of this reader. */
interface Together {
  asked: Asked[];
}

const current = processWide("states read together", () => new AsyncLocalStorage<Together>());

/** @param read reads objects of several lineages in one query; by lineage, what is there */
export type ReadMany = (wanted: ReadonlyMap<string, readonly Hash[]>) => Promise<ReadonlyMap<string, Found>>;

export const readTogether = <T>(work: () => Promise<T>): Promise<T> => current.run({ asked: [] }, work);

/** Objects of one lineage, read with what others ask for now; null outside of `readTogether`. */
export function askTogether(lineageId: string, hashes: readonly Hash[], read: ReadMany): Promise<Found> | null {
  const together = current.getStore();
  if (!together) return null;
  return new Promise((resolve, reject) => {
    together.asked.push({ lineageId, hashes, resolve, reject });
    // Whoever else resumes in this turn of the event loop joins.
    if (together.asked.length === 1) setImmediate(() => void answer(together, read));
  });
}

async function answer(together: Together, read: ReadMany): Promise<void> {
  const asked = together.asked;
  together.asked = [];
  const wanted = new Map<string, Hash[]>();
  for (const { lineageId, hashes } of asked) wanted.set(lineageId, [...(wanted.get(lineageId) ?? []), ...hashes]);
  try {
    const found = await read(wanted);
    for (const { lineageId, resolve } of asked) resolve(found.get(lineageId) ?? new Map());
  } catch (error) {
    for (const { reject } of asked) reject(error);
  }
}
