/**
 * `npm test`: lint, types, unit, integration, crash and end-to-end tests, each on what is really used: a PostgreSQL, files, a
 * browser. `npm run test:e2e -- NAME` and the like run a part. Closes with one line over all suites that ran.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { findChromium, provideFfmpeg } from "./stack/browser";
import { startEmbeddedPostgres } from "./stack/embedded-postgres";

const SUITES = ["lint", "types", "unit", "integration", "crash", "e2e"] as const;
type Suite = (typeof SUITES)[number];
interface Count {
  passed: number;
  failed: number;
}

const [first, ...others] = process.argv.slice(2);
const chosen: readonly Suite[] = SUITES.includes(first as Suite) ? [first as Suite] : SUITES;
const extra = SUITES.includes(first as Suite) ? others : [first, ...others].filter((word) => word !== undefined);
const E2E_DATA = path.resolve(".data-test/e2e");

function run(command: string, args: string[], env: Record<string, string | undefined> = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...env } });
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
const node = (file: string, args: string[], env?: Record<string, string | undefined>) =>
  run(process.execPath, [file, ...args], env);

const single = async (work: Promise<number>): Promise<Count> =>
  (await work) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };

async function vitest(project: "unit" | "integration"): Promise<Count> {
  const folder = await mkdtemp(path.join(tmpdir(), "stillframe-test-"));
  const report = path.join(folder, "report.json");
  const code = await node("node_modules/vitest/vitest.mjs", [
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...(chosen.length === 1 ? extra : []),
  ]);
  const result = await readFile(report, "utf8").then(
    (text) => JSON.parse(text) as { numPassedTests: number; numFailedTests: number },
    () => null,
  );
  await rm(folder, { recursive: true, force: true });
  if (!result) return { passed: 0, failed: 1 };
  // A file that cannot even be loaded fails the run without a failed test.
  return { passed: result.numPassedTests, failed: Math.max(result.numFailedTests, code === 0 ? 0 : 1) };
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** Starts the product as `npm start` does, on a data folder of its own. */
async function startProduct(): Promise<{ url: string; adminUrl: string; password: string; stop: () => Promise<void> }> {
  await rm(E2E_DATA, { recursive: true, force: true });
  const port = await freePort();
  const password = "end-to-end-password";
  const server: ChildProcess = spawn(process.execPath, ["--import", "tsx", "scripts/start.ts"], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: {
      ...process.env,
      PORT: String(port),
      STILLFRAME_DATA_DIR: E2E_DATA,
      STILLFRAME_DEMO: "1",
      STILLFRAME_DEMO_PASSWORD: password,
      DATABASE_URL: "",
      AUTH_SECRET: "",
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.on("message", (message) => message === "ready" && resolve());
    server.on("exit", (code) => reject(new Error(`The product did not start (${code})`)));
  });
  const { adminUrl } = await startEmbeddedPostgres(E2E_DATA);
  return {
    url: `http://localhost:${port}`,
    adminUrl,
    password,
    stop: () =>
      new Promise((resolve) => {
        server.removeAllListeners("exit");
        server.once("exit", () => resolve());
        server.kill("SIGTERM");
      }),
  };
}

async function e2e(): Promise<Count> {
  const chrome = findChromium();
  const video = provideFfmpeg();
  const deployed = process.env.E2E_BASE_URL;
  const product = deployed ? null : await startProduct();
  const folder = await mkdtemp(path.join(tmpdir(), "stillframe-e2e-"));
  const report = path.join(folder, "report.json");
  try {
    if (deployed) {
      console.log("Not applicable with E2E_BASE_URL, because they touch processes and the database of the machine:");
      await node("node_modules/@playwright/test/cli.js", ["test", "--project=local", "--list", "--reporter=list"], {
        E2E_SKIP_STORIES: "1",
      });
    }
    const code = await node(
      "node_modules/@playwright/test/cli.js",
      ["test", ...(deployed ? ["--project=stories"] : []), ...extra],
      {
        CHROME_PATH: chrome,
        E2E_VIDEO: video ? "1" : "0",
        PLAYWRIGHT_JSON_OUTPUT_FILE: report,
        ...(product
          ? { E2E_BASE_URL: product.url, E2E_PASSWORD: product.password, E2E_DATABASE_URL: product.adminUrl }
          : {}),
      },
    );
    const result = await readFile(report, "utf8").then(
      (text) => JSON.parse(text) as { stats: { expected: number; unexpected: number; flaky: number } },
      () => null,
    );
    if (!result) return { passed: 0, failed: code === 0 ? 0 : 1 };
    return {
      passed: result.stats.expected + result.stats.flaky,
      failed: Math.max(result.stats.unexpected, code === 0 ? 0 : 1),
    };
  } finally {
    await product?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const RUN: Record<Suite, () => Promise<Count>> = {
  lint: async () => {
    const rules = await single(node("node_modules/eslint/bin/eslint.js", [".", "--max-warnings", "0"]));
    const format = await single(
      node("node_modules/prettier/bin/prettier.cjs", ["--check", ".", "--log-level", "warn"]),
    );
    return { passed: rules.passed + format.passed, failed: rules.failed + format.failed };
  },
  types: async () => {
    // The types of routes come from Next.
    await node("node_modules/next/dist/bin/next", ["typegen"], { NEXT_TELEMETRY_DISABLED: "1" });
    return single(node("node_modules/typescript/bin/tsc", ["--noEmit", "-p", "."]));
  },
  unit: () => vitest("unit"),
  integration: () => vitest("integration"),
  crash: () =>
    single(
      run(process.execPath, [
        "--import",
        "tsx",
        "scripts/crash.ts",
        "--times",
        "10",
        ...(chosen.length === 1 ? extra : []),
      ]),
    ),
  e2e,
};

const total: Count = { passed: 0, failed: 0 };
for (const suite of chosen) {
  console.log(`\n▸ ${suite}`);
  const started = Date.now();
  const count = await RUN[suite]().catch((error): Count => {
    console.error(error);
    return { passed: 0, failed: 1 };
  });
  console.log(`▸ ${suite}: ${count.passed} ok, ${count.failed} not, ${((Date.now() - started) / 1000).toFixed(1)} s`);
  total.passed += count.passed;
  total.failed += count.failed;
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
