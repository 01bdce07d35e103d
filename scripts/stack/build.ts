/** Builds the web app, unless it was built from the same sources before. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, opendir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

const SOURCES = [
  "app",
  "components",
  "lib",
  "public",
  "package-lock.json",
  "next.config.mjs",
  "postcss.config.mjs",
  "tsconfig.json",
];

/** Helpers of the component tests: no page has them. */
const TESTS_ONLY = path.join("components", "testing");

async function hashSources(): Promise<string> {
  const files: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    for await (const entry of await opendir(folder)) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) await walk(file);
      else if (!/\.test\.tsx?$/.test(entry.name) && !file.startsWith(TESTS_ONLY)) files.push(file);
    }
  };
  for (const source of SOURCES) {
    if (!existsSync(source)) continue;
    if (path.extname(source)) files.push(source);
    else await walk(source);
  }
  const hash = createHash("sha256").update(process.version);
  for (const file of files.sort())
    hash
      .update(file)
      .update("\0")
      .update(await readFile(file));
  return hash.digest("hex");
}

/** @throws Error with the build's output when it fails */
export async function buildOnce(step: (text: string) => void): Promise<void> {
  const stamp = path.join(".next", "stillframe-build");
  const hash = await hashSources();
  if (existsSync(stamp) && (await readFile(stamp, "utf8")) === hash) return;
  step("Building the web app");
  const output: string[] = [];
  const code = await new Promise<number | null>((resolve) => {
    const child = spawn(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data: Buffer) => output.push(data.toString()));
    child.on("exit", resolve);
  });
  if (code !== 0) throw new Error(`The build failed:\n${output.join("")}`);
  await mkdir(".next", { recursive: true });
  await writeFile(stamp, hash);
}
