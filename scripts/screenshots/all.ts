/** `npm run screenshots -- --all`: takes every scene, compares with what was approved, and writes a page of differences. */
import type { ChildProcess } from "node:child_process";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Browser } from "@playwright/test";
import { startProduct, type Product } from "../stack/product";
import { compare } from "./compare";
import { renderReport, type Change, type Report } from "./report";
import { SCENES, type Scene } from "./scenes";
import { take, type Scheme, type Shot, type Width } from "./take";
import { makeNewcomer, makeWorld, sessionOf, type Role, type Session, type World } from "./world";

export interface Options {
  readonly out: string;
  readonly approved: string;
  readonly widths: readonly Width[];
  readonly schemes: readonly Scheme[];
  /** Parts of scenes' names, with commas between them; empty for all. */
  readonly only: string;
}

type Failed = { scene: string; message: string }[];

const isAsked = ({ only }: Pick<Options, "only">, scene: string): boolean =>
  only.split(",").some((part) => scene.includes(part.trim()));
const takenIn = (out: string): string => path.join(out, "current");
const picturesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder).catch(() => [])).filter((file) => file.endsWith(".png") && !file.endsWith("-failed.png"));

/** What was taken last is from now on what is compared with. Only what was taken: the others stay approved as they are. */
export async function approve({ out, approved }: Pick<Options, "out" | "approved">): Promise<number> {
  const files = await picturesIn(takenIn(out));
  await mkdir(approved, { recursive: true });
  for (const file of files) await cp(path.join(takenIn(out), file), path.join(approved, file));
  return files.length;
}

/** The terminal's Ctrl-C reaches the product by itself; what only this process hears is passed on. */
function stopTogether(child: ChildProcess): void {
  for (const signal of ["SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => {
      child.kill("SIGTERM");
      process.exit(1);
    });
}

/** Takes the scenes of those who look at one server. */
async function takeAll(
  scenes: readonly Scene[],
  on: { browser: Browser; product: Product; world: World; sessions: Partial<Record<Role, Session>> },
  { widths, schemes, out }: Options,
): Promise<{ shots: Shot[]; failed: Failed }> {
  const [shots, failed]: [Shot[], Failed] = [[], []];
  for (const scene of scenes)
    for (const width of widths) {
      const session = on.sessions[scene.as ?? "owner"];
      const from = { browser: on.browser, baseURL: on.product.url, session };
      try {
        const taken = await take(scene, on.world, from, { width, schemes, folder: takenIn(out) });
        shots.push(...taken);
        for (const { picture, faults } of taken) {
          console.log(picture);
          for (const fault of faults) console.log(`    ${fault}`);
        }
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        failed.push({ scene: `${scene.name}-${width}`, message });
        console.log(`${scene.name}-${width} could not be opened\n    ${message.replaceAll("\n", "\n    ")}`);
      }
    }
  return { shots, failed };
}

/** Scenes of a server of nothing: before its first account, and just after. */
async function takeUnused(browser: Browser, scenes: readonly Scene[], options: Options) {
  const dataDir = ".data-test/screenshots-unused";
  const product = await startProduct(dataDir, { STILLFRAME_DEMO: "0" }, stopTogether);
  try {
    // These scenes touch nothing of the world: there is none.
    const on = { browser, product, world: {} as World };
    const first = await takeAll(
      scenes.filter(({ as }) => as === "first visitor"),
      { ...on, sessions: {} },
      options,
    );
    const { setupToken } = JSON.parse(await readFile(path.join(dataDir, "secrets.json"), "utf8")) as {
      setupToken: string;
    };
    const sessions = { newcomer: await makeNewcomer(product, setupToken) };
    const second = await takeAll(
      scenes.filter(({ as }) => as === "newcomer"),
      { ...on, sessions },
      options,
    );
    return { shots: [...first.shots, ...second.shots], failed: [...first.failed, ...second.failed] };
  } finally {
    await product.stop();
  }
}

/** Scenes of the demo and of what the world adds to it. */
async function takeDemo(browser: Browser, scenes: readonly Scene[], options: Options) {
  const product = await startProduct(".data-test/screenshots", {}, stopTogether);
  try {
    const session = (name: string) => sessionOf(product.url, `${name}@stillframe.test`, product.password);
    const sessions = { owner: await session("owner"), viewer: await session("viewer") };
    const world = await makeWorld(product, sessions.owner, browser);
    return await takeAll(scenes, { browser, product, world, sessions }, options);
  } finally {
    await product.stop();
  }
}

async function compareAll({ out, approved, ...options }: Options, shots: readonly Shot[]) {
  const known = new Set(await picturesIn(approved));
  const changes: Change[] = [];
  const fresh: string[] = [];
  for (const { picture } of shots) {
    const [before, after] = [path.join(approved, `${picture}.png`), path.join(takenIn(out), `${picture}.png`)];
    if (!known.delete(`${picture}.png`)) {
      fresh.push(picture);
      continue;
    }
    const { share, picture: difference } = await compare(before, after);
    if (share > 0) changes.push({ picture, share, before, after, difference });
  }
  // Of what was not asked for, nothing is missing.
  const asked = [...known].filter((file) => {
    const [, scene, width, scheme] = /^(.+)-(\d+)-(\w+)\.png$/.exec(file) ?? [];
    return (
      scene !== undefined &&
      isAsked(options, scene) &&
      options.widths.some((each) => String(each) === width) &&
      options.schemes.some((each) => each === scheme)
    );
  });
  changes.sort((a, b) => b.share - a.share);
  return { changes, fresh, missing: asked.map((file) => file.replace(/\.png$/, "")).sort() };
}

/** @returns whether every scene could be opened */
export async function takeScreenshots(browser: Browser, options: Options): Promise<boolean> {
  const scenes = SCENES.filter(({ name }) => isAsked(options, name));
  await rm(takenIn(options.out), { recursive: true, force: true });
  await mkdir(takenIn(options.out), { recursive: true });
  const isUnused = ({ as }: Scene) => as === "first visitor" || as === "newcomer";
  const [unused, demo] = [scenes.filter(isUnused), scenes.filter((scene) => !isUnused(scene))];
  const results = [
    ...(unused.length > 0 ? [await takeUnused(browser, unused, options)] : []),
    ...(demo.length > 0 ? [await takeDemo(browser, demo, options)] : []),
  ];
  const shots = results.flatMap((result) => result.shots);
  const failed = results.flatMap((result) => result.failed);
  const faults = new Map<string, string[]>();
  for (const { picture, faults: found } of shots)
    for (const fault of found) faults.set(fault, [...(faults.get(fault) ?? []), picture]);
  const report: Report = { taken: shots.length, failed, faults, ...(await compareAll(options, shots)) };
  const file = path.join(options.out, "index.html");
  await writeFile(file, await renderReport(report));
  for (const { picture, share } of report.changes) console.log(`changed ${(share * 100).toFixed(2)} %  ${picture}`);
  console.log(
    `\n${shots.length} pictures, ${report.changes.length} changed, ${report.fresh.length} new, ${report.missing.length} missing, ` +
      `${faults.size} kinds of fault, ${failed.length} not opened: ${file}`,
  );
  return failed.length === 0;
}
