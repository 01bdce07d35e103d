/**
 * `npm run crash -- --times N`: kill -9 of the worker, the web process or PostgreSQL at random moments of every operation.
 * After each the head has to equal a state before or after the operation, no status may be stuck, every task has to end.
 * What the processes say while they are killed and started again is printed only where something is wrong.
 */
import { randomUUID } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { SignJWT } from "jose";
import { buildOnce } from "./stack/build";
import { startEmbeddedPostgres } from "./stack/embedded-postgres";
import { freePort } from "./stack/free-port";
import { appUrl, migrate } from "./stack/migrate";
import { supervise, type Supervised } from "./stack/supervise";

const { values } = parseArgs({
  options: {
    times: { type: "string", default: "10" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
/** How long nothing may move before a wait gives up. */
const STILL_MS = 90_000;
/** A line of progress after so many kills. */
const PROGRESS_EVERY = 25;

class Client {
  constructor(
    readonly base: string,
    private readonly token: string,
  ) {}

  send = (method: string, route: string, body?: unknown): Promise<Response> =>
    fetch(`${this.base}/api/v1${route}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined || body instanceof FormData ? {} : { "content-type": "application/json" }),
      },
      body: body === undefined ? undefined : body instanceof FormData ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });

  async get<T>(route: string): Promise<T> {
    const response = await this.send("GET", route);
    if (!response.ok) throw new Error(`GET ${route}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
}

interface View {
  state_id: string;
  total: number;
  status: string;
  snapshots: { snapshot_id: string; is_restoring: boolean }[];
}
interface Attempt {
  readonly name: string;
  /** Sends the request; its answer may never come. */
  start(): Promise<unknown>;
  /** Whether what is there now is what was there before or what the operation makes of it. */
  isSound(before: View, after: View): Promise<boolean> | boolean;
}

async function main(): Promise<void> {
  const { randomFrom, drawScene, planScenes } = await import("@/prisma/scenes");
  const random = randomFrom(Number(values.seed));
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const times = Number(values.times);
  const dataDir = await mkdtemp(path.join(tmpdir(), "stillframe-crash-"));
  // As root the database runs as another user, who has to reach its folder.
  await chmod(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres(dataDir);
  const processes: Supervised[] = [];
  let failed = 0;
  /** What the processes have said since the last kill. */
  let said: string[] = [];
  const write = (text: string) => void said.push(text);
  const stop = async () => {
    await Promise.all(processes.map((supervised) => supervised.stop()));
    await (await import("@/lib/db")).disconnect();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void stop().finally(() => process.exit(1)));
  try {
    await migrate(postgres.adminUrl);
    postgres.keepAlive((text) => write(`${text}\n`));
    const port = await freePort();
    const env = {
      DATABASE_URL: await appUrl(postgres.adminUrl),
      AUTH_SECRET: randomUUID() + randomUUID(),
      STILLFRAME_DATA_DIR: dataDir,
      STILLFRAME_DEMO: "0",
      PORT: String(port),
      AUTH_TRUST_HOST: "1",
    };
    Object.assign(process.env, env);
    await buildOnce((text) => console.log(`▸ ${text}`));
    const { insertUser } = await import("@/lib/auth/repository");
    const { createApiKey } = await import("@/lib/auth/service");
    const { createDrawnDataset } = await import("@/prisma/factories");
    const user = await insertUser({
      id: randomUUID(),
      email: "crash@test.example",
      name: "Crash",
      passwordHash: "none",
    });
    const { datasetId: id } = await createDrawnDataset(user, "Crash", 12);
    const key = await createApiKey(user, "crash");
    await (await import("@/lib/db")).disconnect();
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: "HS256", kid: key.api_key })
      .setSubject(key.api_key)
      .setIssuedAt()
      .setExpirationTime("4h")
      .sign(new TextEncoder().encode(key.api_secret));
    const client = new Client(`http://127.0.0.1:${port}`, token);
    const worker = await supervise("worker", env, [], write);
    processes.push(worker);
    const web = await supervise("web", env, [], write);
    processes.push(web);

    /** Waits as long as what is seen changes. */
    const waitFor = async (what: string, look: () => Promise<{ done: boolean; seen: unknown }>): Promise<void> => {
      for (let last = "", since = Date.now(); Date.now() - since < STILL_MS;) {
        const { done, seen } = await look().catch((error) => ({ done: false, seen: String(error) }));
        if (done) return;
        const now = JSON.stringify(seen);
        if (now !== last) [last, since] = [now, Date.now()];
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      throw new Error(`${what} did not happen, and nothing moved for ${STILL_MS / 1000} s`);
    };
    const healthy = () =>
      waitFor("Health", async () => {
        const response = await fetch(`${client.base}/api/health`, { signal: AbortSignal.timeout(30_000) });
        return { done: response.ok, seen: await response.text() };
      });
    /** A task that still waits for values from a web process that was killed holds nothing; it is aborted, as a person would. */
    const giveUpWaiting = async () => {
      const { tasks } = await client.get<{ tasks: { task_id: string; status: string; status_message: string }[] }>(
        "/tasks?page_size=50",
      );
      for (const task of tasks)
        if (task.status === "INITIALIZING" && task.status_message === "Waiting for values")
          await client.send("POST", `/tasks/${task.task_id}/abort`);
    };
    const settled = () =>
      waitFor("The end of every task", async () => {
        const { tasks } = await client.get<{ tasks: { status: string }[] }>("/tasks?page_size=50");
        return {
          done: tasks.every((task) => task.status !== "RUNNING" && task.status !== "INITIALIZING"),
          seen: tasks,
        };
      });
    const look = async (): Promise<View> => {
      const [dataset, items, snapshots] = [
        await client.get<{ status_new: string }>(`/dataset/${id}`),
        await client.get<{ state_id: string; total: number }>(`/dataset/${id}/items?limit=1`),
        await client.get<View["snapshots"]>(`/dataset/${id}/snapshot`),
      ];
      return { state_id: items.state_id, total: items.total, status: dataset.status_new, snapshots };
    };
    const stateOf = async (snapshotId: string) =>
      (await client.get<{ state_id: string }>(`/dataset/${id}/snapshot/${snapshotId}/items?limit=1`)).state_id;
    const tagged = async (tag: string) =>
      (await client.get<{ total: number }>(`/dataset/${id}/items?q=${encodeURIComponent(`tag:${tag}`)}&limit=1`)).total;

    const attempts: ((before: View, run: number) => Attempt)[] = [
      (_before, run) => ({
        name: "create snapshot",
        start: () => client.send("POST", `/dataset/${id}/snapshot`, { name: `crash ${run}` }),
        isSound: (before, after) =>
          after.state_id === before.state_id && [0, 1].includes(after.snapshots.length - before.snapshots.length),
      }),
      (before) => {
        const target = pick(before.snapshots).snapshot_id;
        return {
          name: "restore",
          start: () => client.send("POST", `/dataset/${id}/snapshot/${target}/restore`),
          isSound: async (was, after) => after.state_id === was.state_id || after.state_id === (await stateOf(target)),
        };
      },
      (before) => {
        const target = pick(before.snapshots).snapshot_id;
        return {
          name: "clone",
          start: () => client.send("POST", `/dataset/${id}/snapshot/${target}/clone`),
          isSound: (was, after) => after.state_id === was.state_id,
        };
      },
      (_before, run) => ({
        name: "tag",
        start: () => client.send("POST", `/dataset/${id}/items/tag`, { q: "", tags: [`crash-${run}`] }),
        isSound: async (before, after) =>
          after.state_id === before.state_id
            ? (await tagged(`crash-${run}`)) === 0
            : (await tagged(`crash-${run}`)) === after.total,
      }),
      (_before, run) => ({
        name: "add media",
        start: async () => {
          const form = new FormData();
          for (const number of [0, 1])
            form.append(
              "files",
              new File([new Uint8Array(await drawScene(planScenes(1, run * 10 + number)[0]!))], `${run}-${number}.jpg`),
            );
          form.append("auto_reindex", "true");
          return client.send("POST", `/dataset/${id}/add_media`, form);
        },
        isSound: (before, after) => after.total === before.total || after.total === before.total + 2,
      }),
      () => ({
        name: "re-index",
        start: () => client.send("POST", `/dataset/${id}/reindex`),
        isSound: (before, after) => after.total === before.total,
      }),
      () => ({
        name: "enrich",
        start: () =>
          client.send("POST", `/dataset/${id}/enrich_dataset`, {
            enrichment_models: { colour_composition: "colour-composition" },
          }),
        isSound: (before, after) => after.total === before.total,
      }),
      () => ({
        name: "propagate labels",
        start: () => client.send("POST", `/dataset/${id}/label_propagation`, { k: 3, min_confidence: 0.1 }),
        isSound: (before, after) => after.total === before.total,
      }),
      (_before, run) => ({
        name: "import metadata",
        start: async () => {
          const { items } = await client.get<{ items: { media_id: string }[] }>(`/dataset/${id}/items?limit=500`);
          const made = (await (
            await client.send("POST", `/datasets/${id}/custom_metadata/tasks`, {
              field_name: `field ${run}`,
              field_type: "enum",
            })
          ).json()) as { task_id: string };
          return client.send(
            "POST",
            `/datasets/${id}/custom_metadata/tasks/${made.task_id}`,
            items.map(({ media_id }) => ({ media_id, value: "rain" })),
          );
        },
        isSound: async (before, after) => {
          const having = (
            await client.get<{ total: number }>(
              `/dataset/${id}/items?q=${encodeURIComponent(`meta:"field ${run}=rain"`)}&limit=1`,
            )
          ).total;
          return after.state_id === before.state_id ? having === 0 : having === after.total;
        },
      }),
      (_before, run) => ({
        name: "set a field",
        start: () =>
          client.send("POST", `/dataset/${id}/items/metadata`, {
            q: "",
            field: `set ${run}`,
            value: run,
            type: "float",
          }),
        isSound: async (before, after) => {
          const having = (
            await client.get<{ total: number }>(
              `/dataset/${id}/items?q=${encodeURIComponent(`meta:"set ${run}>=0"`)}&limit=1`,
            )
          ).total;
          return after.state_id === before.state_id ? having === 0 : having === after.total;
        },
      }),
    ];
    const victims = ["worker", "web", "postgres"] as const;

    await healthy();
    console.log(`▸ Killing worker, web and PostgreSQL at ${times} moments (--seed ${values.seed})`);
    for (let run = 0; run < times; run += 1) {
      said = [];
      const before = await look();
      // Every operation meets every victim before chance repeats one.
      const attempt = attempts[run % attempts.length]!(before, run);
      const victim = victims[Math.floor(run / attempts.length + run) % victims.length]!;
      const delay = Math.floor(random() ** 2 * 150);
      const answer = attempt.start().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, delay));
      const pid = victim === "postgres" ? await postgres.pid() : (victim === "worker" ? worker : web).child().pid;
      try {
        if (pid) process.kill(pid, "SIGKILL");
      } catch {
        // It is being started again after the kill before this one.
      }
      await answer;
      try {
        await healthy();
        await giveUpWaiting();
        await settled();
        const after = await look();
        const sound =
          (await attempt.isSound(before, after)) &&
          ["READY", "PARTIAL INDEX"].includes(after.status) &&
          after.snapshots.every((snapshot) => !snapshot.is_restoring);
        if (!sound)
          throw new Error(
            `before ${JSON.stringify({ ...before, snapshots: before.snapshots.length })}, after ${JSON.stringify({ ...after, snapshots: after.snapshots.length })}`,
          );
      } catch (error) {
        failed += 1;
        console.error(
          `${String(run + 1).padStart(4)}  ${attempt.name}, ${victim} killed after ${delay} ms: ${(error as Error).message}\n${said.join("")}`,
        );
      }
      if ((run + 1) % PROGRESS_EVERY === 0) console.log(`▸ ${run + 1} of ${times}, ${failed} not sound`);
    }
    const { verify } = await import("@/lib/housekeeping/verify");
    const { damage, checked } = await verify(undefined);
    for (const { dataset, where, what } of damage) console.error(`DAMAGED  ${dataset}, ${where}: ${what}`);
    console.log(
      `▸ ${times - failed} of ${times} kills left everything sound; ` +
        `${checked.states} states and ${checked.blobs} files verified, ${damage.length} damaged`,
    );
    failed += damage.length;
  } catch (error) {
    console.error(said.join(""));
    throw error;
  } finally {
    await stop();
  }
  process.exit(failed === 0 ? 0 : 1);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
