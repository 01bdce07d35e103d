import "server-only";
import { db } from "@/lib/db";
import { cacheStatistics, type CacheStatistics } from "@/lib/derived";
import { checkStore } from "@/lib/media/blob-store";
import { hasLiveWorker } from "@/lib/tasks/workers";

type Part = "ok" | "failing";

/** Whatever keeps a part from working is the answer here, and no error: asked every few seconds, it would fill the log. */
const probe = async (check: () => Promise<boolean>): Promise<Part> => {
  const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), 3_000).unref());
  return (await Promise.race([check().catch(() => false), late])) ? "ok" : "failing";
};

export interface Health {
  readonly ok: boolean;
  readonly web: Part;
  readonly database: Part;
  readonly worker: Part;
  readonly blobs: Part;
  /** Of the web process. Everybody may ask for this, so it tells nothing of what is kept. */
  readonly cache: Pick<CacheStatistics, "hit_rate" | "bytes" | "budget_bytes">;
}

/** Asks each part whether it works; three seconds at most. */
export async function checkHealth(): Promise<Health> {
  const [database, worker, blobs] = await Promise.all([
    // By hand: it asks for the connection, not for a row.
    probe(async () => (await db.$queryRaw<unknown[]>`SELECT 1`).length === 1),
    probe(hasLiveWorker),
    probe(checkStore),
  ]);
  const { hit_rate, bytes, budget_bytes } = cacheStatistics();
  return {
    ok: [database, worker, blobs].every((part) => part === "ok"),
    web: "ok",
    database,
    worker,
    blobs,
    cache: { hit_rate, bytes, budget_bytes },
  };
}
