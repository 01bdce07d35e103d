/** The built product with the demo's users, on a data folder of its own: for stories and pictures. */
import { spawn, type ChildProcess } from "node:child_process";
import { rm } from "node:fs/promises";
import path from "node:path";
import { startEmbeddedPostgres } from "./embedded-postgres";
import { freePort } from "./free-port";

const PASSWORD = "end-to-end-password";

export interface Product {
  readonly url: string;
  readonly adminUrl: string;
  readonly password: string;
  stop(): Promise<void>;
}

/** Starts the product as `npm start` does; what was in the folder before is gone. `onChild` hears of its process. */
export async function startProduct(
  folder: string,
  env: Record<string, string> = {},
  onChild: (child: ChildProcess) => void = () => undefined,
): Promise<Product> {
  const dataDir = path.resolve(folder);
  await rm(dataDir, { recursive: true, force: true });
  const port = await freePort();
  const server = spawn(process.execPath, ["--import", "tsx", "scripts/start.ts"], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: {
      ...process.env,
      PORT: String(port),
      STILLFRAME_DATA_DIR: dataDir,
      STILLFRAME_DEMO: "1",
      STILLFRAME_DEMO_PASSWORD: PASSWORD,
      DATABASE_URL: "",
      AUTH_SECRET: "",
      ...env,
    },
  });
  onChild(server);
  const ended = new Promise<number | null>((resolve) => server.once("exit", resolve));
  await new Promise<void>((resolve, reject) => {
    server.on("message", (message) => message === "ready" && resolve());
    void ended.then((code) => reject(new Error(`The product did not start (${code})`)));
  });
  const { adminUrl } = await startEmbeddedPostgres(dataDir);
  return {
    url: `http://localhost:${port}`,
    adminUrl,
    password: PASSWORD,
    stop: async () => {
      server.kill("SIGTERM");
      await ended;
    },
  };
}
