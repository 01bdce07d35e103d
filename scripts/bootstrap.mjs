// The way in to every script: plain JavaScript, because on a fresh clone nothing is installed yet. Makes sure that
// dependencies and the database client are there, then runs scripts/<name>.ts.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
process.chdir(root);

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 9)) {
  console.error(`Stillframe needs Node 20.9 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

const hashOf = (...files) => {
  const hash = createHash("sha256").update(`${process.version} ${process.platform} ${process.arch}`);
  for (const file of files) hash.update(readFileSync(path.join(root, file)));
  return hash.digest("hex");
};

/** Runs `work` unless it was finished before for the same inputs. An interrupted run leaves no stamp and is repeated. */
function once(stamp, inputs, title, work) {
  const hash = hashOf(...inputs);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  console.error(`▸ ${title}`);
  work();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

function must(command, args, env = {}) {
  const result = spawnSync(command, args, {
    stdio: ["ignore", 2, 2],
    env: { ...process.env, ...env },
    shell: process.platform === "win32",
  });
  if (result.status !== 0) {
    console.error(`\n${command} ${args.join(" ")} failed; see above.`);
    process.exit(result.status ?? 1);
  }
}

once(
  "node_modules/.stillframe-install",
  ["package-lock.json"],
  "Installing dependencies (about a minute the first time)",
  () => must("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { ONNXRUNTIME_NODE_INSTALL_CUDA: "skip" }),
);
once(
  "lib/generated/.stillframe-generate",
  ["prisma/schema.prisma", "package-lock.json"],
  "Generating the database client",
  () =>
    must(process.execPath, ["node_modules/prisma/build/index.js", "generate", "--no-hints"], {
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
    }),
);

const [name, ...args] = process.argv.slice(2);
if (name) {
  // Outside the framework "server-only" has nothing to guard against; every process that is started from here inherits this.
  process.env.TSX_TSCONFIG_PATH ??= path.join(root, "tsconfig.scripts.json");
  const child = spawn(process.execPath, ["--import", "tsx", path.join(root, "scripts", `${name}.ts`), ...args], {
    stdio: "inherit",
    env: process.env,
  });
  // The terminal sends Ctrl-C to both; the child decides when everything has stopped.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => signal !== "SIGINT" && child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
