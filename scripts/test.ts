/**
 * `npm test`: lint, types, unit, integration, crash and end-to-end tests, each on what is really used: a PostgreSQL, files, a
 * browser. `npm run test:e2e -- NAME` and the like run a part. Closes with one line over all suites that ran.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { findChromium, provideFfmpeg } from "./stack/browser";
import { provideCommands } from "./stack/packages";
import { startProduct } from "./stack/product";

interface Count {
  passed: number;
  failed: number;
}

/** What is running, so that an interruption reaches it. */
const children = new Set<ChildProcess>();
let interrupted = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => {
    interrupted = true;
    // The terminal sends Ctrl-C to the children as well. All of them tidy up on it, and need to hear it only once.
    if (signal !== "SIGINT") for (const child of children) child.kill("SIGINT");
  });

function track(child: ChildProcess): void {
  children.add(child);
  child.once("exit", () => children.delete(child));
}
const run = (command: string, args: string[], env: Record<string, string | undefined> = {}): Promise<number> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...env } });
    track(child);
    child.on("exit", (code) => resolve(code ?? 1));
  });
const node = (first: string, args: string[], env?: Record<string, string | undefined>) =>
  run(process.execPath, [first, ...args], env);

const single = async (work: Promise<number>): Promise<Count> =>
  (await work) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
const sum = (counts: readonly Count[]): Count => ({
  passed: counts.reduce((total, count) => total + count.passed, 0),
  failed: counts.reduce((total, count) => total + count.failed, 0),
});
const readJson = <T>(file: string): Promise<T | null> =>
  readFile(file, "utf8").then(
    (text) => JSON.parse(text) as T,
    () => null,
  );

// Unit and integration ---------------------------------------------------------

async function vitest(
  projects: readonly ("unit" | "components" | "integration")[],
  words: string[],
  env: Record<string, string> = {},
): Promise<Count> {
  const folder = await mkdtemp(path.join(tmpdir(), "stillframe-test-"));
  const report = path.join(folder, "report.json");
  // Of one file or one suite, the numbers would say nothing.
  const coverage = projects.length > 1;
  try {
    const parameters = [
      "run",
      ...projects.flatMap((project) => ["--project", project]),
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...(coverage ? ["--coverage", `--coverage.reportsDirectory=${path.join(folder, "coverage")}`] : []),
      ...words,
    ];
    const code = await node("node_modules/vitest/vitest.mjs", parameters, env);
    const result = await readJson<{ numPassedTests: number; numFailedTests: number }>(report);
    if (coverage) await printCoverage(path.join(folder, "coverage", "coverage-summary.json"));
    if (!result) return { passed: 0, failed: 1 };
    // A file that cannot even be loaded fails the run without a failed test.
    return { passed: result.numPassedTests, failed: Math.max(result.numFailedTests, code === 0 ? 0 : 1) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Informs, and never decides: what only the browser runs (the sign-in, the hooks that read) is counted as not covered. */
async function printCoverage(file: string): Promise<void> {
  interface Ratio {
    readonly total: number;
    readonly covered: number;
    readonly pct: number;
  }
  const summary = await readJson<Record<string, { lines: Ratio; branches: Ratio }>>(file);
  if (!summary?.total) return;
  const { total, ...files } = summary;
  const missing = ({ lines }: { lines: Ratio }) => lines.total - lines.covered;
  console.log(
    `\nCoverage of lib/ and app/api/ by unit and integration tests: ${total.lines.pct} % of lines, ` +
      `${total.branches.pct} % of branches. Most lines not covered:`,
  );
  const worst = Object.entries(files).sort(([, a], [, b]) => missing(b) - missing(a));
  for (const [name, each] of worst.slice(0, 10))
    console.log(
      `  ${String(missing(each)).padStart(4)} of ${String(each.lines.total).padStart(4)}  ` +
        `${each.lines.pct.toFixed(0).padStart(3)} %  ${path.relative(process.cwd(), name)}`,
    );
  console.log();
}

// End to end -------------------------------------------------------------------

/**
 * One run of Playwright: those of `project`, or, when the words say themselves what runs, whatever they say. Two runs and
 * not one, because the local stories must not run beside the others, and have to run also when one of those fails.
 */
async function playwright(
  project: "stories" | "local" | null,
  words: string[],
  env: Record<string, string>,
): Promise<Count> {
  const folder = await mkdtemp(path.join(tmpdir(), "stillframe-e2e-"));
  const report = path.join(folder, "report.json");
  try {
    const code = await node(
      "node_modules/@playwright/test/cli.js",
      // A name may be that of a story of the other project.
      ["test", ...(project ? [`--project=${project}`, "--pass-with-no-tests"] : []), ...words],
      {
        ...env,
        PLAYWRIGHT_JSON_OUTPUT_FILE: report,
        PLAYWRIGHT_HTML_OUTPUT_DIR: `playwright-report${env.E2E_SLOW ? "/slow" : ""}${project === "local" ? "/local" : ""}`,
        ...(project === "local" ? { E2E_SKIP_STORIES: "1" } : {}),
      },
    );
    const result = await readJson<{ stats: { expected: number; unexpected: number; flaky: number } }>(report);
    if (code !== 0 && project) await printPages(`test-results/${env.E2E_SLOW ? "slow-" : ""}${project}`);
    if (!result) return { passed: 0, failed: code === 0 ? 0 : 1 };
    return {
      passed: result.stats.expected + result.stats.flaky,
      failed: Math.max(result.stats.unexpected, code === 0 ? 0 : 1),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const PAGE_LINES = 250;
/** What the page of each failed story held, as text: where only the output of a run is kept, it is all there is to go by. */
async function printPages(folder: string): Promise<void> {
  for (const story of await readdir(folder).catch(() => [])) {
    const page = await readFile(path.join(folder, story, "error-context.md"), "utf8").catch(() => null);
    if (page) console.log(`\n▸ ${story}\n${page.split("\n").slice(0, PAGE_LINES).join("\n")}`);
  }
}

/** With this, the browser gets every answer of the server late (e2e/slow-answers.ts). */
function slowly(seed: string): Record<string, string> {
  console.log(`▸ Every answer of the server comes 100 to 600 ms late (--slow --seed ${seed})`);
  return { E2E_SLOW: "1", E2E_SLOW_SEED: seed };
}

/** Takes `--slow` and `--seed N` out of the words. */
function takeSlow(args: readonly string[]): { words: string[]; slow: Record<string, string> } {
  const seedAt = args.indexOf("--seed");
  const seed = (seedAt >= 0 && args[seedAt + 1]) || String(Date.now() % 1_000_000);
  const words = args.filter((word, index) => word !== "--slow" && (seedAt < 0 || index < seedAt || index > seedAt + 1));
  return args.includes("--slow") ? { words, slow: slowly(seed) } : { words: [...args], slow: {} };
}

async function e2e(args: string[]): Promise<Count> {
  const { words, slow } = takeSlow(args);
  const chrome = findChromium();
  // What the examples of the API are run with.
  provideCommands("python3", "curl", "openssl");
  const isFilmed = process.env.E2E_VIDEO === "1" && provideFfmpeg();
  const deployed = process.env.E2E_BASE_URL;
  const product = deployed ? null : await startProduct(".data-test/e2e", {}, track);
  const env = {
    CHROME_PATH: chrome,
    E2E_VIDEO: isFilmed ? "1" : "0",
    ...slow,
    ...(product
      ? { E2E_BASE_URL: product.url, E2E_PASSWORD: product.password, E2E_DATABASE_URL: product.adminUrl }
      : {}),
  };
  try {
    if (deployed) {
      console.log("Not applicable with E2E_BASE_URL, because they touch processes and the database of the machine:");
      await node("node_modules/@playwright/test/cli.js", ["test", "--project=local", "--list", "--reporter=list"], {
        E2E_SKIP_STORIES: "1",
      });
      return await playwright("stories", words, env);
    }
    // In its window one picks stories of both projects.
    if (words.some((word) => word === "--ui" || word.startsWith("--project")))
      return await playwright(null, words, env);
    const counts: Count[] = [];
    for (const project of ["stories", "local"] as const)
      if (!interrupted) counts.push(await playwright(project, words, env));
    // All of them: those in which answers can race once more, slowly. The same delays every time; other ones are for --slow.
    if (words.length === 0 && !slow.E2E_SLOW && !interrupted)
      counts.push(await playwright("stories", ["--grep", "@slow"], { ...env, ...slowly("1") }));
    const count = sum(counts);
    if (count.passed + count.failed === 0) console.log(`No story was run: ${words.join(" ")}`);
    return count;
  } finally {
    await product?.stop();
  }
}

// All --------------------------------------------------------------------------

const SUITES: Record<string, (words: string[]) => Promise<Count>> = {
  lint: async () => {
    const rules = await single(node("node_modules/eslint/bin/eslint.js", [".", "--max-warnings", "0"]));
    const format = await single(
      node("node_modules/prettier/bin/prettier.cjs", ["--check", ".", "--log-level", "warn"]),
    );
    return sum([rules, format]);
  },
  types: async () => {
    // The types of routes come from Next.
    await node("node_modules/next/dist/bin/next", ["typegen"], { NEXT_TELEMETRY_DISABLED: "1" });
    return single(node("node_modules/typescript/bin/tsc", ["--noEmit", "-p", "."]));
  },
  unit: (words) => vitest(["unit"], words),
  integration: (words) => {
    provideCommands("python3");
    return vitest(["integration"], words);
  },
  "unit and integration": () => {
    provideCommands("python3");
    return vitest(["unit", "integration"], []);
  },
  components: (words) => vitest(["components"], words, { CHROME_PATH: findChromium() }),
  crash: (words) => single(node("--import", ["tsx", "scripts/crash.ts", "--times", "10", ...words])),
  e2e,
};
const ALL = ["lint", "types", "unit and integration", "components", "crash", "e2e"];

const [first, ...others] = process.argv.slice(2);
const one = first !== undefined && Object.hasOwn(SUITES, first);
// Words without a suite before them are for the stories.
const words = one ? others : process.argv.slice(2);

const total: Count = { passed: 0, failed: 0 };
for (const suite of one ? [first] : ALL) {
  if (interrupted) break;
  console.log(`\n▸ ${suite}`);
  const started = Date.now();
  const count = await SUITES[suite]!(one || suite === "e2e" ? words : []).catch((error): Count => {
    console.error(error);
    return { passed: 0, failed: 1 };
  });
  console.log(`▸ ${suite}: ${count.passed} ok, ${count.failed} not, ${((Date.now() - started) / 1000).toFixed(1)} s`);
  total.passed += count.passed;
  total.failed += count.failed;
}
if (interrupted) console.log("\nInterrupted; what had not run yet is not counted.");
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 && total.passed > 0 && !interrupted ? 0 : 1);
