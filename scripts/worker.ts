/** The worker process: runs tasks, reports that it lives, and takes back jobs of workers that died. */
import { EventEmitter } from "node:events";
import { Logger, run, type WorkerEvents } from "graphile-worker";
import pg from "pg";
import { disconnect } from "@/lib/db";
import { cacheStatistics } from "@/lib/derived";
import { collect } from "@/lib/housekeeping/collect";
import { verify } from "@/lib/housekeeping/verify";
import { applyRetention } from "@/lib/retention/service";
import { operations } from "@/lib/worker/operations";
import { abortForgottenTasks, beat, removeHeartbeat } from "@/lib/tasks/repository";
import { runTask } from "@/lib/worker/runner";
import { endOnUncaught } from "./stack/end-on-uncaught";

process.title = "stillframe-worker";
const BEAT_MS = 2_000;

/**
 * A dead worker's jobs stay locked for four hours by the queue's own rule. Each worker therefore holds an advisory lock
 * on its id for as long as its session lives, and every beat frees the jobs of ids whose lock is free.
 */
async function watch(client: pg.Client, workerId: string): Promise<void> {
  await beat(workerId, process.pid);
  const { rows } = await client.query<{ id: string }>(
    "SELECT DISTINCT locked_by AS id FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL AND locked_by <> $1",
    [workerId],
  );
  for (const { id } of rows) {
    const free = await client.query<{ free: boolean }>("SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS free", [
      id,
    ]);
    if (!free.rows[0]?.free) continue;
    await client.query("SELECT graphile_worker.force_unlock_workers(ARRAY[$1])", [id]);
    await client.query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [id]);
    console.log(`Took back the jobs of ${id}`);
  }
}

async function main(): Promise<void> {
  // Tasks that are cut off by it are run again by the next worker.
  const end = endOnUncaught("the worker");
  const connectionString = process.env.DATABASE_URL!;
  const client = new pg.Client({ connectionString });
  client.on("error", (error) => {
    console.error("The worker lost its database connection:", error.message);
    process.exit(1);
  });
  await client.connect();
  // The queue names its pool when it makes it and locks jobs under that name; the lock is asked for before the first job.
  const events: WorkerEvents = new EventEmitter();
  const identified = new Promise<string>((resolve, reject) => {
    events.once("pool:create", ({ workerPool: { id } }) => {
      client.query("SELECT pg_advisory_lock(hashtextextended($1, 0))", [id]).then(() => resolve(id), reject);
    });
  });
  const runner = await run({
    connectionString,
    concurrency: 3,
    pollInterval: 1_000,
    noHandleSignals: true,
    events,
    // Nightly, at times of the server's clock; a night that was missed is made up for within a day.
    crontab: "30 2 * * * retain ?fill=1d&max=3\n0 3 * * * collect ?fill=1d&max=3\n30 3 * * * verify ?fill=1d&max=3",
    logger: new Logger(() => (level, message) => void (level === "error" && console.error(`[queue] ${message}`))),
    taskList: {
      run_task: async (payload) => runTask((payload as { task_id: string }).task_id, operations),
      retain: async () => {
        const { datasets, retired } = await applyRetention();
        console.log(`Retired ${retired} snapshots of ${datasets} datasets with a rule`);
      },
      collect: async () => {
        const forgotten = await abortForgottenTasks();
        console.log("Collected:", JSON.stringify({ ...(await collect(connectionString)), forgotten_tasks: forgotten }));
      },
      verify: async () => {
        const { checked, damage } = await verify(undefined);
        for (const { dataset, where, what } of damage) console.error(`DAMAGED  ${dataset}, ${where}: ${what}`);
        console.log(
          `Verified ${checked.states} states and ${checked.blobs} files: ${damage.length === 0 ? "all sound" : `${damage.length} problems`}`,
        );
      },
    },
  });
  const workerId = await identified;
  await watch(client, workerId);
  const timer = setInterval(
    () => void watch(client, workerId).catch((error) => console.error("watch failed:", error)),
    BEAT_MS,
  );
  console.log(`Worker ready (${workerId})`);
  process.send?.("ready");

  let stopping = false;
  // A queue that gives up leaves a worker that lives, beats, and runs nothing.
  runner.promise.then(() => !stopping && end(new Error("The queue stopped by itself")), end);
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    clearInterval(timer);
    // A task that is cut off here is run again by the next worker.
    await Promise.race([runner.stop(), new Promise((resolve) => setTimeout(resolve, 5_000).unref())]).catch(
      () => undefined,
    );
    await removeHeartbeat(workerId).catch(() => undefined);
    await client.end().catch(() => undefined);
    await disconnect().catch(() => undefined);
    process.exit(0);
  };
  process.on("SIGINT", () => undefined); // the supervisor decides
  process.on("SIGTERM", () => void stop());
  process.on("disconnect", () => void stop());
  process.on("SIGUSR2", () => console.log("[worker] Cache:", JSON.stringify(cacheStatistics())));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
