/** `npm start`: database, migrations, demo, build, web and worker; ends by saying where and how to sign in. */
import { demoReach, publicAddress, SettingsError } from "@/lib/env";
import { buildOnce } from "./stack/build";
import { prepareStack } from "./stack/stack";
import { supervise, type Supervised } from "./stack/supervise";

const dev = process.argv.includes("--dev");
const step = (text: string) => console.log(`▸ ${text}`);

async function main(): Promise<void> {
  const processes: Supervised[] = [];
  let stopDatabase: () => Promise<void> = async () => undefined;
  let stopping = false;
  const stop = async (code: number) => {
    if (stopping) return;
    stopping = true;
    if (code === 0) console.log("\n▸ Stopping");
    await Promise.all(processes.map((supervised) => supervised.stop()));
    await stopDatabase();
    process.exit(code);
  };
  process.on("SIGINT", () => void stop(0));
  process.on("SIGTERM", () => void stop(0));
  process.on("SIGHUP", () => void stop(0));

  try {
    const stack = await prepareStack(step);
    stopDatabase = stack.stopDatabase;
    stack.keepDatabase();
    Object.assign(process.env, stack.env);
    if (stack.settings.demo) {
      const { seedDemo } = await import("@/prisma/seed");
      await seedDemo(stack.env.STILLFRAME_DEMO_PASSWORD!, step);
    }
    // A provider that is set no more has no say either.
    const { setRolesEverywhere } = await import("@/lib/groups/provider");
    await setRolesEverywhere(stack.settings.oidc?.roles ?? new Map());
    await (await import("@/lib/db")).disconnect();
    if (!dev) await buildOnce(step);
    step("Starting web and worker");
    processes.push(await supervise("worker", stack.env), await supervise("web", stack.env, dev ? ["--dev"] : []));
    const url = publicAddress(stack.settings);
    console.log(`\nStillframe is running at ${url}`);
    const reach = demoReach(stack.settings);
    if (reach) console.log(reach);
    if (stack.settings.demo) {
      console.log(
        `Sign in with one click as owner, editor or viewer${stack.settings.passwordSignIn ? ", or with" : ""}`,
      );
      if (stack.settings.passwordSignIn) {
        console.log(`  Email     owner@stillframe.test (also editor@…, viewer@…)`);
        console.log(`  Password  ${stack.env.STILLFRAME_DEMO_PASSWORD}`);
      }
    } else {
      console.log(`The first visitor makes the first account at ${url}/setup with this set-up token:`);
      console.log(`  ${stack.env.STILLFRAME_SETUP_TOKEN}`);
    }
    if (stack.settings.oidc)
      console.log(
        `People of ${stack.settings.oidc.name} sign in, too; there, this address is where they come back to:\n  ${new URL("/sign-in/oidc/callback", url)}`,
      );
    console.log(`Stop with Ctrl-C. Data is kept in ${stack.settings.dataDir}\n`);
    process.send?.("ready");
  } catch (error) {
    console.error(error instanceof SettingsError ? error.message : error);
    await stop(1);
  }
}

void main();
