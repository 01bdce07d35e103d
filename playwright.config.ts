import { defineConfig, devices } from "@playwright/test";

// Pictures of every frame cost as much as the stories themselves; a trace has the page's structure before and after each step.
const isFilmed = process.env.E2E_VIDEO === "1";

// What failed before is kept when the slow ones follow: a run empties its folder first.
const outputDir = (project: string): string => `test-results/${process.env.E2E_SLOW === "1" ? "slow-" : ""}${project}`;

/**
 * End-to-end stories. `npm run test:e2e` starts the product and runs them; with E2E_BASE_URL they run against any
 * deployment (E2E_PASSWORD is the demo users' password there). Extra words go to Playwright: a name, --ui, --headed.
 */
export default defineConfig({
  testDir: "e2e",
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  // No retries: a story that passes only sometimes is a failing story.
  retries: 0,
  // For what hangs. What takes long is waited for as long as it moves (e2e/waiting.ts); a click, a page or something that
  // the page does by itself has a minute.
  timeout: 900_000,
  expect: { timeout: 60_000 },
  reporter: [
    ["list"],
    ["html", { open: "never" }],
    ...(process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [["json"] as ["json"]] : []),
  ],
  use: {
    actionTimeout: 60_000,
    navigationTimeout: 60_000,
    baseURL: process.env.E2E_BASE_URL ?? "http://localhost:3000",
    trace: { mode: "retain-on-failure", screenshots: isFilmed },
    video: isFilmed ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    permissions: ["clipboard-read", "clipboard-write"],
    launchOptions: {
      executablePath: process.env.CHROME_PATH || undefined,
      args: [
        "--no-sandbox",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    // Independent of each other, safe in parallel, and fit for any deployment.
    {
      name: "stories",
      testDir: "e2e/stories",
      outputDir: outputDir("stories"),
      use: { ...devices["Desktop Chrome"] },
    },
    // Touch processes or the database of this machine: one at a time, after the others. `npm test` runs them by
    // themselves (E2E_SKIP_STORIES), so that they run also when another story fails.
    {
      name: "local",
      testDir: "e2e/local",
      outputDir: outputDir("local"),
      use: { ...devices["Desktop Chrome"] },
      fullyParallel: false,
      workers: 1,
      dependencies: process.env.E2E_SKIP_STORIES ? [] : ["stories"],
    },
  ],
});
