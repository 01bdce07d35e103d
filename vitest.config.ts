import path from "node:path";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { serverActions } from "./components/testing/actions-plugin";

const alias = {
  "@": path.resolve(import.meta.dirname),
  "server-only": path.resolve(import.meta.dirname, "scripts/stack/server-only.ts"),
};
/** A limit for what hangs, not for what is slow: the machine may have other work. */
const HANGS_MS = 300_000;

// Three suites: `unit` needs nothing; `components` a browser; `integration` the database that scripts/integration-setup.ts starts.
export default defineConfig({
  test: {
    coverage: {
      include: ["lib/**/*.{ts,tsx}", "app/api/**/*.ts"],
      exclude: ["lib/generated/**", "**/*.test.ts"],
      reporter: ["json-summary"],
      // Also of a run with failures: the numbers are there to be read, they decide nothing.
      reportOnFailure: true,
    },
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["{lib,components,scripts}/**/*.test.ts"],
          exclude: ["**/*.integration.test.ts"],
          testTimeout: HANGS_MS,
          sequence: { groupOrder: 0 },
        },
      },
      {
        plugins: [serverActions()],
        resolve: { alias },
        // All that components use is prepared before the first test: what is found later is loaded with a second React.
        optimizeDeps: { entries: ["components/**/*.{ts,tsx}"] },
        // The framework's own modules read these.
        define: { "process.env": {} },
        test: {
          name: "components",
          include: ["components/**/*.browser.test.tsx"],
          setupFiles: ["./components/testing/setup.ts"],
          testTimeout: HANGS_MS,
          sequence: { groupOrder: 2 },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: process.env.CHROME_PATH || undefined, args: ["--no-sandbox"] },
              actionTimeout: 20_000,
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
      {
        resolve: { alias },
        test: {
          name: "integration",
          include: ["**/*.integration.test.ts"],
          exclude: ["node_modules/**", ".next/**"],
          globalSetup: ["./scripts/integration-setup.ts"],
          setupFiles: ["./scripts/integration-file.ts"],
          // For processes that tests start.
          env: { TSX_TSCONFIG_PATH: path.resolve(import.meta.dirname, "tsconfig.scripts.json") },
          testTimeout: HANGS_MS,
          hookTimeout: HANGS_MS,
          // Each file has a database of its own; the database server and workers that tests start need cores as well.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
