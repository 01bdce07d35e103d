/** Keeps web and worker running: starts them, starts them again when they die, stops them in order. */
import { fork, type ChildProcess } from "node:child_process";
import path from "node:path";

export interface Supervised {
  readonly child: () => ChildProcess;
  stop(): Promise<void>;
}

const RESTART_MS = 1_000;
/** Starts that fail one after another, as while the database is away, are this far apart at most. */
const MAX_RESTART_MS = 15_000;

/**
 * Starts scripts/<name>.ts and resolves when it says that it is ready. What it prints, and that it was started again, goes
 * to this process's own output, or to `write`.
 */
export async function supervise(
  name: "web" | "worker",
  env: Record<string, string>,
  args: string[] = [],
  write?: (text: string) => void,
): Promise<Supervised> {
  let stopping = false;
  let child: ChildProcess;
  /** After the first start a process is started again for as long as it takes: the database may be away for a while. */
  let proven = false;
  let pause = RESTART_MS;
  const start = (): Promise<void> =>
    new Promise((resolve, reject) => {
      let ready = false;
      child = fork(path.resolve(import.meta.dirname, `../${name}.ts`), args, {
        execArgv: ["--import", "tsx", "--disable-warning=ExperimentalWarning"],
        // Every thread that decodes or hashes would keep a heap of its own in glibc; two are enough.
        env: {
          MALLOC_ARENA_MAX: "2",
          ...process.env,
          ...env,
          NODE_ENV: args.includes("--dev") ? "development" : "production",
        } as NodeJS.ProcessEnv,
        stdio: ["ignore", ...(write ? (["pipe", "pipe"] as const) : (["inherit", "inherit"] as const)), "ipc"],
      });
      for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data: Buffer) => write!(data.toString()));
      child.on("message", (message) => {
        if (message === "ready") {
          ready = true;
          pause = RESTART_MS;
          resolve();
        }
      });
      const ended = (how: string | number | null) => {
        if (stopping) return;
        if (!ready && !proven) return reject(new Error(`The ${name} process ended before it was ready (${how})`));
        const text = `The ${name} process ended (${how}); starting it again in ${pause / 1_000} s`;
        if (write) write(`${text}\n`);
        else console.error(text);
        setTimeout(() => !stopping && void start(), pause);
        pause = Math.min(pause * 2, MAX_RESTART_MS);
      };
      child.on("exit", (code, signal) => ended(signal ?? code));
      // One that could not be made at all, as when memory is short for a moment, never exits.
      child.on("error", (error) => child.pid === undefined && ended(error.message));
    });
  await start();
  proven = true;
  return {
    child: () => child,
    stop: () =>
      new Promise<void>((resolve) => {
        stopping = true;
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once("exit", () => resolve());
        child.kill("SIGTERM");
        setTimeout(() => child.kill("SIGKILL"), 8_000).unref();
      }),
  };
}
