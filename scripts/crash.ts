/**
 * `npm run crash -- --times N`: kill -9 of the worker, the web process or PostgreSQL at random moments of every operation.
 * After each the head has to equal a state before or after the operation, no status may be stuck, every task has to end.
 */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { SignJWT } from "jose";
import { buildOnce } from "./stack/build";
import { startEmbeddedPostgres } from "./stack/embedded-postgres";
import { appUrl, migrate } from "./stack/migrate";
import { supervise, type Supervised } from "./stack/supervise";

const { values } = parseArgs({
  options: {
    times: { type: "string", default: "10" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const DEADLINE_MS = 60_000;

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer();
    server.listen(0, () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

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
      signal: AbortSignal.timeout(15_000),
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
  console.log(`Seed ${values.seed}`);
  const dataDir = await mkdtemp(path.join(tmpdir(), "stillframe-crash-"));
  const postgres = await startEmbeddedPostgres(dataDir);
  const processes: Supervised[] = [];
  let failed = 0;
  try {
    await migrate(postgres.adminUrl);
    postgres.keepAlive();
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
    const worker = await supervise("worker", env);
    processes.push(worker);
    const web = await supervise("web", env);
    processes.push(web);

    const waitFor = async (what: string, check: () => Promise<boolean>): Promise<void> => {
      for (const started = Date.now(); Date.now() - started < DEADLINE_MS;) {
        if (await check().catch(() => false)) return;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      throw new Error(`${what} did not happen within ${DEADLINE_MS / 1000} s`);
    };
    const healthy = () =>
      waitFor(
        "Health",
        async () => (await fetch(`${client.base}/api/health`, { signal: AbortSignal.timeout(5_000) })).ok,
      );
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
        return tasks.every((task) => task.status !== "RUNNING" && task.status !== "INITIALIZING");
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
    for (let run = 0; run < Number(values.times); run += 1) {
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
        console.log(`${String(run + 1).padStart(4)}  ${attempt.name}, ${victim} killed after ${delay} ms: sound`);
      } catch (error) {
        failed += 1;
        console.error(
          `${String(run + 1).padStart(4)}  ${attempt.name}, ${victim} killed after ${delay} ms: ${(error as Error).message}`,
        );
      }
    }
    const { verify } = await import("@/lib/housekeeping/verify");
    const { damage, checked } = await verify(undefined);
    for (const { dataset, where, what } of damage) console.error(`DAMAGED  ${dataset}, ${where}: ${what}`);
    failed += damage.length;
    console.log(
      `Verified ${checked.states} states and ${checked.blobs} files. ${Number(values.times) - failed} of ${values.times} sound`,
    );
  } finally {
    await Promise.all(processes.map((supervised) => supervised.stop()));
    await (await import("@/lib/db")).disconnect();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
  process.exit(failed === 0 ? 0 : 1);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
