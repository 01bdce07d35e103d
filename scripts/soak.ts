/** `npm run soak -- --minutes N`: random sequences against the naive model for as long as asked. */
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { minutes: { type: "string", default: "10" } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  console.error("Usage: npm run soak -- --minutes N");
  process.exit(1);
}
const { status } = spawnSync(
  process.execPath,
  ["node_modules/vitest/vitest.mjs", "run", "--project", "integration", "tests/history"],
  { stdio: "inherit", env: { ...process.env, SOAK_MINUTES: String(minutes) } },
);
process.exit(status ?? 1);
